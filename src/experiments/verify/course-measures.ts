import type { RecoveryVerdict } from '../../metrics/faults/judge-recovery.ts'
import type { CaseCourse } from './case-course.ts'
import type { CaseRun } from './case-run.ts'
import type { CaseRuns, Measure } from './measure.ts'

/** From when, inclusive, to when, exclusive, in seconds; whole windows, by their starts. */
export type Span = readonly [from: number, to: number]

/** Readers of what happened over time, of counters, and of what became of a run with faults. */
export interface CourseMeasures {
  /** Calls of an operation per second that began in the span, and good answers per second that came in it. */
  readonly offeredRate: (operation: string, span: Span) => Measure
  readonly goodRate: (operation: string, span: Span) => Measure
  /** Time average of a level of a unit in the span, over all its instances together. */
  readonly level: (name: string, unit: string, span: Span) => Measure
  /** Mean of a counter over the runs; `labels` are those that it must have. */
  readonly counter: (name: string, labels: Readonly<Record<string, string>>) => Measure
  /** Share of the runs with this verdict on the time after the last fault. */
  readonly recoveryShare: (verdict: RecoveryVerdict) => Measure
  /** Mean seconds from the end of the last fault to the recovery, of the runs that recovered. */
  readonly recoverySeconds: () => Measure
  /** Mean over the runs of what is read off each. */
  readonly each: (read: (run: CaseRun) => number) => Measure
  /** The middle one of the runs' values, or the mean of the two in the middle. */
  readonly median: (read: (run: CaseRun) => number) => Measure
}

/** Readers of the runs of one variant; `default` is a scenario without variants. */
export function courseMeasures(variant = 'default'): CourseMeasures {
  const on =
    (read: (runs: readonly CaseRun[]) => number): Measure =>
    (runs: CaseRuns) =>
      read(runs.get(variant) ?? [])
  const each = (read: (run: CaseRun) => number): Measure => on((runs) => mean(runs.map(read)))
  return {
    offeredRate: (operation, span) => each((run) => rateOf(run.course, 'offered', operation, span)),
    goodRate: (operation, span) => each((run) => rateOf(run.course, 'good', operation, span)),
    level: (name, unit, span) => each((run) => levelOf(run.course, name, unit, span)),
    counter: (name, labels) => each((run) => counterOf(run, name, labels)),
    recoveryShare: (verdict) => each((run) => (run.faults?.recovery?.verdict === verdict ? 1 : 0)),
    recoverySeconds: () => on((runs) => mean(runs.flatMap((run) => run.faults?.recovery?.seconds ?? []))),
    each,
    median: (read) => on((runs) => middle(runs.map(read))),
  }
}

/** Amount of all counters of this name with these labels. */
export function counterOf(run: CaseRun, name: string, labels: Readonly<Record<string, string>>): number {
  const wanted = Object.entries(labels)
  return sum(
    run.counters
      .filter((one) => one.name === name && wanted.every(([label, value]) => one.labels[label] === value))
      .map(({ amount }) => amount),
  )
}

/** Calls of an operation in each window, by what is counted. */
export function callsOf(course: CaseCourse | null, what: 'offered' | 'good' | 'failed', operation: string): number[] {
  const calls = (course?.calls ?? []).filter(({ labels }) => labels['operation'] === operation)
  const windows = calls[0]?.offered.length ?? 0
  return Array.from({ length: windows }, (_, k) => sum(calls.map((one) => one[what][k] ?? 0)))
}

/** Start, s, of the first window from `from` on that passes the test and has `windows` to go; NaN when none does. */
export function firstWindow(
  course: CaseCourse | null,
  from: number,
  windows: number,
  test: (window: number) => boolean,
): number {
  const count = course?.calls[0]?.offered.length ?? 0
  const width = course?.width ?? Number.NaN
  for (let k = Math.ceil(from / width - ROUNDING); k + windows <= count; k++) {
    if (test(k)) return k * width
  }
  return Number.NaN
}

/** A window that begins at 70 s must not fall out of [70, 80) because of the last bit. */
const ROUNDING = 1e-6

function windowsIn(course: CaseCourse, [from, to]: Span, count: number): readonly number[] {
  const first = Math.ceil(from / course.width - ROUNDING)
  const end = Math.min(count, Math.ceil(to / course.width - ROUNDING))
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i)
}

function rateOf(course: CaseCourse | null, what: 'offered' | 'good', operation: string, span: Span): number {
  if (course === null) return Number.NaN
  const calls = callsOf(course, what, operation)
  const windows = windowsIn(course, span, calls.length)
  return sum(windows.map((k) => calls[k] ?? 0)) / (windows.length * course.width)
}

function levelOf(course: CaseCourse | null, name: string, unit: string, span: Span): number {
  if (course === null) return Number.NaN
  const levels = course.levels.filter((level) => level.name === name && level.labels['unit'] === unit)
  return sum(levels.map(({ means }) => mean(windowsIn(course, span, means.length).map((k) => means[k] ?? 0))))
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return mean(sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1))
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
