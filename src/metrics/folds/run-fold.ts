import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../histogram-data.ts'
import type { CounterSummary, LevelSummary, RunSummary, SeriesSummary, WaitSummary } from '../run-summary.ts'
import { type CallFold, foldCalls } from './call-fold.ts'
import { groupBy, mapValues } from './group-by.ts'
import { label } from './label.ts'
import { foldLevels, type LevelFold } from './level-fold.ts'
import {
  type BreakerFold,
  type CacheFold,
  foldBreakers,
  foldCaches,
  foldLimits,
  type LimitFold,
} from './protection-fold.ts'
import { foldStores, type StoreFold } from './store-fold.ts'

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
  readonly caches: ReadonlyMap<string, CacheFold>
  readonly stores: ReadonlyMap<string, StoreFold>
  /** By what they are and where they stand: `bulkhead.web -> db`, `instances-up.db`. */
  readonly limits: ReadonlyMap<string, LimitFold>
  /** By the edge they protect. */
  readonly breakers: ReadonlyMap<string, BreakerFold>
  /** Requests to managed brokers in the measured time, by broker. */
  readonly paidRequests: ReadonlyMap<string, PaidRequests>
}

/** Requests that are paid, by the kind of queue. */
export interface PaidRequests {
  readonly standard: number
  readonly fifo: number
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
  readonly retries: number
  readonly retriesDenied: number
  readonly hedges: number
  readonly fallbacks: number
  readonly coalesced: number
  /** Calls that a policy refused, by its kind. */
  readonly rejections: ReadonlyMap<string, number>
}

export interface UnitCounts {
  /** Finished work nobody waited for. */
  readonly answersUnwanted: number
  /** Seconds of cpu spent on work that was thrown away, by cause; `''` where none is told. */
  readonly wastedCpu: ReadonlyMap<string, number>
  /** Requests that load shedding dropped, by why. */
  readonly shed: ReadonlyMap<string, number>
  /** How often an instance was taken out of the balancer as an outlier. */
  readonly ejections: number
}

export interface UnitFold extends InstanceFold {
  /** Running counts of the measured time; `null` in a batch. */
  readonly counts: UnitCounts | null
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
    caches: foldCaches(summary),
    stores: foldStores(summary),
    limits: foldLimits(summary),
    breakers: foldBreakers(summary),
    paidRequests: foldPaidRequests(summary),
  }
}

function foldCounts(counters: readonly CounterSummary[], edge: string, calls: CallFold): EdgeCounts {
  const own = counters.filter(({ labels }) => labels['edge'] === edge)
  const sum = (name: string): number => amountOf(own, name)
  return {
    bytes: amountsBy(own, 'bytes', 'traffic'),
    connectionsOpened: sum('connections-opened'),
    messagesLost: sum('messages-lost'),
    attempts: own.some(({ name }) => name === 'attempts') ? sum('attempts') : calls.offered,
    retries: sum('retries'),
    retriesDenied: sum('retries-denied'),
    hedges: sum('hedges'),
    fallbacks: sum('fallbacks'),
    coalesced: sum('coalesced'),
    rejections: amountsBy(own, 'policy-rejections', 'policy'),
  }
}

function foldUnitCounts(own: readonly CounterSummary[]): UnitCounts {
  const wasted = own.filter(({ name }) => name === 'wasted-cpu')
  return {
    answersUnwanted: amountOf(own, 'answers-unwanted'),
    wastedCpu: mapValues(
      groupBy(wasted, ({ labels }) => labels['cause'] ?? ''),
      (some) => amountOf(some, 'wasted-cpu') / 1e9,
    ),
    shed: amountsBy(own, 'shed', 'why'),
    ejections: amountOf(own, 'ejections'),
  }
}

function foldPaidRequests({ counters }: RunSummary): ReadonlyMap<string, PaidRequests> {
  const paid = counters.filter(({ name }) => name === 'paid-requests')
  return mapValues(groupBy(paid, label('broker')), (own) => {
    const amounts = amountsBy(own, 'paid-requests', 'queue')
    return { standard: amounts.get('standard') ?? 0, fifo: amounts.get('fifo') ?? 0 }
  })
}

/** The counters of one name, added up by the value of a label. */
function amountsBy(counters: readonly CounterSummary[], name: string, by: string): ReadonlyMap<string, number> {
  const own = counters.filter((counter) => counter.name === name)
  return mapValues(groupBy(own, label(by)), (some) => amountOf(some, name))
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
      counts: foldUnitCounts(ownCounters),
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
