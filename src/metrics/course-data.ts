import type { WindowsData } from './windows-data.ts'

/** The course of a run with faults, as plain data: calls and visits in fine windows. */
export interface CourseData extends WindowsData {
  /** Amounts of some running counts in each window; `counter` indexes the catalogue's. */
  readonly counters: readonly { readonly counter: number; readonly amounts: readonly number[] }[]
  /** The series of which latencies were kept; of the others there are only counts. */
  readonly timed: readonly number[]
}
