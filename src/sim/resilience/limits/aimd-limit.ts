import type { ConcurrencyLimitPlan } from '../../policy-plan.ts'

/** Where a limit starts, and between what it stays. */
type Bounds = Pick<ConcurrencyLimitPlan, 'initial' | 'min' | 'max'>

/**
 * Additive increase, multiplicative decrease (AIMDLimit of Netflix's concurrency-limits): one more after an answer in
 * time while at least half of the limit was in use, times `decrease` (cut to an integer) after a drop or a late answer.
 */
export class AimdLimit {
  value: number
  readonly #bounds: Bounds
  readonly #decrease: number
  readonly #timeout: number

  constructor(bounds: Bounds, rules: { readonly decrease: number; readonly timeout: number }) {
    this.#bounds = bounds
    this.value = bounds.initial
    this.#decrease = rules.decrease
    this.#timeout = rules.timeout
  }

  sample(duration: number, inside: number, dropped: boolean): void {
    let next = this.value
    if (dropped || duration > this.#timeout) next = Math.floor(next * this.#decrease)
    else if (inside * 2 >= next) next++
    this.value = Math.min(this.#bounds.max, Math.max(this.#bounds.min, next))
  }
}
