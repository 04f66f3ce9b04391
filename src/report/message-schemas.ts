import { MESSAGE_ANOMALIES, MESSAGE_COUNTS } from '../metrics/messages/message-anomaly.ts'
import { MESSAGE_DEEDS } from '../metrics/messages/message-event.ts'
import { TRANSACTION_ANOMALIES, TRANSACTION_COUNTS } from '../metrics/transactions/transaction-anomaly.ts'
import { TRANSACTION_DEEDS } from '../metrics/transactions/transaction-event.ts'
import { count, flag, list, map, number, object, type Schema, text } from './schema-parts.ts'

interface Parts {
  readonly figure: Schema
  readonly duration: Schema
}

/** The pieces of the schema that are about messages and business transactions; `figure` and `duration` as elsewhere. */
export function messageSchemas(parts: Parts): Record<string, Schema> {
  return { ...ofMessages(parts), ...ofTransactions(parts) }
}

function ofMessages({ figure, duration }: Parts): Record<string, Schema> {
  const messages: Readonly<Record<string, Schema>> = {
    ...figures(figure, MESSAGE_COUNTS),
    droppedBy: map(figure, 'By cause; only causes that occurred.'),
    throughputPerSecond: figure,
    endToEndMs: duration,
    lagMs: duration,
    backlog: object({ mean: figure, max: figure }),
    drainTimeMs: figure,
    drained: figure,
    rebalanceTimeMs: figure,
  }
  const event = object({
    atMs: number,
    deed: { enum: [...MESSAGE_DEEDS] },
    message: count,
    event: text,
    subscription: text,
    key: number,
    node: text,
    delivery: count,
    why: text,
    workload: text,
    request: number,
    business: number,
    leg: number,
  })
  return {
    messages: object({ ...messages, subscriptions: map(object(messages)) }),
    messageAnomaly: object({
      anomaly: { enum: [...MESSAGE_ANOMALIES] },
      event: text,
      subscription: text,
      replication: count,
      message: count,
      key: number,
      confirmed: flag,
      events: list(event),
    }),
    messageEvent: event,
    keyInTrouble: object(
      { subscription: text, key: count, lost: count, duplicates: count, reordered: count },
      'Over all replications.',
    ),
  }
}

function ofTransactions({ figure, duration }: Parts): Record<string, Schema> {
  const event = object({
    atMs: number,
    deed: { enum: [...TRANSACTION_DEEDS] },
    business: number,
    transaction: text,
    leg: text,
    attempt: count,
    node: text,
    what: text,
    why: text,
    workload: text,
    request: number,
  })
  return {
    transaction: object({
      ...figures(figure, TRANSACTION_COUNTS),
      legs: object({ mean: figure }),
      steps: object({ mean: figure }),
      messages: object({ mean: figure }),
      settleTimeMs: duration,
      tellTimeMs: duration,
      inDoubtTimeMs: duration,
      locksHeldMs: duration,
      lockedMs: duration,
      visibleTimeMs: duration,
      costPerSettled: figure,
      seenBy: map(object({ reads: count, dirty: count }), 'By operation, over all replications.'),
    }),
    effects: object({ effects: figure, doubleEffects: figure, absorbed: figure }),
    transactionAnomaly: object({
      anomaly: { enum: [...TRANSACTION_ANOMALIES] },
      transaction: text,
      replication: count,
      business: count,
      leg: text,
      times: count,
      events: list(event),
    }),
    transactionEvent: event,
  }
}

function figures(figure: Schema, names: readonly string[]): Record<string, Schema> {
  return Object.fromEntries(names.map((name) => [name, figure]))
}
