/**
 * What happened over time: equal windows from 0 to the end of the load, warm-up included, as plain data. Facts belong
 * to the window in which they happened: a call is offered where it began, and good or failed where it ended.
 */
export interface WindowsData {
  /** Length of one window, ns; window k spans [floor(k * width), floor((k + 1) * width)). */
  readonly width: number
  /** Windows seen to their end: fewer than planned only in a run that was stopped early. */
  readonly count: number
  /** One for each series of calls. */
  readonly series: readonly SeriesWindows[]
  /** The mean of each level in each window: `levels[level][window]`. */
  readonly levels: readonly (readonly number[])[]
}

/** Each array has one entry for each window. */
export interface SeriesWindows {
  /** Index of the series in the catalogue. */
  readonly series: number
  readonly offered: readonly number[]
  readonly good: readonly number[]
  /** Ended without success, cancelled calls apart. */
  readonly failed: readonly number[]
  /** Sum of the latencies of good answers, ns. */
  readonly latencySum: readonly number[]
  readonly latencyMax: readonly number[]
  /** Good answers by coarse latency bucket: bucket, count, bucket, count … */
  readonly latencies: readonly (readonly number[])[]
}
