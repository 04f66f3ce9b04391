import type { MessageAnomalyName } from '../metrics/messages/message-anomaly.ts'
import type { TransactionAnomalyName } from '../metrics/transactions/transaction-anomaly.ts'

/** What each anomaly of messages is called. */
export const MESSAGE_WORDS: Readonly<Record<MessageAnomalyName, string>> = {
  lost: 'lost',
  duplicates: 'handled again',
  reordered: 'out of order',
  late: 'handled after they were given up',
  deadLettered: 'dead letters',
}

/** … and each of business transactions. */
export const TRANSACTION_WORDS: Readonly<Record<TransactionAnomalyName, string>> = {
  doubleEffects: 'legs done twice',
  missingEffects: 'legs missing though committed',
  orphans: 'legs left behind',
  doubleUndos: 'legs undone twice',
  dirtyReads: 'reads of what was undone',
  stuck: 'stuck',
  abandoned: 'given up halfway',
}
