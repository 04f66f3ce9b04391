import { pow } from '../kernel/dmath.ts'

/** Growth of the cubic curve, and what is left of the rate after a throttling answer. */
const SCALE = 0.4
const BETA = 0.7
/** The rate is measured over half seconds and smoothed. */
const SLICES_PER_SECOND = 2
const SMOOTHING = 0.8
const SLOWEST = 0.5
/** A rate is at most so many times what is measured. */
const AHEAD = 2

/**
 * The client-side rate limit of the AWS SDKs' adaptive mode, as botocore has it (retries/adaptive.py, throttling.py,
 * bucket.py): off until the first throttling answer, which sets the rate to 0.7 times the measured one; after each
 * other answer the rate is that of the curve 0.4 (t - K)³ + w, but at most twice the measured one and at least 0.5/s;
 * attempts take tokens of a bucket that holds a second's worth. Attempts that wait keep their order here and the time
 * they were given; botocore's wake up and ask again.
 */
export class AwsClientRate {
  #enabled = false
  /** Per second. */
  #fillRate = 1
  #capacity = 1
  /** Below 0 when attempts already wait for tokens to come. */
  #tokens = 0
  #filledAt = 0

  #before = 0
  #zeroPoint = 0
  #throttledAt = 0

  #measured = 0
  #answers = 0
  #slice = 0

  /** Tokens per second that attempts may take; `Infinity` while it is off. */
  get rate(): number {
    return this.#enabled ? this.#fillRate : Number.POSITIVE_INFINITY
  }

  /** Takes a token; returns after how many ns it is there. */
  delay(now: number): number {
    if (!this.#enabled) return 0
    this.#fill(now)
    this.#tokens--
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#fillRate) * 1e9)
  }

  /** An attempt was answered. */
  answered(now: number, throttled: boolean): void {
    this.#measure(now)
    const seconds = now / 1e9
    let rate: number
    if (throttled) {
      this.#before = this.#enabled ? Math.min(this.#measured, this.#fillRate) : this.#measured
      this.#zeroPoint = pow((this.#before * (1 - BETA)) / SCALE, 1 / 3)
      this.#throttledAt = seconds
      this.#enabled = true
      rate = this.#before * BETA
    } else {
      const t = seconds - this.#throttledAt - this.#zeroPoint
      rate = SCALE * t * t * t + this.#before
    }
    this.#setRate(now, Math.min(rate, AHEAD * this.#measured))
  }

  #setRate(now: number, rate: number): void {
    this.#fill(now)
    this.#fillRate = Math.max(rate, SLOWEST)
    this.#capacity = Math.max(rate, 1)
    this.#tokens = Math.min(this.#tokens, this.#capacity)
  }

  #fill(now: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + ((now - this.#filledAt) / 1e9) * this.#fillRate)
    this.#filledAt = now
  }

  #measure(now: number): void {
    const slice = Math.floor((now * SLICES_PER_SECOND) / 1e9)
    this.#answers++
    if (slice <= this.#slice) return
    const rate = (this.#answers * SLICES_PER_SECOND) / (slice - this.#slice)
    this.#measured = rate * SMOOTHING + this.#measured * (1 - SMOOTHING)
    this.#answers = 0
    this.#slice = slice
  }
}
