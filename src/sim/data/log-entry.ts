/** One row as a commit has left it. */
export interface LogWrite {
  /** Index of the record in the plan. */
  readonly record: number
  readonly key: number
  /** Of groups the version of the group; `ABSENT` where the row is gone. */
  readonly version: number
  readonly order: number
  readonly value: number
}

/** One commit in the log of a leader: what its replicas apply, in the order of `position`. */
export interface LogEntry {
  /** From 1, without gaps, in the log of one shard. */
  readonly position: number
  /** Which leadership of the shard it was written under, from 0. */
  readonly term: number
  /** When it was committed at the leader, ns. */
  readonly at: number
  readonly writes: readonly LogWrite[]
}
