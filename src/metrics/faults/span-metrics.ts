import { callFigures } from '../figures/call-figures.ts'
import type { Figure } from '../figures/figure.ts'
import type { CallFold } from '../folds/call-fold.ts'
import { sortedUnion } from '../folds/group-by.ts'
import { operationPath } from '../measure-variant.ts'
import { messagesPath } from '../messages/measure-messages.ts'
import { messageSpanFigures } from '../messages/message-span.ts'
import type { MetricName } from '../metric-names.ts'
import { SampleBook } from '../sample-book.ts'
import { transactionPath } from '../transactions/measure-transactions.ts'
import { transactionSpanFigures } from '../transactions/transaction-span.ts'
import type { ReplicationFaults } from './replication-faults.ts'
import type { SpanFold } from './span-folds.ts'

/** Counts that the windows of a span do not tell. */
const UNKNOWN: readonly string[] = ['admitted', 'cancelled', 'unfinished']

/** Figures of calls over a part of the time around faults; quantiles are within 6 %. */
function spanFigures(): Figure<CallFold>[] {
  return callFigures({ outcomes: [], parts: [] }).filter(({ name: [first = ''] }) => !UNKNOWN.includes(first))
}

/** Every metric that can be asked for `during` or `after` a fault. `entries`: the operations that users call. */
export function spanMetricNames(subjects: {
  readonly workloads: readonly string[]
  readonly entries: readonly string[]
  /** Events and subscriptions. */
  readonly messages: readonly string[]
  readonly transactions: readonly string[]
}): readonly MetricName[] {
  const prefixes = [
    ['total'],
    ...subjects.workloads.map((name) => ['workloads', name]),
    ...subjects.entries.map(operationPath),
  ]
  const under = (prefix: readonly string[], figures: readonly Pick<Figure<never>, 'name' | 'kind'>[]): MetricName[] =>
    figures.map(({ name, kind }) => ({ path: [...prefix, ...name], kind }))
  return [
    ...prefixes.flatMap((prefix) => under(prefix, spanFigures())),
    ...subjects.messages.flatMap((name) => under(messagesPath(name), messageSpanFigures())),
    ...subjects.transactions.flatMap((name) => under(transactionPath(name), transactionSpanFigures())),
  ]
}

/** The metrics of a span, one value a replication; `undefined` where no replication knows the fault. */
export function measureSpan(
  replications: readonly ReplicationFaults[],
  { kind, fault }: Pick<SpanFold, 'kind' | 'fault'>,
): SampleBook | undefined {
  const spans = replications.map(({ spans: all }) => all.find((span) => span.kind === kind && span.fault === fault))
  if (spans.every((span) => span === undefined)) return undefined
  const book = new SampleBook()
  const measure = (prefix: readonly string[], of: (span: SpanFold) => CallFold | undefined): void => {
    // A span of no time, as after a fault that never ended, has measured nothing.
    const folds = spans.map((span) => {
      const fold = span === undefined ? undefined : of(span)
      return fold === undefined || fold.seconds === 0 ? undefined : fold
    })
    book.measure(prefix, spanFigures(), { replications: folds, batches: [] })
  }
  const named = (
    of: (span: SpanFold) => SpanFold['operations'],
    prefixOf: (name: string) => readonly string[],
  ): void => {
    const names = sortedUnion(spans.map((span) => (span === undefined ? [] : of(span).map(([name]) => name))))
    for (const name of names) {
      measure(prefixOf(name), (span) => of(span).find(([own]) => own === name)?.[1])
    }
  }
  measure(['total'], ({ total }) => total)
  named(
    ({ workloads }) => workloads,
    (name) => ['workloads', name],
  )
  named(({ operations }) => operations, operationPath)
  timed(({ messages }) => messages, messagesPath, messageSpanFigures())
  timed(({ transactions }) => transactions, transactionPath, transactionSpanFigures())
  return book

  function timed<Span extends { readonly time: number }>(
    of: (span: SpanFold) => readonly (readonly [name: string, span: Span])[],
    prefixOf: (name: string) => readonly string[],
    figures: readonly Figure<Span>[],
  ): void {
    const names = sortedUnion(spans.map((span) => (span === undefined ? [] : of(span).map(([name]) => name))))
    for (const name of names) {
      const folds = spans.map((span) => {
        const own = span && of(span).find(([other]) => other === name)?.[1]
        return own === undefined || own.time === 0 ? undefined : own
      })
      book.measure(prefixOf(name), figures, { replications: folds, batches: [] })
    }
  }
}
