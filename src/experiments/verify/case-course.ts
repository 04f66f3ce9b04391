import { bucketLow, COARSE_SHIFT } from '../../metrics/latency-scale.ts'
import type { RunSummary } from '../../metrics/run-summary.ts'

/** What happened over time, in equal windows from 0 to the end of the load. */
export interface CaseCourse {
  /** Length of one window, seconds. */
  readonly width: number
  readonly calls: readonly CourseCalls[]
  readonly levels: readonly CourseLevel[]
}

/** Calls of one kind; each array has an entry for each window. */
export interface CourseCalls {
  readonly labels: Readonly<Record<string, string>>
  /** Calls that began in the window, and those that ended in it well or badly. */
  readonly offered: readonly number[]
  readonly good: readonly number[]
  readonly failed: readonly number[]
  /** Seconds, summed over the good answers. */
  readonly latencySum: readonly number[]
  /** Of the good answers, seconds, to 4 %; NaN where there was none. */
  readonly latencyMedian: readonly number[]
}

export interface CourseLevel {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Time average in each window. */
  readonly means: readonly number[]
}

const NS = 1e-9

/** The windows of a run, with the labels of what they count. */
export function caseCourse({ windows, series, levels }: RunSummary): CaseCourse {
  return {
    width: windows.width * NS,
    calls: windows.series.map(({ series: index, offered, good, failed, latencySum, latencies }) => ({
      labels: series[index]?.labels ?? {},
      offered,
      good,
      failed,
      latencySum: latencySum.map((ns) => ns * NS),
      latencyMedian: latencies.map((pairs, k) => medianOf(pairs, good[k] ?? 0) * NS),
    })),
    levels: levels.map(({ name, labels }, index) => ({ name, labels, means: windows.levels[index] ?? [] })),
  }
}

/** The lower edge of the bucket that the middle one is in; `pairs`: bucket, count, bucket, count … */
function medianOf(pairs: readonly number[], count: number): number {
  let seen = 0
  for (let i = 0; i < pairs.length; i += 2) {
    seen += pairs[i + 1] ?? 0
    if (2 * seen >= count) return bucketLow((pairs[i] ?? 0) << COARSE_SHIFT)
  }
  return Number.NaN
}
