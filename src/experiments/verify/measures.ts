import {
  EMPTY_HISTOGRAM,
  type HistogramData,
  meanOf,
  mergeHistograms,
  quantileOf,
} from '../../metrics/histogram-data.ts'
import {
  busyPeriodOf,
  EMPTY_LEVEL,
  type LevelData,
  levelMean,
  levelVariance,
  mergeLevels,
  shareAtLeast,
} from '../../metrics/level-data.ts'
import type { CaseRun, RunLevel, RunSeries } from './case-run.ts'
import type { CaseRuns, Measure } from './measure.ts'

const NS = 1e-9

/** Calls, as their callers see them. Operations and workloads by their names in the scenario. */
export interface CallMeasures {
  /** Good answers to calls of an operation. */
  readonly latencyMean: (operation: string) => Measure
  readonly latencyQuantile: (operation: string, p: number) => Measure
  /** Good answers to one workload. */
  readonly latencyMeanFrom: (workload: string) => Measure
  /** Good answers per second. */
  readonly goodRate: (operation: string) => Measure
  readonly goodRateFrom: (workload: string) => Measure
  /** Share of the calls of an operation that ended so; `ok` and the names of failures. */
  readonly outcomeShare: (operation: string, outcome: string) => Measure
  /** Times until calls of an operation ended so, failures too. */
  readonly endMean: (operation: string, outcome: string) => Measure
  readonly endVariance: (operation: string, outcome: string) => Measure
  readonly endQuantile: (operation: string, outcome: string, p: number) => Measure
  /** Calls of an operation per run. */
  readonly offered: (operation: string) => Measure
}

/** Units, as their visitors find them. */
export interface UnitMeasures {
  /** Visits to a unit, from arriving at an instance to its answer; good ones. */
  readonly visitMean: (unit: string) => Measure
  /** Visits per second. */
  readonly visitRate: (unit: string) => Measure
  /** Waits for a worker slot. */
  readonly waitMean: (unit: string) => Measure
  readonly waitVariance: (unit: string) => Measure
  readonly waitQuantile: (unit: string, p: number) => Measure
  /** Share of the visits that had to wait for a slot. */
  readonly waitedShare: (unit: string) => Measure
  /** Waits for a place in a connection pool. */
  readonly poolWaitMean: (pool: string) => Measure
  readonly poolWaitQuantile: (pool: string, p: number) => Measure
  readonly poolWaitedShare: (pool: string) => Measure
}

/** Numbers of requests in a unit, over time. */
export interface LevelMeasures {
  /** All instances together. */
  readonly presentMean: (unit: string) => Measure
  readonly waitingMean: (unit: string) => Measure
  readonly busySlots: (unit: string) => Measure
  /** The law of the number in one instance. */
  readonly presentVariance: (unit: string) => Measure
  readonly presentAtLeast: (unit: string, n: number) => Measure
  readonly presentQuantile: (unit: string, p: number) => Measure
  /** Busy periods of one instance: from leaving 0 to the return to it. */
  readonly busyMean: (unit: string) => Measure
  readonly busyVariance: (unit: string) => Measure
  /** Mean share of the cores that compute. */
  readonly cpuUtilisation: (unit: string) => Measure
}

export interface Measures extends CallMeasures, UnitMeasures, LevelMeasures {}

/** Readers of the runs of one variant; `default` is a scenario without variants. */
export function measures(variant = 'default'): Measures {
  const on: On = (read) => (runs: CaseRuns) => read(runs.get(variant) ?? []) ?? Number.NaN
  return { ...callMeasures(on), ...unitMeasures(on), ...levelMeasures(on) }
}

type Runs = readonly CaseRun[]
type On = (read: (runs: Runs) => number | null) => Measure

function callMeasures(on: On): CallMeasures {
  const good = (runs: Runs, label: string, value: string): HistogramData =>
    ended(seriesOf(runs, 'call', label, value), 'ok')
  const rate = (runs: Runs, label: string, value: string): number =>
    total(seriesOf(runs, 'call', label, value), (one) => one.goodEnds) / total(runs, (run) => run.seconds)
  return {
    latencyMean: (operation) => on((runs) => inSeconds(meanOf(good(runs, 'operation', operation)))),
    latencyQuantile: (operation, p) => on((runs) => inSeconds(quantileOf(good(runs, 'operation', operation), p))),
    latencyMeanFrom: (workload) => on((runs) => inSeconds(meanOf(good(runs, 'caller', workload)))),
    goodRate: (operation) => on((runs) => rate(runs, 'operation', operation)),
    goodRateFrom: (workload) => on((runs) => rate(runs, 'caller', workload)),
    outcomeShare: (operation, outcome) =>
      on((runs) => {
        const series = seriesOf(runs, 'call', 'operation', operation)
        const all = total(series, (one) => total([...one.ended.values()], (histogram) => histogram.count))
        return ended(series, outcome).count / all
      }),
    endMean: (operation, outcome) => on((runs) => inSeconds(meanOf(endedSo(runs, operation, outcome)))),
    endVariance: (operation, outcome) => on((runs) => varianceOf(endedSo(runs, operation, outcome)) * NS * NS),
    endQuantile: (operation, outcome, p) => on((runs) => inSeconds(quantileOf(endedSo(runs, operation, outcome), p))),
    offered: (operation) =>
      on((runs) => total(seriesOf(runs, 'call', 'operation', operation), (one) => one.offered) / runs.length),
  }
}

function unitMeasures(on: On): UnitMeasures {
  const waits = (runs: Runs, name: string, value: string): HistogramData =>
    runs
      .flatMap((run) => run.waits.filter((wait) => wait.name === name && wait.labels[LABEL_OF[name] ?? ''] === value))
      .reduce((all, wait) => mergeHistograms(all, wait.durations), EMPTY_HISTOGRAM)
  const positive = ({ count, zeros }: HistogramData): number => 1 - zeros / count
  return {
    visitMean: (unit) => on((runs) => inSeconds(meanOf(ended(seriesOf(runs, 'visit', 'unit', unit), 'ok')))),
    visitRate: (unit) =>
      on(
        (runs) =>
          total(seriesOf(runs, 'visit', 'unit', unit), (one) => one.offered) / total(runs, (run) => run.seconds),
      ),
    waitMean: (unit) => on((runs) => inSeconds(meanOf(waits(runs, 'queue', unit)))),
    waitVariance: (unit) => on((runs) => varianceOf(waits(runs, 'queue', unit)) * NS * NS),
    waitQuantile: (unit, p) => on((runs) => inSeconds(quantileOf(waits(runs, 'queue', unit), p))),
    waitedShare: (unit) => on((runs) => positive(waits(runs, 'queue', unit))),
    poolWaitMean: (pool) => on((runs) => inSeconds(meanOf(waits(runs, 'pool', pool)))),
    poolWaitQuantile: (pool, p) => on((runs) => inSeconds(quantileOf(waits(runs, 'pool', pool), p))),
    poolWaitedShare: (pool) => on((runs) => positive(waits(runs, 'pool', pool))),
  }
}

const LABEL_OF: Readonly<Record<string, string>> = { queue: 'unit', pool: 'pool' }

function levelMeasures(on: On): LevelMeasures {
  const levels = (runs: Runs, name: string, unit: string): readonly RunLevel[] =>
    runs.flatMap((run) => run.levels.filter((level) => level.name === name && level.labels['unit'] === unit))
  const present = (runs: Runs, unit: string): LevelData =>
    levels(runs, 'concurrency', unit).reduce((all, level) => mergeLevels(all, level.data), EMPTY_LEVEL)
  const together = (runs: Runs, name: string, unit: string): number =>
    total(levels(runs, name, unit), (level) => (levelMean(level.data) ?? 0) * level.instances) / runs.length
  return {
    presentMean: (unit) => on((runs) => together(runs, 'concurrency', unit)),
    waitingMean: (unit) => on((runs) => together(runs, 'queue', unit)),
    busySlots: (unit) => on((runs) => together(runs, 'concurrency', unit) - together(runs, 'queue', unit)),
    presentVariance: (unit) => on((runs) => levelVariance(present(runs, unit))),
    presentAtLeast: (unit, n) => on((runs) => shareAtLeast(present(runs, unit), n)),
    presentQuantile: (unit, p) => on((runs) => levelQuantile(present(runs, unit), p)),
    busyMean: (unit) => on((runs) => inSeconds(busyPeriodOf(present(runs, unit))?.mean ?? null)),
    busyVariance: (unit) => on((runs) => (busyPeriodOf(present(runs, unit))?.variance ?? Number.NaN) * NS * NS),
    cpuUtilisation: (unit) =>
      on((runs) => {
        const cores = total(
          levels(runs.slice(0, 1), 'cpu', unit),
          (level) => (level.capacity ?? Number.NaN) * level.instances,
        )
        return together(runs, 'cpu', unit) / cores
      }),
  }
}

function seriesOf(runs: Runs, name: string, label: string, value: string): readonly RunSeries[] {
  return runs.flatMap((run) => run.series.filter((one) => one.name === name && one.labels[label] === value))
}

function endedSo(runs: Runs, operation: string, outcome: string): HistogramData {
  return ended(seriesOf(runs, 'call', 'operation', operation), outcome)
}

function ended(series: readonly RunSeries[], outcome: string): HistogramData {
  return series.reduce((all, one) => mergeHistograms(all, one.ended.get(outcome) ?? EMPTY_HISTOGRAM), EMPTY_HISTOGRAM)
}

/** Variance of a histogram's values, each taken at the middle of its bucket. */
function varianceOf(histogram: HistogramData): number {
  const mean = meanOf(histogram)
  if (mean === null) return Number.NaN
  let squares = histogram.zeros * mean * mean
  let before = histogram.zeros
  for (const count of histogram.counts) {
    const value = quantileOf(histogram, (before + count) / histogram.count) ?? 0
    squares += count * (value - mean) * (value - mean)
    before += count
  }
  return squares / histogram.count
}

/** The least integer level that is not exceeded for the share p of the time. */
function levelQuantile(level: LevelData, p: number): number {
  let n = 0
  while ((shareAtLeast(level, n + 1) ?? 0) > 1 - p) n += 1
  return n
}

function inSeconds(ns: number | null): number | null {
  return ns === null ? null : ns * NS
}

function total<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0)
}
