import type { RateSegment } from '../plan.ts'

const NS_PER_SECOND = 1e9

/**
 * Turns operational time, in which arrivals come at rate 1, into time: the inverse of the integral of a piecewise
 * linear rate. Only + - * / and square roots, so that it is the same on every machine.
 */
export class RateClock {
  readonly #segments: readonly RateSegment[]
  #segment = 0
  /** Seconds since the start of the current segment. */
  #elapsed = 0
  /** Operational time that was left over when the load was over. */
  #over = 0

  constructor(segments: readonly RateSegment[]) {
    this.#segments = segments
  }

  /**
   * Advances by `amount` (expected arrivals, at least 0) and returns the new time, whole ns; infinity when the load is
   * over.
   */
  advance(amount: number): number {
    let left = amount
    for (;;) {
      const segment = this.#segments[this.#segment]
      if (segment === undefined) return this.#end(left)
      const { start, end, from, to } = segment
      if (end === Number.POSITIVE_INFINITY) {
        if (from === 0) return this.#end(left)
        this.#elapsed += left / from
        return start + Math.floor(this.#elapsed * NS_PER_SECOND + 0.5)
      }
      const length = (end - start) / NS_PER_SECOND
      const slope = (to - from) / length
      const rate = from + slope * this.#elapsed
      const area = ((rate + to) / 2) * (length - this.#elapsed)
      if (left < area) {
        // The root of slope/2 x^2 + rate x = left, in the form that loses no digits when the slope is small.
        // Where nothing is left, at the very start of a ramp from 0, it would divide 0 by 0.
        if (left > 0) this.#elapsed += (2 * left) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * left)))
        return start + Math.floor(this.#elapsed * NS_PER_SECOND + 0.5)
      }
      left -= area > 0 ? area : 0
      this.#segment++
      this.#elapsed = 0
    }
  }

  /**
   * Goes back to `now` (ns), between the last two times; returns the operational time from there to where it was, so
   * that `advance` with it comes to the same time again.
   */
  rewind(now: number): number {
    const [segment, elapsed] = [this.#segment, this.#elapsed]
    while (this.#segment > 0 && now < (this.#segments[this.#segment]?.start ?? Number.POSITIVE_INFINITY)) {
      this.#segment--
    }
    const start = this.#segments[this.#segment]?.start ?? now
    this.#elapsed = Math.max(0, now - start) / NS_PER_SECOND
    let amount = this.#over
    this.#over = 0
    for (let i = this.#segment; i <= segment; i++) {
      amount += this.#area(
        i,
        i === this.#segment ? this.#elapsed : 0,
        i === segment ? elapsed : Number.POSITIVE_INFINITY,
      )
    }
    return amount
  }

  /** Expected arrivals in a segment between two times in it, s. */
  #area(index: number, after: number, before: number): number {
    const segment = this.#segments[index]
    if (segment === undefined) return 0
    const { start, end, from, to } = segment
    const length = (end - start) / NS_PER_SECOND
    const until = Math.min(before, length)
    if (until <= after) return 0
    if (length === Number.POSITIVE_INFINITY) return from === 0 ? 0 : from * (until - after)
    const slope = (to - from) / length
    return (from + (slope * (after + until)) / 2) * (until - after)
  }

  #end(left: number): number {
    this.#over = left
    return Number.POSITIVE_INFINITY
  }
}
