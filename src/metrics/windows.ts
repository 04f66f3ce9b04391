import { bucketOf, COARSE_PER_OCTAVE, COARSE_SHIFT, OCTAVES } from './latency-scale.ts'
import type { Levels } from './levels.ts'
import type { SeriesWindows, WindowsData } from './windows-data.ts'

const COARSE_BUCKETS = OCTAVES * COARSE_PER_OCTAVE

/** What the recorder has counted so far; windows are differences of these. */
export interface Counts {
  began(series: number): number
  ended(series: number, outcome: number): number
  readonly outcomes: number
  /** The outcome that is neither good nor failed; -1 when there is none. */
  readonly cancelled: number
}

/** The finished windows of one series, and the one running. */
class SeriesColumn {
  readonly series: number
  readonly coarse: Uint32Array = new Uint32Array(COARSE_BUCKETS)
  sum = 0
  max = 0

  readonly offered: number[] = []
  readonly good: number[] = []
  readonly failed: number[] = []
  readonly latencySum: number[] = []
  readonly latencyMax: number[] = []
  readonly latencies: number[][] = []

  beganBefore = 0
  goodBefore = 0
  failedBefore = 0

  constructor(series: number) {
    this.series = series
  }
}

/** Calls and levels in equal windows over the load. Only latencies cost anything per fact. */
export class Windows {
  readonly #columns: readonly SeriesColumn[]
  /** The column of a series; `undefined` where it is not followed over time. */
  readonly #columnOf: readonly (SeriesColumn | undefined)[]
  readonly #end: number
  readonly #planned: number
  readonly #levels: readonly number[][]
  readonly #areaBefore: Float64Array
  #count = 0

  /** `followed[series]` says which series; `planned` windows span [0, end). */
  constructor(followed: readonly boolean[], levels: number, end: number, planned: number) {
    this.#columnOf = followed.map((follow, series) => (follow ? new SeriesColumn(series) : undefined))
    this.#columns = this.#columnOf.filter((column) => column !== undefined)
    this.#levels = Array.from({ length: levels }, () => [])
    this.#areaBefore = new Float64Array(levels)
    this.#end = end
    // A load of fewer nanoseconds than windows has a window for each nanosecond.
    this.#planned = Math.min(planned, end)
  }

  /** When the running window ends; `Infinity` after the last. */
  get nextEnd(): number {
    return this.#count < this.#planned ? this.#boundary(this.#count + 1) : Number.POSITIVE_INFINITY
  }

  /** A good answer of a followed series took `latency` ns, which is in `bucket` of the coarse scale. */
  answered(series: number, latency: number, bucket: number): void {
    const column = this.#columnOf[series] as SeriesColumn
    column.sum += latency
    if (latency > column.max)
      column.max = latency
      // An answer in no time, whose bucket is negative, is counted with those of 1 ns.
    ;(column.coarse[bucket < 0 ? 0 : bucket] as number)++
  }

  /** Ends the running window; the levels are settled up to its end. */
  close(counts: Counts, levels: Levels): void {
    const width = this.#boundary(this.#count + 1) - this.#boundary(this.#count)
    for (const column of this.#columns) closeColumn(column, counts)
    for (const [level, means] of this.#levels.entries()) {
      const area = levels.area(level)
      means.push((area - (this.#areaBefore[level] as number)) / width)
      this.#areaBefore[level] = area
    }
    this.#count++
  }

  /** The areas of the levels are about to start again from 0, in the middle of a window or between two. */
  beforeRestart(levels: Levels): void {
    for (let level = 0; level < this.#areaBefore.length; level++) {
      ;(this.#areaBefore[level] as number) -= levels.area(level)
    }
  }

  /** The finished windows, as plain data. */
  data(): WindowsData {
    const series = this.#columns.map(
      ({ series, offered, good, failed, latencySum, latencyMax, latencies }): SeriesWindows => ({
        series,
        offered,
        good,
        failed,
        latencySum,
        latencyMax,
        latencies,
      }),
    )
    return { width: this.#end / this.#planned, count: this.#count, series, levels: this.#levels }
  }

  #boundary(window: number): number {
    return window === this.#planned ? this.#end : Math.floor(window * (this.#end / this.#planned))
  }
}

function closeColumn(column: SeriesColumn, counts: Counts): void {
  const { series } = column
  const began = counts.began(series)
  let good = 0
  let failed = 0
  for (let outcome = 0; outcome < counts.outcomes; outcome++) {
    const ended = counts.ended(series, outcome)
    if (outcome === 0) good = ended
    else if (outcome !== counts.cancelled) failed += ended
  }
  column.offered.push(began - column.beganBefore)
  column.good.push(good - column.goodBefore)
  column.failed.push(failed - column.failedBefore)
  column.latencySum.push(column.sum)
  column.latencyMax.push(column.max)
  column.latencies.push(takeCoarse(column))
  column.beganBefore = began
  column.goodBefore = good
  column.failedBefore = failed
  column.sum = 0
}

function takeCoarse(column: SeriesColumn): number[] {
  const pairs: number[] = []
  const highest = column.max < 1 ? 0 : bucketOf(column.max) >> COARSE_SHIFT
  for (let bucket = 0; bucket <= highest; bucket++) {
    const count = column.coarse[bucket] as number
    if (count > 0) pairs.push(bucket, count)
  }
  column.coarse.fill(0, 0, highest + 1)
  column.max = 0
  return pairs
}
