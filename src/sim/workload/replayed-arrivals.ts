import type { ReplayPlan } from '../plan.ts'
import type { Arrivals } from './arrivals.ts'

/** Arrivals at recorded times. */
export class ReplayedArrivals implements Arrivals {
  readonly #times: Float64Array
  #position = 0

  constructor(plan: ReplayPlan) {
    this.#times = plan.times
  }

  next(): number {
    return this.#times[this.#position++] ?? Number.POSITIVE_INFINITY
  }

  size(): number {
    return 1
  }
}
