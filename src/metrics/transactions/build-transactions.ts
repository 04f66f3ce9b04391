import type { DurationResult, MaybeEstimate } from '../duration-result.ts'
import type { SampleBook } from '../sample-book.ts'
import { transactionPath } from './measure-transactions.ts'
import { TRANSACTION_COUNTS, type TransactionCountName } from './transaction-anomaly.ts'
import type { EffectResult, TransactionResult } from './transaction-result.ts'
import type { TransactionSummary } from './transaction-summary.ts'

/** Lays the figures of business transactions out as results, by name; names as in the first of `summaries`. */
export function buildTransactions(
  samples: SampleBook,
  summaries: readonly TransactionSummary[],
): Readonly<Record<string, TransactionResult>> {
  const names = summaries[0]?.transactions.map(({ name }) => name) ?? []
  return Object.fromEntries(
    names.map((name, at): [string, TransactionResult] => [
      name,
      { ...resultOf(samples, transactionPath(name)), seenBy: seenBy(summaries, at) },
    ]),
  )
}

/** … and the effects of operations. */
export function buildEffects(
  samples: SampleBook,
  summary: TransactionSummary | undefined,
): Readonly<Record<string, EffectResult>> {
  const names = summary?.operations.map(({ name }) => name) ?? []
  return Object.fromEntries(
    names.map((name): [string, EffectResult] => {
      const get = (figure: string): MaybeEstimate => samples.estimate(['operations', ...name.split('.'), figure])
      return [name, { effects: get('effects'), doubleEffects: get('doubleEffects'), absorbed: get('absorbed') }]
    }),
  )
}

function resultOf(samples: SampleBook, path: readonly string[]): Omit<TransactionResult, 'seenBy'> {
  const get = (...name: readonly string[]): MaybeEstimate => samples.estimate([...path, ...name])
  const duration = (name: string): DurationResult => ({
    mean: get(name, 'mean'),
    p50: get(name, 'p50'),
    p90: get(name, 'p90'),
    p95: get(name, 'p95'),
    p99: get(name, 'p99'),
    p999: get(name, 'p999'),
    max: get(name, 'max'),
  })
  const counts = TRANSACTION_COUNTS.map((name) => [name, get(name)] as const)
  return {
    ...(Object.fromEntries(counts) as Record<TransactionCountName, MaybeEstimate>),
    legs: { mean: get('legs', 'mean') },
    steps: { mean: get('steps', 'mean') },
    messages: { mean: get('messages', 'mean') },
    settleTimeMs: duration('settleTime'),
    tellTimeMs: duration('tellTime'),
    inDoubtTimeMs: duration('inDoubtTime'),
    locksHeldMs: duration('locksHeld'),
    lockedMs: duration('locked'),
    visibleTimeMs: duration('visibleTime'),
    costPerSettled: get('costPerSettled'),
  }
}

/** Over all replications; in code-unit order of the operations. */
function seenBy(summaries: readonly TransactionSummary[], at: number): TransactionResult['seenBy'] {
  const all = new Map<string, { reads: number; dirty: number }>()
  for (const { operation, reads, dirty } of summaries.flatMap(
    ({ transactions }) => transactions[at]?.tally.seenBy ?? [],
  )) {
    const before = all.get(operation) ?? { reads: 0, dirty: 0 }
    all.set(operation, { reads: before.reads + reads, dirty: before.dirty + dirty })
  }
  return Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
