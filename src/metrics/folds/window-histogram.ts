import { EMPTY_HISTOGRAM, type HistogramData, SUM_CARRY } from '../histogram-data.ts'
import { bucketLow, COARSE_SHIFT } from '../latency-scale.ts'
import type { SeriesWindows } from '../windows-data.ts'

/** A window's latencies as a histogram: exact sum and maximum, quantiles as fine as the coarse scale (6 %). */
export function windowHistogram(windows: SeriesWindows, window: number): HistogramData {
  const pairs = windows.latencies[window] ?? []
  const lowest = pairs[0]
  if (lowest === undefined) return EMPTY_HISTOGRAM
  const buckets: number[] = []
  const counts: number[] = []
  let count = 0
  for (let i = 0; i < pairs.length; i += 2) {
    // The fine bucket in the middle of the coarse one stands for it.
    buckets.push(((pairs[i] as number) << COARSE_SHIFT) + (1 << (COARSE_SHIFT - 1)))
    counts.push(pairs[i + 1] as number)
    count += pairs[i + 1] as number
  }
  const sum = windows.latencySum[window] ?? 0
  const sumCarries = Math.floor(sum / SUM_CARRY)
  return {
    count,
    zeros: 0,
    sumCarries,
    sumRest: sum - sumCarries * SUM_CARRY,
    min: bucketLow(lowest << COARSE_SHIFT),
    max: windows.latencyMax[window] ?? 0,
    buckets,
    counts,
  }
}
