import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../histogram-data.ts'
import { levelMean } from '../level-data.ts'
import type { RunSummary } from '../run-summary.ts'
import { groupBy, mapValues, sortedUnion } from './group-by.ts'
import { label } from './label.ts'

/** What a store did to keep its promises. */
export interface StoreFold {
  /** Waits of statements for row locks, 0 for those that had none; empty where no rows are locked. */
  readonly lockWaits: HistogramData
  /** Running counts of the measured time, by name: `deadlocks`, `hints-stored` … */
  readonly counts: ReadonlyMap<string, number>
  /** By shard: how many keys it has, over time; empty where there is one shard only, and in a batch. */
  readonly keys: readonly number[]
}

/** By the name of the store. */
export function foldStores({ waits, counters, levels }: RunSummary): ReadonlyMap<string, StoreFold> {
  const countersOf = groupBy(counters, label('store'))
  const waitsOf = groupBy(
    waits.filter(({ name }) => name === 'lock'),
    label('store'),
  )
  const keysOf = groupBy(
    levels.filter(({ name }) => name === 'shard-keys'),
    label('store'),
  )
  const folds = sortedUnion([countersOf.keys(), keysOf.keys()]).map((store): [string, StoreFold] => [
    store,
    {
      lockWaits: (waitsOf.get(store) ?? []).map(({ durations }) => durations).reduce(mergeHistograms, EMPTY_HISTOGRAM),
      counts: mapValues(
        groupBy(countersOf.get(store) ?? [], ({ name }) => name),
        (same) => same.reduce((sum, { amount }) => sum + amount, 0),
      ),
      keys: (keysOf.get(store) ?? []).map(({ data }) => levelMean(data) ?? 0),
    },
  ])
  return new Map(folds)
}
