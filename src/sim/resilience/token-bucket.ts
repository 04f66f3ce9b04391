/**
 * Times are rounded: of two that are an interval apart, one may be half a nanosecond late and the next one early, and
 * the sums of intervals are rounded besides.
 */
const SLACK = 1.5
/** Stands for an interval that never ends, and can be added up. */
const NEVER = 1e300

/**
 * A token bucket with continuous refill, full at first. Kept as the time at which it will be full again, in the way of
 * the generic cell rate algorithm (ITU-T I.371), so that no sum of fractions of a token drifts: a regular flow at just
 * the rate passes for ever.
 */
export class TokenBucket {
  readonly #interval: number
  readonly #burst: number
  #fullAt = 0

  /** `perSecond` at least 0, and 0 never refills; `burst`: what it holds, a token is there only from 1 on. */
  constructor(perSecond: number, burst: number) {
    this.#interval = perSecond > 0 ? 1e9 / perSecond : NEVER
    this.#burst = burst
  }

  /** Takes a token, if there is one; returns whether there was. `now` in ns, never going back. */
  take(now: number): boolean {
    const full = Math.max(this.#fullAt, now) + this.#interval
    if (full - now > this.#burst * this.#interval + SLACK) return false
    this.#fullAt = full
    return true
  }

  /** ns until there is a token; 0 if there is one now, or there will never be. */
  untilNext(now: number): number {
    const missing = Math.max(this.#fullAt, now) + this.#interval - now - this.#burst * this.#interval
    return missing > SLACK && missing < NEVER / 2 && this.#burst >= 1 ? Math.round(missing) : 0
  }

  /** Tokens in it, at least 0; fractions count. */
  tokens(now: number): number {
    return this.#fullAt <= now ? this.#burst : Math.max(0, this.#burst - (this.#fullAt - now) / this.#interval)
  }
}
