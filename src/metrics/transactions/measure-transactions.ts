import type { SampleBook } from '../sample-book.ts'
import { effectFigures, type TransactionFigureSource, transactionFigures } from './transaction-figures.ts'
import { TRANSACTION_STORIES_KEPT } from './transaction-findings.ts'
import type { TransactionExample } from './transaction-result.ts'
import type { TransactionSummary } from './transaction-summary.ts'

/** `['transactions', 'place-order']`: the dots of a name separate segments, too. */
export function transactionPath(name: string): readonly string[] {
  return ['transactions', ...name.split('.')]
}

/**
 * Measures the business transactions of every name over replications, and the effects of operations. `costsPerSecond`:
 * of each replication, US dollars.
 */
export function measureTransactions(
  book: SampleBook,
  summaries: readonly TransactionSummary[],
  costsPerSecond: readonly (number | undefined)[],
): void {
  const [first] = summaries
  const figures = transactionFigures()
  first?.transactions.forEach(({ name }, at) => {
    const replications = summaries.map(({ transactions, measured }, r): TransactionFigureSource | undefined => {
      const of = transactions[at]
      return of === undefined ? undefined : { of, measured, costPerSecond: costsPerSecond[r] ?? null }
    })
    book.measure(transactionPath(name), figures, { replications, batches: [] })
  })
  first?.operations.forEach(({ name }, at) => {
    const replications = summaries.map(({ operations }) => operations[at])
    book.measure(['operations', ...name.split('.')], effectFigures(), { replications, batches: [] })
  })
}

/** A replication that counts. */
export interface TransactionReplication {
  /** From 0. */
  readonly index: number
  readonly transactions: TransactionSummary
}

/** The first stories of each anomaly and transaction, of the first replications that have any. */
export function transactionExamplesOf(replications: readonly TransactionReplication[]): TransactionExample[] {
  const kept = new Map<string, number>()
  return replications.flatMap(({ index, transactions }) =>
    transactions.examples.flatMap(({ events, ...own }): TransactionExample[] => {
      const kind = `${own.anomaly} ${own.transaction}`
      const before = kept.get(kind) ?? 0
      kept.set(kind, before + 1)
      if (before >= TRANSACTION_STORIES_KEPT) return []
      return [{ ...own, replication: index, events: events.map(({ at, ...event }) => ({ atMs: at / 1e6, ...event })) }]
    }),
  )
}
