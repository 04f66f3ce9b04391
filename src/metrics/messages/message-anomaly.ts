/** What can go wrong with a message, for one subscription. */
export const MESSAGE_ANOMALIES = ['lost', 'duplicates', 'reordered', 'late', 'deadLettered'] as const
export type MessageAnomalyName = (typeof MESSAGE_ANOMALIES)[number]

/** What is counted of an event and of each of its subscriptions, in the order in which it is shown. */
export const MESSAGE_COUNTS = [
  'published',
  'confirmed',
  'unconfirmed',
  'noted',
  'stored',
  'deduplicated',
  'delivered',
  'redelivered',
  'handled',
  'failed',
  'absorbed',
  'settled',
  'returned',
  'dropped',
  'deadLettered',
  'duplicates',
  'reordered',
  'late',
  'waiting',
  'lost',
  'lostConfirmed',
  'unfollowed',
  'rebalances',
  'keyed',
] as const
export type MessageCountName = (typeof MESSAGE_COUNTS)[number]

/** The counts by their place in the list. Messages count that were published in the measured time. */
export const MessageCount = {
  published: 0,
  confirmed: 1,
  unconfirmed: 2,
  /** Taken down in an outbox. */
  noted: 3,
  stored: 4,
  deduplicated: 5,
  delivered: 6,
  /** Delivered though the subscription had got it before. */
  redelivered: 7,
  /** Messages handled at least once, or known to have been. */
  handled: 8,
  /** Runs of a handler that failed. */
  failed: 9,
  absorbed: 10,
  settled: 11,
  returned: 12,
  dropped: 13,
  /** Messages that were never handled and are kept as dead letters. */
  deadLettered: 14,
  /** Runs of a handler beyond the first that did its work. */
  duplicates: 15,
  /** Messages first handled after a later one of the same key. */
  reordered: 16,
  /** Messages first handled after their publisher had given them up. */
  late: 17,
  /** At the end: messages that may yet be handled. */
  waiting: 18,
  /** Messages that were published and will never be handled, nor are they dead letters … */
  lost: 19,
  /** … and of these, those of which the publisher was told that they had arrived. */
  lostConfirmed: 20,
  /** Messages that nothing is known of, because too many were under way. */
  unfollowed: 21,
  rebalances: 22,
  /** Messages first handled that have a key: those whose order was looked at. */
  keyed: 23,
} as const
export type MessageCount = (typeof MessageCount)[keyof typeof MessageCount]
