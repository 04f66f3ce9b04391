import type { ConcurrencyLimitPlan } from '../../policy-plan.ts'

/** After so many samples for each unit of the limit, times a number in [0.5, 1), the shortest is measured anew. */
const PROBE_EVERY = 30
/** The fraction of the golden ratio: its multiples modulo 1 are spread evenly. */
const GOLDEN = 0.6180339887498949

/**
 * VegasLimit of Netflix's concurrency-limits, after TCP Vegas: from the shortest duration seen it estimates how many
 * calls queue (limit · (1 - shortest / latest)), raises the limit while these are few and lowers it when they are many;
 * how many are few follows the logarithm of the limit. The library draws the time of the next probe at random; here an
 * evenly spread sequence stands for that.
 */
export class VegasLimit {
  readonly #plan: Pick<ConcurrencyLimitPlan, 'initial' | 'min' | 'max'>
  readonly #smoothing: number
  #estimate: number
  #shortest = 0
  #samples = 0
  #probes = 0

  constructor(
    plan: Pick<ConcurrencyLimitPlan, 'initial' | 'min' | 'max'>,
    { smoothing }: { readonly smoothing: number },
  ) {
    this.#plan = plan
    this.#smoothing = smoothing
    this.#estimate = plan.initial
  }

  get value(): number {
    return Math.floor(this.#estimate)
  }

  sample(duration: number, inside: number, dropped: boolean): void {
    this.#samples++
    const spread = this.#probes * GOLDEN
    const jitter = 0.5 + (spread - Math.floor(spread)) / 2
    if (jitter * PROBE_EVERY * this.#estimate <= this.#samples) {
      this.#probes++
      this.#samples = 0
      this.#shortest = duration
      return
    }
    if (this.#shortest === 0 || duration < this.#shortest) {
      this.#shortest = duration
      return
    }
    const next = this.#next(duration, inside, dropped)
    const bounded = Math.max(this.#plan.min, Math.min(this.#plan.max, next))
    this.#estimate = (1 - this.#smoothing) * this.#estimate + this.#smoothing * bounded
  }

  #next(duration: number, inside: number, dropped: boolean): number {
    const limit = this.#estimate
    const step = steps(Math.floor(limit))
    if (dropped) return limit - step
    if (inside * 2 < limit) return limit
    const queued = Math.ceil(limit * (1 - this.#shortest / duration))
    if (queued <= step) return limit + 6 * step
    if (queued < 3 * step) return limit + step
    return queued > 6 * step ? limit - step : limit
  }
}

/** The whole part of the decimal logarithm, at least 1; from 1,000 on the library takes the root instead. */
function steps(limit: number): number {
  if (limit >= 1000) return Math.floor(Math.sqrt(limit))
  return limit >= 100 ? 2 : 1
}
