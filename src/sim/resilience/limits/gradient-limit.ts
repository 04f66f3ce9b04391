import type { ConcurrencyLimitPlan } from '../../policy-plan.ts'

/** Samples that the long average begins with as a plain mean … */
const WARM_UP = 10
/** … and the number that its exponential smoothing afterwards is worth. */
const LONG_WINDOW = 600

/**
 * Gradient2Limit of Netflix's concurrency-limits: the limit follows the ratio of a long average of the durations to the
 * latest one. A drop counts as the sample that it is. The library's defaults: tolerance 1.5, smoothing 0.2, queue 4.
 */
export class GradientLimit {
  readonly #plan: Pick<ConcurrencyLimitPlan, 'initial' | 'min' | 'max'>
  readonly #rules: { readonly tolerance: number; readonly smoothing: number; readonly queue: number }
  #estimate: number
  #average = 0
  #samples = 0
  #sum = 0

  constructor(
    plan: Pick<ConcurrencyLimitPlan, 'initial' | 'min' | 'max'>,
    rules: { readonly tolerance: number; readonly smoothing: number; readonly queue: number },
  ) {
    this.#plan = plan
    this.#rules = rules
    this.#estimate = plan.initial
  }

  get value(): number {
    return Math.floor(this.#estimate)
  }

  sample(duration: number, inside: number): void {
    const average = this.#add(duration)
    // After a long overload the average is far too high; it need not wait for all of its memory.
    if (average > 2 * duration) this.#average *= 0.9
    // A client that does not use what it may have learns nothing about how much it may have.
    if (inside < this.#estimate / 2) return
    const { tolerance, smoothing, queue } = this.#rules
    const gradient = Math.max(0.5, Math.min(1, (tolerance * average) / duration))
    const next = this.#estimate * (1 - smoothing) + (this.#estimate * gradient + queue) * smoothing
    this.#estimate = Math.max(this.#plan.min, Math.min(this.#plan.max, next))
  }

  #add(duration: number): number {
    if (this.#samples < WARM_UP) {
      this.#samples++
      this.#sum += duration
      this.#average = this.#sum / this.#samples
    } else {
      const weight = 2 / (LONG_WINDOW + 1)
      this.#average = this.#average * (1 - weight) + duration * weight
    }
    return this.#average
  }
}
