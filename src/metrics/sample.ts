import { batchEstimate, replicationEstimate } from './confidence.ts'
import type { Estimate } from './estimate.ts'
import type { FigureKind } from './figures/figure.ts'
import type { Better } from './paired.ts'

/** The values of one metric in one variant: what its estimate and every comparison are made of. */
export interface Sample {
  /** The metric's full name, in segments: `['operations', 'shop', 'checkout', 'latency', 'p99']`. */
  readonly path: readonly string[]
  readonly kind: FigureKind
  readonly better: Better
  /** `null` where the intervals come from replications; else the figure of the one run there is. */
  readonly whole: number | null
  /** One for each replication, or for each batch of the one run; `null` where nothing was measured. */
  readonly values: readonly (number | null)[]
  /** For a share of independent trials: how many there were in all. */
  readonly trials: number | null
  /** Of a figure read off a histogram: the width of a bucket as a share of its value, 0 where figures are exact. */
  readonly resolution: number
}

/** -ln(0.025): a rate for which the chance of seeing nothing at all is 2.5 %. */
const NOTHING_SEEN = 3.6888794541139363

/**
 * The estimate of a metric; `null` where nothing was measured. Figures are never negative and shares never above 1, so
 * intervals end there.
 *
 * A share of trials in which everything went well (or nothing did) has no spread at all, and yet it is not known to be
 * 1: its interval reaches to the value at which n trials without an exception would be seen once in forty times, 1 -
 * 3.689 / n (the end of the exact interval of Clopper and Pearson, Biometrika 26, 1934, to first order and on the safe
 * side).
 */
export function estimateOf(sample: Sample): Estimate | null {
  const values = sample.values.filter((value) => value !== null)
  const estimate = sample.whole === null ? replicationEstimate(values) : batchEstimate(sample.whole, values)
  if (estimate === null) return null
  const { value, low, high } = estimate
  const margin = sample.trials === null || sample.trials === 0 ? 0 : NOTHING_SEEN / sample.trials
  const most = sample.kind === 'share' ? 1 : Number.POSITIVE_INFINITY
  if (margin > 0 && value === 1) return { value, low: Math.max(0, 1 - margin), high: 1 }
  if (margin > 0 && value === 0) return { value, low: 0, high: Math.min(1, margin) }
  return {
    value,
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(most, high),
  }
}
