/** What can go wrong with a business transaction. */
export const TRANSACTION_ANOMALIES = [
  'doubleEffects',
  'missingEffects',
  'orphans',
  'doubleUndos',
  'dirtyReads',
  'stuck',
  'abandoned',
] as const
export type TransactionAnomalyName = (typeof TRANSACTION_ANOMALIES)[number]

/** What is counted of business transactions, in the order in which it is shown. */
export const TRANSACTION_COUNTS = [
  'begun',
  'committed',
  'compensated',
  'abandoned',
  'stuck',
  'unfinished',
  'unfollowed',
  'retries',
  'compensations',
  'absorbed',
  'resumed',
  'barred',
  'doubleEffects',
  'missingEffects',
  'orphans',
  'doubleUndos',
  'intermediateReads',
  'dirtyReads',
] as const
export type TransactionCountName = (typeof TRANSACTION_COUNTS)[number]

/** The counts by their place in the list. Transactions count that began in the measured time. */
export const TransactionCount = {
  begun: 0,
  committed: 1,
  compensated: 2,
  abandoned: 3,
  /** Open at the end of the run, and for a while. */
  stuck: 4,
  /** Open at the end of the run, and begun shortly before. */
  unfinished: 5,
  /** Of which nothing is known, because too many were open. */
  unfollowed: 6,
  /** Calls of an operation, undo or confirm beyond the first. */
  retries: 7,
  /** Legs undone. */
  compensations: 8,
  /** Work that was recognised as done already. */
  absorbed: 9,
  /** Taken up again after their coordinator was gone. */
  resumed: 10,
  /** Meetings with a row that another transaction had marked. */
  barred: 11,
  /** Effects of a leg beyond the first that were not undone. */
  doubleEffects: 12,
  /** Legs of committed ones that had no effect, or whose effect was undone. */
  missingEffects: 13,
  /** Legs with an effect that was not undone, of transactions that are not committed and will not be. */
  orphans: 14,
  /** Undos of a leg beyond its effects. */
  doubleUndos: 15,
  /** Reads by others of what a leg has written, before all had settled … */
  intermediateReads: 16,
  /** … and of these, those of what was undone later. */
  dirtyReads: 17,
} as const
export type TransactionCount = (typeof TransactionCount)[keyof typeof TransactionCount]
