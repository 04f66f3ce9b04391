import { Histogram } from '../histogram.ts'
import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../histogram-data.ts'
import { ANOMALIES, COUNTS } from './anomaly.ts'

/** What was looked at and found of one subject, as plain data. */
export interface TallyData {
  /** By anomaly: how often it was looked for. */
  readonly looked: readonly number[]
  /** By anomaly: how often it was there. */
  readonly found: readonly number[]
  /** By count. */
  readonly counts: readonly number[]
  /** Age of what stale reads returned, ns. */
  readonly staleness: HistogramData
  /** How many acknowledged versions stale reads missed. */
  readonly missed: HistogramData
  /** From a commit until another node had it, ns. */
  readonly lag: HistogramData
  /** From a commit until the copies that another module keeps had it (or newer), ns … */
  readonly window: HistogramData
  /** … and versions that no copy had when the run ended. */
  readonly open: number
}

/** Counts for one subject. */
export class Tally {
  readonly looked: Float64Array = new Float64Array(ANOMALIES.length)
  readonly found: Float64Array = new Float64Array(ANOMALIES.length)
  readonly counts: Float64Array = new Float64Array(COUNTS.length)
  readonly staleness: Histogram = new Histogram()
  readonly missed: Histogram = new Histogram()
  readonly lag: Histogram = new Histogram()
  readonly window: Histogram = new Histogram()
  open = 0

  data(): TallyData {
    return {
      looked: [...this.looked],
      found: [...this.found],
      counts: [...this.counts],
      staleness: this.staleness.data(),
      missed: this.missed.data(),
      lag: this.lag.data(),
      window: this.window.data(),
      open: this.open,
    }
  }
}

/** The tally of nothing. */
export const EMPTY_TALLY: TallyData = {
  looked: ANOMALIES.map(() => 0),
  found: ANOMALIES.map(() => 0),
  counts: COUNTS.map(() => 0),
  staleness: EMPTY_HISTOGRAM,
  missed: EMPTY_HISTOGRAM,
  lag: EMPTY_HISTOGRAM,
  window: EMPTY_HISTOGRAM,
  open: 0,
}

/** The tally of both together. */
export function mergeTallies(a: TallyData, b: TallyData): TallyData {
  const add = (left: readonly number[], right: readonly number[]): number[] =>
    left.map((value, i) => value + (right[i] ?? 0))
  return {
    looked: add(a.looked, b.looked),
    found: add(a.found, b.found),
    counts: add(a.counts, b.counts),
    staleness: mergeHistograms(a.staleness, b.staleness),
    missed: mergeHistograms(a.missed, b.missed),
    lag: mergeHistograms(a.lag, b.lag),
    window: mergeHistograms(a.window, b.window),
    open: a.open + b.open,
  }
}
