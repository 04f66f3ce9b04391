/** One partition of the log, as the controllers have it. Nodes go by their numbers within the broker. */
export interface Partition {
  /** Among all partitions of the broker. */
  readonly index: number
  /** Index of its event; -1 of one that keeps the state of a group. */
  readonly event: number
  /** Its subscription, of one that keeps the state of a group; else -1. */
  readonly subscription: number
  /** Its number within the event. */
  readonly number: number
  /** The nodes that keep it; the first is the preferred leader. */
  readonly replicas: readonly number[]
  /** The node that takes what is written; -1 for none. */
  leader: number
  /** Counts the leaders. */
  epoch: number
  /** Those that have everything that was confirmed. */
  inSync: readonly number[]
}
