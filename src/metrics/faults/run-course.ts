import { groupBy, mapValues } from '../folds/group-by.ts'
import { label } from '../folds/label.ts'
import type { MessageCourse } from '../messages/message-course.ts'
import type { RunSummary } from '../run-summary.ts'
import type { TransactionCourse } from '../transactions/transaction-course.ts'
import type { SeriesWindows } from '../windows-data.ts'

/** The windows of a course: window k spans [k * width, (k + 1) * width) ns. */
export interface Grid {
  readonly width: number
  readonly count: number
  /** The first window that lies in the measured time. */
  readonly first: number
}

/** The course of calls together, window by window. */
export interface CallCourse {
  readonly name: string
  readonly offered: readonly number[]
  readonly good: readonly number[]
  readonly failed: readonly number[]
  /** ns, of good answers. */
  readonly latencySum: readonly number[]
  /** What it was added up from; only of series whose latencies were kept. */
  readonly series: readonly SeriesWindows[]
}

export interface EdgeCourse extends CallCourse {
  /** The unit that is called. */
  readonly callee: string
  readonly attempts: readonly number[]
}

export interface UnitCourse {
  readonly name: string
  /** Visits that ended well. */
  readonly good: readonly number[]
  /** Requests in the system, waiting included. */
  readonly present: readonly number[]
  readonly queue: readonly number[]
  /** Share of its slots that are held or of its cores that compute, whichever is more; `null` without bounds. */
  readonly busy: readonly (number | null)[]
}

/** The course of a run by subject. */
export interface RunCourse {
  readonly grid: Grid
  /** Requests of users. */
  readonly total: CallCourse
  /** Requests of users by workload, and by operation. */
  readonly workloads: readonly CallCourse[]
  readonly operations: readonly CallCourse[]
  /** The operations that users call, whoever calls them. */
  readonly entries: readonly CallCourse[]
  readonly edges: readonly EdgeCourse[]
  readonly units: readonly UnitCourse[]
  /** Events and subscriptions; empty where there are none. */
  readonly messages: readonly MessageCourse[]
  readonly transactions: readonly TransactionCourse[]
}

/** The courses of what a run has seen besides calls; absent where nothing of the kind was kept. */
export interface BusinessCourses {
  readonly messages?: readonly MessageCourse[]
  readonly transactions?: readonly TransactionCourse[]
}

interface Followed {
  readonly labels: Readonly<Record<string, string>>
  readonly windows: SeriesWindows
  readonly timed: boolean
}

/** The course of a run that was recorded with one; `undefined` for any other. */
export function runCourse(summary: RunSummary, business: BusinessCourses = {}): RunCourse | undefined {
  const { course } = summary
  const { messages = [], transactions = [] } = business
  if (course === null) return undefined
  const { width, count } = course
  const timed = new Set(course.timed)
  const followed = course.series.map((windows) => ({
    name: summary.series[windows.series]?.name,
    labels: summary.series[windows.series]?.labels ?? {},
    windows,
    timed: timed.has(windows.series),
  }))
  const calls = followed.filter(({ name }) => name === 'call')
  const users = calls.filter(({ labels }) => labels['callerKind'] === 'workload')
  const sum = (some: readonly Followed[], name: string): CallCourse => sumCalls(some, name, count)
  const by = (some: readonly Followed[], key: string): CallCourse[] => [
    ...mapValues(groupBy(some, label(key)), sum).values(),
  ]
  const operations = by(users, 'operation')
  const entries = by(calls, 'operation').filter(({ name }) => operations.some((operation) => operation.name === name))
  return {
    grid: { width, count, first: Math.ceil(summary.from / width) },
    total: sum(users, 'total'),
    workloads: by(users, 'caller'),
    operations,
    entries,
    edges: [...groupBy(calls, label('edge'))].map(([name, some]): EdgeCourse => {
      const edge = sum(some, name)
      const attempts = attemptsOf(summary, name)
      return { ...edge, callee: some[0]?.labels['unit'] ?? '', attempts: attempts ?? edge.offered }
    }),
    units: unitCourses(
      summary,
      followed.filter(({ name }) => name === 'visit'),
      count,
    ),
    messages,
    transactions,
  }
}

function sumCalls(some: readonly Followed[], name: string, count: number): CallCourse {
  const add = (of: (windows: SeriesWindows) => readonly number[]): number[] =>
    addUp(
      some.map(({ windows }) => of(windows)),
      count,
    )
  return {
    name,
    offered: add(({ offered }) => offered),
    good: add(({ good }) => good),
    failed: add(({ failed }) => failed),
    latencySum: add(({ latencySum }) => latencySum),
    series: some.flatMap(({ windows, timed }) => (timed ? [windows] : [])),
  }
}

function attemptsOf({ counters, course }: RunSummary, edge: string): readonly number[] | undefined {
  return course?.counters.find(({ counter }) => {
    const instrument = counters[counter]
    return instrument?.name === 'attempts' && instrument.labels['edge'] === edge
  })?.amounts
}

function unitCourses(summary: RunSummary, visits: readonly Followed[], count: number): UnitCourse[] {
  const levels = summary.levels.map((level, index) => ({ ...level, means: summary.course?.levels[index] ?? [] }))
  const byUnit = groupBy(levels, label('unit'))
  return [...groupBy(visits, label('unit'))].map(([name, some]) => {
    const own = (kind: string): typeof levels => (byUnit.get(name) ?? []).filter((level) => level.name === kind)
    const mean = (kind: string): number[] =>
      addUp(
        own(kind).map(({ means }) => means),
        count,
      )
    const room = (kind: string): number => own(kind).reduce((sum, { capacity }) => sum + (capacity ?? Infinity), 0)
    const [present, queue, cpu] = [mean('concurrency'), mean('queue'), mean('cpu')]
    const [slots, cores] = [room('concurrency'), room('cpu')]
    return {
      name,
      good: addUp(
        some.map(({ windows }) => windows.good),
        count,
      ),
      present,
      queue,
      busy: present.map((all, k): number | null => {
        const held = slots > 0 && isFinite(slots) ? (all - (queue[k] ?? 0)) / slots : null
        const computing = cores > 0 && isFinite(cores) ? (cpu[k] ?? 0) / cores : null
        return held === null ? computing : Math.max(held, computing ?? 0)
      }),
    }
  })
}

function addUp(rows: readonly (readonly number[])[], count: number): number[] {
  return Array.from({ length: count }, (_, k) => rows.reduce((sum, row) => sum + (row[k] ?? 0), 0))
}
