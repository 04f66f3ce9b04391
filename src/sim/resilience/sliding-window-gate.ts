import { Outcome } from '../outcome.ts'
import { type Gate, PASS } from './gate.ts'

const FIRST_LOG = 64

/**
 * A rate limit that keeps a log: a call that passed counts for a whole window, so no window of that length, wherever it
 * begins, sees more than the limit.
 */
export class SlidingWindowGate implements Gate {
  delay = 0
  level = 0
  readonly ticket = 0
  readonly longestWait = 0
  readonly capacity: number
  readonly #window: number
  /** When the calls in the window passed: a ring whose oldest entry is at `#oldest`. */
  #log = new Float64Array(FIRST_LOG)
  #oldest = 0

  constructor(limit: number, window: number) {
    this.capacity = limit
    this.#window = window
  }

  enter(now: number): number {
    const log = this.#log
    while (this.level > 0 && (log[this.#oldest] as number) + this.#window <= now) {
      this.#oldest = (this.#oldest + 1) % log.length
      this.level--
    }
    if (this.level >= this.capacity) {
      this.delay = this.level > 0 ? (log[this.#oldest] as number) + this.#window - now : 0
      return Outcome.rateLimited
    }
    if (this.level === log.length) this.#grow()
    this.#log[(this.#oldest + this.level) % this.#log.length] = now
    this.level++
    this.delay = 0
    return PASS
  }

  leave(): boolean {
    return false
  }

  withdraw(): void {}

  #grow(): void {
    const old = this.#log
    const log = new Float64Array(old.length * 2)
    for (let i = 0; i < old.length; i++) log[i] = old[(this.#oldest + i) % old.length] as number
    this.#log = log
    this.#oldest = 0
  }
}
