/** Ids under which the replication of one store reports to the probe. */
export interface ReplicationInstruments {
  /** Wait: from a commit at the leader until a replica has applied it. */
  readonly lag: number
  /** Levels by node, in the order of the unit's instances: commits of the leader that a replica has not applied. */
  readonly backlog: readonly number[]
  /** Counter: elections after which a new leader takes writes. */
  readonly failovers: number
  /** Level: nodes of the store that take writes as leaders; one for each shard where all is well. */
  readonly leaders: number
}
