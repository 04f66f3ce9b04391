import type { ReplayPlan } from '../plan.ts'
import type { Arrivals } from './arrivals.ts'

/** Arrivals at recorded times. In a surge each time brings more requests or fewer: on average the factor, evenly. */
export class ReplayedArrivals implements Arrivals {
  readonly #times: Float64Array
  #position = 0
  #factor = 1
  /** Requests due at recorded times in this surge, and not yet brought; below 1 in the long run. */
  #due = 0

  constructor(plan: ReplayPlan) {
    this.#times = plan.times
  }

  next(): number {
    return this.#times[this.#position++] ?? Number.POSITIVE_INFINITY
  }

  size(): number {
    if (this.#factor === 1) return 1
    this.#due += this.#factor
    const size = Math.floor(this.#due)
    this.#due -= size
    return size
  }

  surge(factor: number): number {
    this.#factor = factor
    this.#due = 0
    return this.#times[this.#position - 1] ?? Number.POSITIVE_INFINITY
  }
}
