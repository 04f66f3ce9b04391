import type { LogEntry } from './log-entry.ts'

/** What keeps the rows of the nodes of a store with leaders; the replication tells it what its nodes come to know. */
export interface Follower {
  /** A replica applies an entry: its rows can be read from now on. */
  apply(instance: number, entry: LogEntry): void
  /** A node that was the leader, or was ahead, takes these entries back: no new leader had them. */
  revert(instance: number, entries: readonly LogEntry[]): void
  /** A node takes over: rows, locks and transactions of the leader begin with what it has applied. */
  promoted(shard: number, instance: number): void
}
