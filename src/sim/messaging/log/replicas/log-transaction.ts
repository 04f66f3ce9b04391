/** What has become of a transaction. */
export const TransactionState = { open: 0, committed: 1, aborted: 2 } as const
export type TransactionState = (typeof TransactionState)[keyof typeof TransactionState]

/**
 * What a consumer does about one message as one: the messages that its handler publishes, and the offset that says that
 * it is done. Decided by the coordinator of its group.
 */
export class LogTransaction {
  /** Subscription whose handler it is about. */
  readonly subscription: number
  /** Instance of the consumer, and which of its lives: a restarted process is another. */
  readonly instance: number
  readonly life: number
  readonly begunAt: number
  state: TransactionState = TransactionState.open
  /** Indexes of the partitions that have messages of it, in the order in which they came. */
  readonly partitions: Set<number> = new Set()

  constructor(subscription: number, instance: number, life: number, begunAt: number) {
    this.subscription = subscription
    this.instance = instance
    this.life = life
    this.begunAt = begunAt
  }
}
