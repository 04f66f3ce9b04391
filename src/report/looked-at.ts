import { ANOMALIES } from '../metrics/consistency/anomaly.ts'
import type { MaybeEstimate } from '../metrics/duration-result.ts'
import { MESSAGE_ANOMALIES } from '../metrics/messages/message-anomaly.ts'
import type { EventResult } from '../metrics/messages/message-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import { TRANSACTION_ANOMALIES } from '../metrics/transactions/transaction-anomaly.ts'

/** In how many cases a replication the anomaly was looked for that a metric counts; 0 of any other metric. */
export function lookedAt(variant: VariantDocument, metric: string): number {
  const { consistency, messages, transactions, effects } = variant
  const cases: readonly (readonly [metric: string, cases: number])[] = [
    ...Object.entries(messages).flatMap(([event, own]) => ofMessages(event, own)),
    ...Object.entries(transactions).flatMap(([name, { begun }]) =>
      TRANSACTION_ANOMALIES.map((anomaly) => [`transactions.${name}.${anomaly}`, amount(begun)] as const),
    ),
    ...Object.entries(effects).map(([name, own]) => [`${name}.doubleEffects`, amount(own.effects)] as const),
    ...Object.entries(consistency).flatMap(([name, { checked }]) =>
      ANOMALIES.map((anomaly) => {
        const figure = anomaly === 'staleReads' ? 'staleReads.count' : anomaly
        return [`consistency.${name}.${figure}`, amount(checked[anomaly])] as const
      }),
    ),
  ]
  return cases.find(([name]) => name === metric)?.[1] ?? 0
}

function ofMessages(event: string, { subscriptions, ...own }: EventResult): (readonly [string, number])[] {
  const all = Object.entries(subscriptions)
  // Each message of an event counts once for each subscription.
  const published = amount(own.published) * Math.max(1, all.length)
  return [[event, { ...own, published: { value: published } }] as const, ...all].flatMap(([name, one]) =>
    MESSAGE_ANOMALIES.map((anomaly) => {
      const cases = anomaly === 'reordered' ? one.keyed : one.published
      return [`messages.${name}.${anomaly}`, cases?.value ?? 0] as const
    }),
  )
}

function amount(estimate: MaybeEstimate): number {
  return estimate?.value ?? 0
}
