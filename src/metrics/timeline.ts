import { slotUtilisation } from './figures/server-figures.ts'
import { groupBy, mapValues } from './folds/group-by.ts'
import { label } from './folds/label.ts'
import { foldMeans, type LevelFold, utilisationOf } from './folds/level-fold.ts'
import { limitName } from './folds/protection-fold.ts'
import { type InstanceFold } from './folds/run-fold.ts'
import { windowQuantile } from './folds/window-quantile.ts'
import type { LevelSummary, RunSummary } from './run-summary.ts'
import type { CallTimeline, TimelineResult, UnitTimeline } from './variant-result.ts'
import type { SeriesWindows } from './windows-data.ts'

const NS_PER_MS = 1e6

/** The windows of the calls of one subject, in each replication. */
type CallCourse = readonly (readonly SeriesWindows[])[]

/** One level of one unit and its means by window. */
interface LevelCourse {
  readonly level: LevelSummary
  readonly means: readonly number[]
}

/** The course of a variant over time: means over the replications, window by window. */
export function timelineOf(summaries: readonly RunSummary[]): TimelineResult {
  const count = summaries.length === 0 ? 0 : Math.min(...summaries.map(({ windows }) => windows.count))
  const seconds = (summaries[0]?.windows.width ?? 0) / 1e9
  const calls = summaries.map(callsOf)
  const timeline = (course: CallCourse): CallTimeline => callTimeline(course, count, seconds)
  const byOperation = calls.map((some) => groupBy(some, label('operation')))
  const byUnit = summaries.map((summary) => groupBy(levelsOf(summary), ({ level }) => label('unit')(level)))
  return {
    windowSeconds: seconds,
    total: timeline(
      calls.map((some) => some.filter(({ labels }) => labels['callerKind'] === 'workload').map(windowsOf)),
    ),
    operations: Object.fromEntries(
      mapValues(byOperation[0] ?? new Map<string, CallSeries[]>(), (_, name) =>
        timeline(byOperation.map((operations) => (operations.get(name) ?? []).map(windowsOf))),
      ),
    ),
    units: Object.fromEntries(
      mapValues(byUnit[0] ?? new Map<string, LevelCourse[]>(), (_, name) =>
        unitTimeline(
          byUnit.map((units) => units.get(name) ?? []),
          count,
        ),
      ),
    ),
    breakersOpen: breakersOpen(summaries, count),
    limits: limitsOver(summaries, count),
  }
}

/** Of each edge with breakers the mean over them, and over the replications. */
function breakersOpen(summaries: readonly RunSummary[], count: number): TimelineResult['breakersOpen'] {
  const known = summaries.flatMap(({ levels, breakers }) =>
    breakers.map(({ level, open }) => ({ labels: levels[level]?.labels ?? {}, open })),
  )
  return Object.fromEntries(
    mapValues(groupBy(known, label('edge')), (some) =>
      each(count, (window) => meanOver(some, ({ open }) => open[window] ?? null)),
    ),
  )
}

function limitsOver(summaries: readonly RunSummary[], count: number): TimelineResult['limits'] {
  const known = summaries.map((summary) => groupBy(levelsOf(summary), ({ level }) => limitName(level)))
  return Object.fromEntries(
    mapValues(known[0] ?? new Map<string, LevelCourse[]>(), (_, name) =>
      each(count, (window) =>
        meanOver(known, (limits) =>
          (limits.get(name) ?? []).reduce<number>((sum, { means }) => sum + (means[window] ?? 0), 0),
        ),
      ),
    ),
  )
}

interface CallSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly windows: SeriesWindows
}

function callsOf({ series, windows }: RunSummary): CallSeries[] {
  return windows.series.flatMap((one): CallSeries[] => {
    const instrument = series[one.series]
    return instrument?.name === 'call' ? [{ labels: instrument.labels, windows: one }] : []
  })
}

function windowsOf({ windows }: CallSeries): SeriesWindows {
  return windows
}

function levelsOf({ levels, windows }: RunSummary): LevelCourse[] {
  return levels.map((level, index) => ({ level, means: windows.levels[index] ?? [] }))
}

function callTimeline(course: CallCourse, count: number, seconds: number): CallTimeline {
  const all = course.flat()
  const rate = (of: (windows: SeriesWindows) => readonly number[]): number[] =>
    each(count, (window) => {
      const sum = all.reduce((total, windows) => total + (of(windows)[window] ?? 0), 0)
      return sum / (course.length * seconds)
    })
  return {
    offeredPerSecond: rate(({ offered }) => offered),
    goodPerSecond: rate(({ good }) => good),
    failedPerSecond: rate(({ failed }) => failed),
    meanMs: each(count, (window) => meanOver(course, (series) => meanMs(series, window))),
    p99Ms: each(count, (window) => meanOver(course, (series) => p99Ms(series, window))),
  }
}

function meanMs(series: readonly SeriesWindows[], window: number): number | null {
  let good = 0
  let sum = 0
  for (const windows of series) {
    good += windows.good[window] ?? 0
    sum += windows.latencySum[window] ?? 0
  }
  return good === 0 ? null : sum / good / NS_PER_MS
}

function p99Ms(series: readonly SeriesWindows[], window: number): number | null {
  const p99 = windowQuantile(series, window, 0.99)
  return p99 === null ? null : p99 / NS_PER_MS
}

function unitTimeline(course: readonly (readonly LevelCourse[])[], count: number): UnitTimeline {
  const folds = course.map((levels) => each(count, (window) => foldUnit(levels, window)))
  const over = (pick: (fold: InstanceFold) => number | null): (number | null)[] =>
    each(count, (window) =>
      meanOver(folds, (windows) => {
        const fold = windows[window]
        return fold === undefined ? null : pick(fold)
      }),
    )
  return {
    utilisation: over(slotUtilisation),
    cpuUtilisation: over(({ cpu }) => utilisationOf(cpu)),
    queueLength: over(({ queue }) => queue?.mean ?? null),
  }
}

function foldUnit(levels: readonly LevelCourse[], window: number): InstanceFold {
  const fold = (name: string): LevelFold | undefined => {
    const own = levels.filter(({ level }) => level.name === name)
    return foldMeans(
      own.map(({ level }) => level),
      own.map(({ means }) => means[window] ?? null),
      null,
    )
  }
  return {
    role: '',
    visits: null,
    waits: null,
    concurrency: fold('concurrency'),
    queue: fold('queue'),
    cpu: fold('cpu'),
  }
}

/** The mean over the replications that measured anything. */
function meanOver<Run>(runs: readonly Run[], pick: (run: Run) => number | null): number | null {
  const values = runs.map(pick).filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function each<Value>(count: number, of: (window: number) => Value): Value[] {
  return Array.from({ length: count }, (_, window) => of(window))
}
