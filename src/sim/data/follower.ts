import type { LogEntry } from './log-entry.ts'

/** What keeps the rows of the nodes of a store with leaders; the replication tells it what its nodes come to know. */
export interface Follower {
  /** A replica applies an entry: its rows can be read from now on. */
  apply(instance: number, entry: LogEntry): void
  /** A node that was the leader, or was ahead, takes these entries, the last it has, back: no new leader had them. */
  revert(instance: number, entries: readonly LogEntry[]): void
  /**
   * A node does not lead any more: what it has in its log is to be seen, and its transactions end. Then entries may be
   * taken back.
   */
  retired(instance: number): void
  /** A node takes over: rows, locks and transactions of the leader begin with what it has applied. */
  promoted(shard: number, instance: number): void
}
