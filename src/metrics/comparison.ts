import { ANOMALIES } from './consistency/anomaly.ts'
import type { Estimate } from './estimate.ts'
import type { FigureKind } from './figures/figure.ts'
import { matchesMetric, shortMetricName } from './metric-name.ts'
import { type PairedDifference, pairedDifference } from './paired.ts'
import { estimateOf } from './sample.ts'
import type { SampleBook } from './sample-book.ts'

/** One metric of two variants under common random numbers. Durations are in ms. */
export interface Comparison extends PairedDifference {
  readonly metric: string
  readonly kind: FigureKind
  readonly better: 'lower' | 'higher' | null
  /** Name of the first variant, with which the second is compared. */
  readonly baseline: string
  readonly variant: string
  readonly baselineValue: Estimate | null
  readonly variantValue: Estimate | null
}

/** What is compared unless somebody asks for more, as patterns of full names. */
const HEADLINES: readonly (readonly string[])[] = [
  ['total', 'latency', 'mean'],
  ['total', 'latency', 'p50'],
  ['total', 'latency', 'p99'],
  ['total', 'availability'],
  ['total', 'throughput'],
  ['operations', '*', '*', 'latency', 'mean'],
  ['operations', '*', '*', 'latency', 'p50'],
  ['operations', '*', '*', 'latency', 'p99'],
  ['operations', '*', '*', 'availability'],
  ['cost', 'perMonth'],
  ['cost', 'perMillionGood'],
  ['consistency', '*', 'staleReads', 'share'],
  ['consistency', '*', 'staleness', 'p99'],
  ['consistency', '*', 'copies', 'window', 'p99'],
  ...ANOMALIES.filter((name) => name !== 'staleReads').map((name) => ['consistency', '*', name]),
]

/** One variant of a comparison. */
export interface Compared {
  readonly name: string
  readonly samples: SampleBook
}

/**
 * The metrics that fit one of the patterns and that both variants have, replication by replication: `variant` minus
 * `baseline`. In the order of the patterns, then of the baseline's metrics.
 */
export function compareVariants(
  baseline: Compared,
  variant: Compared,
  patterns: readonly (readonly string[])[] = HEADLINES,
): Comparison[] {
  return patterns.flatMap((pattern) =>
    baseline.samples
      .samples()
      .filter(({ path }) => matchesMetric(pattern, path))
      .flatMap((first): Comparison[] => {
        const second = variant.samples.sample(first.path)
        const paired = second && pairedDifference(first.values, second.values, first.better, first.resolution)
        if (second === undefined || paired === undefined) return []
        return [
          {
            metric: shortMetricName(first.path),
            kind: first.kind,
            better: first.better,
            baseline: baseline.name,
            variant: variant.name,
            baselineValue: estimateOf(first),
            variantValue: estimateOf(second),
            ...paired,
          },
        ]
      }),
  )
}
