import { sortedUnion } from '../folds/group-by.ts'
import type { SampleBook } from '../sample-book.ts'
import { type ConsistencyOf, consistencyFigures } from './consistency-figures.ts'
import type { AnomalyEvent, AnomalyExample } from './consistency-result.ts'
import type { ConsistencySummary } from './consistency-summary.ts'
import type { DataEvent } from './data-event.ts'
import { STORIES_KEPT } from './findings.ts'

/** Measures the consistency of every record and store, and of the operations on each record, over replications. */
export function measureConsistency(book: SampleBook, summaries: readonly ConsistencySummary[]): void {
  if (summaries.length === 0) return
  const figures = consistencyFigures()
  const measure = (path: readonly string[], of: (summary: ConsistencySummary) => ConsistencyOf | undefined): void => {
    book.measure(path, figures, { replications: summaries.map(of), batches: [] })
  }
  const [first] = summaries
  const records = (first?.records ?? []).map(({ name }) => name)
  for (const name of records.toSorted((a, b) => (a < b ? -1 : 1))) {
    const of = (summary: ConsistencySummary) => summary.records.find((record) => record.name === name)
    measure(['consistency', name], of)
    for (const operation of sortedUnion(summaries.map((one) => of(one)?.operations.map((each) => each.name) ?? []))) {
      measure(['consistency', name, 'operations', ...operation.split('.')], (summary) => {
        const own = of(summary)?.operations.find((each) => each.name === operation)
        return own === undefined ? undefined : { tally: own.tally, convergence: null }
      })
    }
  }
  for (const { name } of first?.stores ?? []) {
    // A store is hidden by a record of its name.
    if (records.includes(name)) continue
    measure(['consistency', name], (summary) => summary.stores.find((store) => store.name === name))
  }
}

/** The first stories of each kind and record, of the first replications that have any. */
export function examplesOf(
  summaries: readonly { readonly index: number; readonly consistency: ConsistencySummary }[],
): AnomalyExample[] {
  const kept = new Map<string, number>()
  return summaries.flatMap(({ index, consistency }) =>
    consistency.examples.flatMap(({ anomaly, record, events }): AnomalyExample[] => {
      const kind = `${anomaly} ${record}`
      const before = kept.get(kind) ?? 0
      kept.set(kind, before + 1)
      return before < STORIES_KEPT ? [{ anomaly, record, replication: index, events: events.map(anomalyEvent) }] : []
    }),
  )
}

/** A line of a story as results print it. */
function anomalyEvent({ at, ...event }: DataEvent): AnomalyEvent {
  return { atMs: at / 1e6, ...event }
}
