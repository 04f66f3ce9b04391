import { bucketMiddle, COARSE_PER_OCTAVE, COARSE_SHIFT, OCTAVES } from '../latency-scale.ts'
import type { SeriesWindows } from '../windows-data.ts'

/**
 * The nearest-rank quantile of the good answers of some series in one window, ns: within 6 %, as the windows are kept;
 * `null` of none. Looks from the slow end, where the ranks of interest are.
 */
export function windowQuantile(series: readonly SeriesWindows[], window: number, p: number): number | null {
  let count = 0
  let max = 0
  for (const { good, latencyMax } of series) {
    count += good[window] ?? 0
    max = Math.max(max, latencyMax[window] ?? 0)
  }
  if (count === 0) return null
  const [first, ...others] = series
  const pairs = others.length === 0 ? (first?.latencies[window] ?? []) : mergedPairs(series, window)
  // Ranks above the wanted one: those of the slower answers.
  let slower = count - Math.max(1, Math.ceil(p * count - 1e-9))
  for (let at = pairs.length - 2; at >= 0; at -= 2) {
    slower -= pairs[at + 1] as number
    if (slower < 0) return Math.min(max, middleOf(pairs[at] as number))
  }
  return max
}

/** The middle of a coarse bucket: that of the fine bucket in its middle. */
function middleOf(bucket: number): number {
  return bucketMiddle((bucket << COARSE_SHIFT) + (1 << (COARSE_SHIFT - 1)))
}

function mergedPairs(series: readonly SeriesWindows[], window: number): number[] {
  const counts = new Float64Array(OCTAVES * COARSE_PER_OCTAVE)
  for (const { latencies } of series) {
    const pairs = latencies[window] ?? []
    for (let at = 0; at < pairs.length; at += 2) (counts[pairs[at] as number] as number) += pairs[at + 1] as number
  }
  const merged: number[] = []
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] as number
    if (count > 0) merged.push(bucket, count)
  }
  return merged
}
