import { type HistogramData, meanOf, quantileOf } from '../histogram-data.ts'
import { BUCKETS_PER_OCTAVE } from '../latency-scale.ts'
import type { Better } from '../paired.ts'
import type { Figure } from './figure.ts'

const NS_PER_MS = 1e6

/** The quantiles of every result, by the names people use for them. */
const QUANTILES: ReadonlyMap<string, number> = new Map([
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
])

/** Mean, quantiles and maximum of a distribution of durations, in ms, named `prefix.mean`, `prefix.p50` … */
export function durationFigures<Fold>(
  prefix: readonly string[],
  better: Better,
  of: (fold: Fold) => HistogramData | null | undefined,
): Figure<Fold>[] {
  const figure = (name: string, pick: (histogram: HistogramData) => number | null): Figure<Fold> => ({
    name: [...prefix, name],
    kind: 'duration',
    better,
    pick: (fold) => inMs(of(fold), pick),
  })
  return [
    figure('mean', meanOf),
    ...[...QUANTILES].map(([name, p]) => ({
      ...figure(name, (histogram) => quantileOf(histogram, p)),
      resolution: 1 / BUCKETS_PER_OCTAVE,
    })),
    figure('max', ({ count, max }) => (count === 0 ? null : max)),
  ]
}

function inMs(
  histogram: HistogramData | null | undefined,
  pick: (histogram: HistogramData) => number | null,
): number | null {
  if (histogram === null || histogram === undefined) return null
  const ns = pick(histogram)
  return ns === null ? null : ns / NS_PER_MS
}
