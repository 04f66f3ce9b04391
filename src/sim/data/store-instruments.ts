import type { QuorumInstruments } from './quorum/quorum-instruments.ts'
import type { ReplicationInstruments } from './replication/instruments.ts'
import type { SqlInstruments } from './sql/sql-instruments.ts'

/** Ids under which a store reports to the probe. */
export interface StoreInstruments {
  /** Counter of the keys that have moved to another shard; -1 where none ever do. */
  readonly keysMoved: number
  /** Levels of the keys that each shard has; empty where there is one shard only. */
  readonly shardKeys: readonly number[]
  /** `null` of a store of another kind. */
  readonly quorum: QuorumInstruments | null
  readonly sql: SqlInstruments | null
  /** `null` where nothing is replicated from a leader. */
  readonly replication: ReplicationInstruments | null
}
