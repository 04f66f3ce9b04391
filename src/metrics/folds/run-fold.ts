import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../histogram-data.ts'
import type { CounterSummary, LevelSummary, RunSummary, SeriesSummary, WaitSummary } from '../run-summary.ts'
import { type CallFold, foldCalls } from './call-fold.ts'
import { groupBy, mapValues } from './group-by.ts'
import { foldLevels, type LevelFold } from './level-fold.ts'

/** One replication, or one batch of it, by subject. Every map is in code-unit order of its keys. */
export interface RunFold {
  /** All calls of workloads: what the users saw. */
  readonly total: CallFold
  readonly workloads: ReadonlyMap<string, CallFold>
  /** By `module.operation`, whoever calls. */
  readonly operations: ReadonlyMap<string, CallFold>
  /** By `caller -> unit`. */
  readonly edges: ReadonlyMap<string, EdgeFold>
  readonly units: ReadonlyMap<string, UnitFold>
  readonly pools: ReadonlyMap<string, PoolFold>
}

export interface EdgeFold {
  readonly calls: CallFold
  /** Calls of all workloads in the same time, for `callsPerRequest`. */
  readonly requests: number
  /** Running counts of the measured time; `null` in a batch. */
  readonly counts: EdgeCounts | null
}

export interface EdgeCounts {
  /** By traffic class: `free`, `cross-zone`, `cross-region`, `internet`. */
  readonly bytes: ReadonlyMap<string, number>
  readonly connectionsOpened: number
  readonly messagesLost: number
  /** Messages sent for the calls; as many as calls where nothing is tried again. */
  readonly attempts: number
}

export interface UnitFold extends InstanceFold {
  /** Finished work nobody waited for, and cpu seconds wasted on it; `null` in a batch. */
  readonly answersUnwanted: number | null
  readonly wastedCpuSeconds: number | null
  /** By the instance's label. */
  readonly instances: ReadonlyMap<string, InstanceFold>
}

export interface InstanceFold {
  readonly role: string
  /** The server's view; `null` in a batch. */
  readonly visits: CallFold | null
  /** Waits for a worker slot; `null` in a batch. */
  readonly waits: HistogramData | null
  readonly concurrency: LevelFold | undefined
  readonly queue: LevelFold | undefined
  readonly cpu: LevelFold | undefined
}

export interface PoolFold {
  readonly waits: HistogramData | null
  readonly use: LevelFold | undefined
  readonly queue: LevelFold | undefined
}

/** The fold of one replication. */
export function foldRun(summary: RunSummary): RunFold {
  const calls = summary.series.filter(({ name }) => name === 'call')
  const fold = (series: readonly SeriesSummary[]): CallFold => foldCalls(series, summary)
  const fromUsers = calls.filter(({ labels }) => labels['callerKind'] === 'workload')
  const total = fold(fromUsers)
  return {
    total,
    workloads: mapValues(groupBy(fromUsers, label('caller')), fold),
    operations: mapValues(groupBy(calls, label('operation')), fold),
    edges: mapValues(groupBy(calls, label('edge')), (series, edge) => {
      const edgeCalls = fold(series)
      return { calls: edgeCalls, requests: total.offered, counts: foldCounts(summary.counters, edge, edgeCalls) }
    }),
    units: foldUnits(summary),
    pools: foldPools(summary),
  }
}

/** The value of a label; `undefined` where it is missing or empty. */
export function label(name: string): (instrument: { labels: Readonly<Record<string, string>> }) => string | undefined {
  return ({ labels }) => labels[name] || undefined
}

function foldCounts(counters: readonly CounterSummary[], edge: string, calls: CallFold): EdgeCounts {
  const own = counters.filter(({ labels }) => labels['edge'] === edge)
  const sum = (name: string): number => amountOf(own, name)
  const bytes = groupBy(
    own.filter(({ name }) => name === 'bytes'),
    label('traffic'),
  )
  return {
    bytes: mapValues(bytes, (some) => amountOf(some, 'bytes')),
    connectionsOpened: sum('connections-opened'),
    messagesLost: sum('messages-lost'),
    attempts: own.some(({ name }) => name === 'attempts') ? sum('attempts') : calls.offered,
  }
}

function foldUnits(summary: RunSummary): ReadonlyMap<string, UnitFold> {
  const visits = groupBy(
    summary.series.filter(({ name }) => name === 'visit'),
    label('unit'),
  )
  const waits = groupBy(summary.waits, label('unit'))
  const levels = groupBy(summary.levels, label('unit'))
  const counters = groupBy(summary.counters, label('unit'))
  return mapValues(visits, (series, unit) => {
    const ownWaits = waits.get(unit) ?? []
    const ownLevels = levels.get(unit) ?? []
    const ownCounters = counters.get(unit) ?? []
    const waitsBy = groupBy(ownWaits, label('instance'))
    const levelsBy = groupBy(ownLevels, label('instance'))
    return {
      ...foldInstance(series, ownWaits, ownLevels, summary),
      answersUnwanted: amountOf(ownCounters, 'answers-unwanted'),
      wastedCpuSeconds: amountOf(ownCounters, 'wasted-cpu') / 1e9,
      instances: mapValues(groupBy(series, label('instance')), (some, instance) =>
        foldInstance(some, waitsBy.get(instance) ?? [], levelsBy.get(instance) ?? [], summary),
      ),
    }
  })
}

function foldInstance(
  series: readonly SeriesSummary[],
  waits: readonly WaitSummary[],
  levels: readonly LevelSummary[],
  summary: RunSummary,
): InstanceFold {
  return {
    role: series[0]?.labels['role'] ?? '',
    visits: foldCalls(series, summary),
    waits: mergeWaits(waits),
    concurrency: foldLevels(levels.filter(({ name }) => name === 'concurrency')),
    queue: foldLevels(levels.filter(({ name }) => name === 'queue')),
    cpu: foldLevels(levels.filter(({ name }) => name === 'cpu')),
  }
}

function foldPools(summary: RunSummary): ReadonlyMap<string, PoolFold> {
  const waits = groupBy(summary.waits, label('pool'))
  return mapValues(groupBy(summary.levels, label('pool')), (levels, pool) => ({
    waits: mergeWaits(waits.get(pool) ?? []),
    use: foldLevels(levels.filter(({ name }) => name === 'pool')),
    queue: foldLevels(levels.filter(({ name }) => name === 'pool-queue')),
  }))
}

function mergeWaits(waits: readonly WaitSummary[]): HistogramData {
  return waits.map(({ durations }) => durations).reduce(mergeHistograms, EMPTY_HISTOGRAM)
}

function amountOf(counters: readonly CounterSummary[], name: string): number {
  return counters.reduce((sum, counter) => (counter.name === name ? sum + counter.amount : sum), 0)
}
