import { BATCHES_MIN } from '../confidence.ts'
import { EMPTY_HISTOGRAM, mergeHistograms } from '../histogram-data.ts'
import type { LevelSummary, RunSummary } from '../run-summary.ts'
import type { SeriesWindows } from '../windows-data.ts'
import type { CallFold } from './call-fold.ts'
import { groupBy, mapValues } from './group-by.ts'
import { label } from './label.ts'
import { foldMeans, type LevelFold } from './level-fold.ts'
import { limitName } from './protection-fold.ts'
import { type InstanceFold, type RunFold } from './run-fold.ts'
import { windowHistogram } from './window-histogram.ts'

/** Batches a run is cut into, where it has as many windows. */
const BATCHES = 20

/** The windows of one batch: [first, end). */
interface Batch {
  readonly first: number
  readonly end: number
}

/**
 * One replication as consecutive batches of equal length, for the intervals of a run that is not repeated. What the
 * windows do not tell (reasons of failures, blame, visits, waits) is `null`. Empty where the measured time has fewer
 * windows than an interval needs.
 */
export function batchFolds(summary: RunSummary): readonly RunFold[] {
  return batchesOf(summary).map((batch) => foldBatch(summary, batch))
}

function batchesOf(summary: RunSummary): Batch[] {
  const { width, count } = summary.windows
  const first = Math.ceil(summary.from / width)
  const windows = count - first
  if (windows < BATCHES_MIN) return []
  const batches = Math.min(BATCHES, windows)
  const size = Math.floor(windows / batches)
  // Windows that fill no batch are dropped next to the warm-up.
  const start = count - size * batches
  return Array.from({ length: batches }, (_, i) => ({ first: start + i * size, end: start + (i + 1) * size }))
}

function foldBatch(summary: RunSummary, batch: Batch): RunFold {
  const calls = summary.windows.series.flatMap((windows) => {
    const instrument = summary.series[windows.series]
    return instrument?.name === 'call' ? [{ labels: instrument.labels, windows }] : []
  })
  const seconds = ((batch.end - batch.first) * summary.windows.width) / 1e9
  const fold = (some: readonly { windows: SeriesWindows }[]): CallFold =>
    foldWindows(
      some.map(({ windows }) => windows),
      batch,
      seconds,
    )
  const fromUsers = calls.filter(({ labels }) => labels['callerKind'] === 'workload')
  const total = fold(fromUsers)
  const levels = summary.levels.map((level, index) => ({ ...level, mean: meanIn(summary, index, batch) }))
  return {
    total,
    workloads: mapValues(groupBy(fromUsers, label('caller')), fold),
    operations: mapValues(groupBy(calls, label('operation')), fold),
    edges: mapValues(groupBy(calls, label('edge')), (some) => ({
      calls: fold(some),
      requests: total.offered,
      counts: null,
    })),
    units: mapValues(groupBy(levels, label('unit')), (some) => ({
      ...foldInstance(some),
      counts: null,
      instances: mapValues(groupBy(some, label('instance')), foldInstance),
    })),
    pools: mapValues(groupBy(levels, label('pool')), (some) => ({
      waits: null,
      use: foldNamed(some, 'pool'),
      queue: foldNamed(some, 'pool-queue'),
    })),
    caches: new Map(),
    stores: new Map(),
    paidRequests: new Map(),
    limits: mapValues(groupBy(levels, limitName), (some) => ({
      level: foldMeans(
        some,
        some.map(({ mean }) => mean),
        null,
      ),
    })),
    breakers: new Map(),
  }
}

function foldWindows(series: readonly SeriesWindows[], { first, end }: Batch, seconds: number): CallFold {
  let latency = EMPTY_HISTOGRAM
  let offered = 0
  let good = 0
  let failed = 0
  for (const windows of series) {
    for (let window = first; window < end; window++) {
      offered += windows.offered[window] ?? 0
      good += windows.good[window] ?? 0
      failed += windows.failed[window] ?? 0
      latency = mergeHistograms(latency, windowHistogram(windows, window))
    }
  }
  return {
    seconds,
    offered,
    good,
    failed,
    cancelled: 0,
    unfinished: 0,
    drained: false,
    goodEnds: good,
    latency,
    failures: null,
    failedAt: null,
    blame: null,
  }
}

type LevelInBatch = LevelSummary & { readonly mean: number }

function meanIn(summary: RunSummary, level: number, { first, end }: Batch): number {
  let sum = 0
  for (let window = first; window < end; window++) sum += summary.windows.levels[level]?.[window] ?? 0
  return sum / (end - first)
}

function foldInstance(levels: readonly LevelInBatch[]): InstanceFold {
  return {
    role: '',
    visits: null,
    waits: null,
    concurrency: foldNamed(levels, 'concurrency'),
    queue: foldNamed(levels, 'queue'),
    cpu: foldNamed(levels, 'cpu'),
  }
}

function foldNamed(levels: readonly LevelInBatch[], name: string): LevelFold | undefined {
  const own = levels.filter((level) => level.name === name)
  return foldMeans(
    own,
    own.map(({ mean }) => mean),
    null,
  )
}
