import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../histogram-data.ts'
import type { RunSummary } from '../run-summary.ts'
import { groupBy, mapValues } from './group-by.ts'
import { label } from './label.ts'

/** What a store did to keep its promises. */
export interface StoreFold {
  /** Waits of statements for row locks, 0 for those that had none; empty where no rows are locked. */
  readonly lockWaits: HistogramData
  /** Running counts of the measured time, by name: `deadlocks`, `hints-stored` … */
  readonly counts: ReadonlyMap<string, number>
}

/** By the name of the store. */
export function foldStores({ waits, counters }: RunSummary): ReadonlyMap<string, StoreFold> {
  const ofStore = groupBy(counters, label('store'))
  const waitsOf = groupBy(
    waits.filter(({ name }) => name === 'lock'),
    label('store'),
  )
  return mapValues(ofStore, (some, store) => ({
    lockWaits: (waitsOf.get(store) ?? []).map(({ durations }) => durations).reduce(mergeHistograms, EMPTY_HISTOGRAM),
    counts: mapValues(
      groupBy(some, ({ name }) => name),
      (same) => same.reduce((sum, { amount }) => sum + amount, 0),
    ),
  }))
}
