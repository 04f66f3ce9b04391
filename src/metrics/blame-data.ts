import { coarseCounts, type HistogramData } from './histogram-data.ts'

/**
 * Sums of the parts of latencies, by coarse latency bucket, as plain data. Sums of whole nanoseconds are exact while
 * they stay below 2^53 ns (104 days in one bucket) and then merge exactly, too.
 */
export interface BlameData {
  /** How many parts a row has. */
  readonly parts: number
  /** Coarse buckets with any time in them, ascending … */
  readonly buckets: readonly number[]
  /** … and their rows, one after the other: part `p` of row `r` is `sums[r * parts + p]`, in ns. */
  readonly sums: readonly number[]
}

/** The sums of both. Both must have as many parts. */
export function mergeBlame(a: BlameData, b: BlameData): BlameData {
  if (a.buckets.length === 0) return b
  if (b.buckets.length === 0) return a
  const buckets: number[] = []
  const sums: number[] = []
  let i = 0
  let j = 0
  while (i < a.buckets.length || j < b.buckets.length) {
    const left = a.buckets[i] ?? Number.POSITIVE_INFINITY
    const right = b.buckets[j] ?? Number.POSITIVE_INFINITY
    buckets.push(Math.min(left, right))
    for (let p = 0; p < a.parts; p++) {
      const fromA = left <= right ? (a.sums[i * a.parts + p] as number) : 0
      const fromB = right <= left ? (b.sums[j * b.parts + p] as number) : 0
      sums.push(fromA + fromB)
    }
    if (left <= right) i++
    if (right <= left) j++
  }
  return { parts: a.parts, buckets, sums }
}

/** Sum of each part over all answers, ns. */
export function blameTotals(blame: BlameData): number[] {
  const totals = new Array<number>(blame.parts).fill(0)
  for (let at = 0; at < blame.sums.length; at++) {
    ;(totals[at % blame.parts] as number) += blame.sums[at] as number
  }
  return totals
}

/** Mean of each part over all answers, ns; they add up to the mean latency. `null` when there was no answer. */
export function blameMeans(blame: BlameData, latency: HistogramData): number[] | null {
  return latency.count === 0 ? null : blameTotals(blame).map((total) => total / latency.count)
}

/**
 * Mean of each part over the slowest `share` of the answers (0.01: the slowest 1 %), ns. Whole buckets are taken from
 * the slow end; of the last one, which holds more answers than are still wanted, the mean answer stands for those
 * wanted. So the parts add up to the mean latency of the slow answers, up to that bucket's width (6 %) in its share of
 * them.
 */
export function slowestBlame(blame: BlameData, latency: HistogramData, share: number): number[] | null {
  if (latency.count === 0) return null
  const wanted = Math.max(1, Math.round(latency.count * share))
  const counts = coarseCounts(latency)
  const means = new Array<number>(blame.parts).fill(0)
  let left = wanted
  for (let row = blame.buckets.length - 1; row >= 0 && left > 0; row--) {
    const held = counts.get(blame.buckets[row] as number) ?? 0
    if (held === 0) continue
    const weight = Math.min(1, left / held)
    for (let p = 0; p < blame.parts; p++) {
      ;(means[p] as number) += (weight * (blame.sums[row * blame.parts + p] as number)) / wanted
    }
    left -= weight * held
  }
  return means
}
