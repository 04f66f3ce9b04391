import { Histogram } from './histogram.ts'
import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from './histogram-data.ts'

/** Counts and times of things of one kind, by the window in which each of them began; plain data. */
export interface WindowTallyData {
  /** By what is counted, then by window; shorter where nothing more was counted. */
  readonly counts: readonly (readonly number[])[]
  /** By what was timed, then by window; `null` where nothing was. ns. */
  readonly times: readonly (readonly (HistogramData | null)[])[]
}

/** Counts and times in windows of equal length, from 0 on. */
export class WindowTally {
  readonly #width: number
  readonly #counts: readonly number[][]
  readonly #times: readonly Histogram[][]

  /** `width`: of a window, ns; `counts` and `times`: how many kinds there are of each. */
  constructor(width: number, counts: number, times: number) {
    this.#width = width
    this.#counts = Array.from({ length: counts }, () => [])
    this.#times = Array.from({ length: times }, () => [])
  }

  /** Counts for something that began at `at` ns. */
  count(kind: number, at: number, times = 1): void {
    const row = this.#counts[kind] as number[]
    const window = Math.floor(at / this.#width)
    while (row.length <= window) row.push(0)
    ;(row[window] as number) += times
  }

  /** Adds a time (ns) of something that began at `at` ns. */
  record(kind: number, at: number, time: number): void {
    const row = this.#times[kind] as Histogram[]
    const window = Math.floor(at / this.#width)
    const histogram = (row[window] ??= new Histogram())
    histogram.record(time)
  }

  data(): WindowTallyData {
    const plain = (row: readonly Histogram[]): (HistogramData | null)[] =>
      Array.from(row, (one: Histogram | undefined) => one?.data() ?? null)
    return { counts: this.#counts, times: this.#times.map(plain) }
  }
}

/** Of each kind how many began in the given windows. */
export function countsIn({ counts }: WindowTallyData, windows: readonly number[]): readonly number[] {
  return counts.map((row) => windows.reduce((sum, k) => sum + (row[k] ?? 0), 0))
}

/** The times of one kind of what began in the given windows. */
export function timesIn({ times }: WindowTallyData, kind: number, windows: readonly number[]): HistogramData {
  return windows.reduce((all: HistogramData, k) => {
    const one = times[kind]?.[k] ?? null
    return one === null ? all : mergeHistograms(all, one)
  }, EMPTY_HISTOGRAM)
}
