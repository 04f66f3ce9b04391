import { DURATION_MAX } from '../kernel/sample-duration.ts'
import { Outcome } from '../outcome.ts'
import { type Gate, PASS } from './gate.ts'

/**
 * Times are rounded: of two that are an interval apart, one may be half a nanosecond late and the next one early, and
 * the sums of intervals are rounded besides.
 */
const SLACK = 1.5

/**
 * A rate limit that smooths: calls leave it one by one, at its rate, and at most `burst` wait for their turn. A call
 * that is given up while it waits has used its turn all the same.
 */
export class LeakyBucketGate implements Gate {
  delay = 0
  level = 0
  readonly ticket = 0
  readonly longestWait = 0
  readonly capacity: number
  readonly #interval: number
  /** The next turn, ns. */
  #next = 0

  constructor(perSecond: number, burst: number) {
    this.capacity = burst
    this.#interval = perSecond > 0 ? 1e9 / perSecond : DURATION_MAX
  }

  enter(now: number): number {
    const wait = Math.max(0, this.#next - now)
    const excess = wait - this.capacity * this.#interval
    if (excess > SLACK) {
      this.level = this.capacity
      this.delay = Math.round(excess)
      return Outcome.rateLimited
    }
    this.#next = Math.max(this.#next, now) + this.#interval
    this.level = Math.min(this.capacity, Math.max(0, Math.ceil((wait - SLACK) / this.#interval)))
    this.delay = wait > SLACK ? Math.round(wait) : 0
    return PASS
  }

  leave(): boolean {
    return false
  }

  withdraw(): void {}
}
