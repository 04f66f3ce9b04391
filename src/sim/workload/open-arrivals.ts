import type { Source } from '../kernel/source.ts'
import type { OpenPlan } from '../plan.ts'
import type { Arrivals } from './arrivals.ts'
import { RateClock } from './rate-clock.ts'

/** A renewal process in operational time, so that ramps, spikes and surges use the draws of the flat load. */
export class OpenArrivals implements Arrivals {
  readonly #plan: OpenPlan
  readonly #clock: RateClock
  readonly #gaps: Source
  readonly #sizes: Source
  #factor = 1

  /** `gaps` and `sizes` are streams of their own: the size of a batch moves no gap. */
  constructor(plan: OpenPlan, gaps: Source, sizes: Source) {
    this.#plan = plan
    this.#clock = new RateClock(plan.rate)
    this.#gaps = gaps
    this.#sizes = sizes
  }

  next(): number {
    return this.#clock.advance(this.#plan.gap.sample(this.#gaps) / this.#factor)
  }

  size(): number {
    const { batch } = this.#plan
    return Math.max(1, Math.floor(batch.sample(this.#sizes) + 0.5))
  }

  surge(factor: number, now: number): number {
    const left = this.#clock.rewind(now) * this.#factor
    this.#factor = factor
    return this.#clock.advance(left / factor)
  }
}
