import { EMPTY_HISTOGRAM, type HistogramData, SUM_CARRY } from '../histogram-data.ts'
import { bucketLow, COARSE_SHIFT } from '../latency-scale.ts'
import type { SeriesWindows } from '../windows-data.ts'

const FINE = 1 << COARSE_SHIFT

/**
 * A window's latencies as a histogram with their exact sum and maximum. The answers of a coarse bucket are spread
 * evenly over its fine ones, in eighths of an answer: a quantile then moves when answers move from bucket to bucket,
 * and not in steps of 6 %. What moves inside a coarse bucket is not seen.
 */
export function windowHistogram(windows: SeriesWindows, window: number): HistogramData {
  return pairsHistogram(
    windows.latencies[window] ?? [],
    windows.latencySum[window] ?? 0,
    windows.latencyMax[window] ?? 0,
  )
}

/** As `windowHistogram`, of answers by coarse bucket (bucket, count, bucket, count …, ascending). */
export function pairsHistogram(pairs: readonly number[], sum: number, max: number): HistogramData {
  const lowest = pairs[0]
  if (lowest === undefined) return EMPTY_HISTOGRAM
  const buckets: number[] = []
  const counts: number[] = []
  let count = 0
  for (let i = 0; i < pairs.length; i += 2) {
    const first = (pairs[i] as number) << COARSE_SHIFT
    const held = pairs[i + 1] as number
    for (let fine = 0; fine < FINE; fine++) {
      buckets.push(first + fine)
      counts.push(held / FINE)
    }
    count += held
  }
  const sumCarries = Math.floor(sum / SUM_CARRY)
  return {
    count,
    zeros: 0,
    sumCarries,
    sumRest: sum - sumCarries * SUM_CARRY,
    min: bucketLow(lowest << COARSE_SHIFT),
    max,
    buckets,
    counts,
  }
}
