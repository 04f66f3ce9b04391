import type { Distribution } from './kernel/distribution.ts'

/**
 * What stores keep, how they keep it, and what a step does to it: the part of the plan that is about data. Records and
 * stores go by their indexes in the plan; times are ns.
 */

/** One family of records: a table, a collection, a topic of keys. */
export interface RecordPlan {
  /** `stock` */
  readonly name: string
  /** Module that owns it. */
  readonly owner: string
  /** Index of the store that keeps it. */
  readonly store: number
  /** Keys 0 … keys - 1 exist from the start. */
  readonly keys: number
  /** Value of every key at the start; `null`: values are opaque, and every write writes one of its own. */
  readonly initial: number | null
  /** Record of which this one keeps copies, so that the window between the two can be measured; -1 for none. */
  readonly copyOf: number
  /**
   * Whether rows beyond `keys` are kept, too, and whoever waits for their commits is told; else they are only counted.
   * Default false.
   */
  readonly beyond?: boolean
  /** Rows in each group at the start, where its rows are in groups and the keys are these; else 0. */
  readonly rows: number
}

/** A store: the unit whose instances are its nodes, and the rules by which they keep data. */
export interface StorePlan {
  readonly name: string
  readonly unit: number
  readonly rules: StoreRules
  readonly sharding: ShardingPlan
  /** Time for each row that a query or join looks at, at the node and beside that of its program; ns. */
  readonly perRow: number
  /** Edge from the store to itself, over which its nodes talk; -1 where they do not. */
  readonly inside: number
}
export type StoreRules = SqlRules | QuorumRules | ObjectRules | SearchRules

/**
 * Which nodes keep which keys. The nodes of shard s are the instances s * n … s * n + n - 1 of the unit, n of them in
 * every shard.
 */
export interface ShardingPlan {
  readonly shards: number
  readonly nodesPerShard: number
  /** `hash`: by a hash modulo the shards; `range`: equal ranges of keys; `consistent`: a ring with virtual points. */
  readonly by: 'hash' | 'range' | 'consistent'
  /** Points of each shard on the ring, of `consistent`; at least 1. */
  readonly virtualNodes: number
  /** Shards in use from the start; the others join with `grow`. */
  readonly initialShards: number
  /** When shards join, and how fast keys move to where they belong then; `null`: never. */
  readonly grow: { readonly at: number; readonly to: number; readonly keysPerSecond: number } | null
}

export type Isolation = 'read-uncommitted' | 'read-committed' | 'repeatable-read' | 'serializable'

/** One leader for each shard, and replicas that follow its log. */
export interface SqlRules {
  readonly kind: 'sql'
  /** Where a transaction or a step says nothing else. */
  readonly isolation: Isolation
  /**
   * Longest wait for a row lock, after which the statement fails with `lock-timeout`; Infinity is PostgreSQL's default.
   */
  readonly lockTimeout: number
  /** How long a statement waits for a lock before it looks for a deadlock. PostgreSQL: 1 s. */
  readonly deadlockTimeout: number
  readonly replication: ReplicationPlan
}

export interface ReplicationPlan {
  /**
   * Replicas that must have a commit before it is acknowledged: 0 is asynchronous, 1 semi-synchronous, all of them
   * synchronous; half of them, rounded down, is a majority of the nodes.
   */
  readonly acknowledgements: number
  /** Whether an acknowledgement means that the replica has applied the entry, or only that it has written it down. */
  readonly waitFor: 'received' | 'applied'
  /** Time for a replica to apply one entry of the log, one after the other. */
  readonly apply: Distribution
  /** An entry that is not acknowledged for so long is sent again. */
  readonly retransmit: number
  /** What happens when the leader is not heard of; `null`: nothing. */
  readonly failover: FailoverPlan | null
}

export interface FailoverPlan {
  /** How often replicas look whether the leader is there. */
  readonly heartbeat: number
  /** How long it must be gone before anything is done. */
  readonly detect: number
  /** From then until the new leader takes writes. */
  readonly election: Distribution
  /** Whether a leader that hears of no majority for `detect` stops taking writes; without it there may be two. */
  readonly fencing: boolean
}

/** N nodes keep each key; who writes waits for W of them, who reads for R. */
export interface QuorumRules {
  readonly kind: 'quorum'
  readonly n: number
  readonly r: number
  readonly w: number
  /** Who asks the nodes: the calling process itself, or a node that the call goes to. */
  readonly coordinator: 'client' | 'node'
  /** Which of the n nodes a read asks: all, and the first r answers count, or only r of them, drawn at random. */
  readonly ask: 'all' | 'r'
  /**
   * Which of the n nodes are told of a write: all, and the first w acknowledgements count, or only w of them, drawn at
   * random, and another one in the place of each that does not answer. Repairs are what the rest then has it from.
   */
  readonly tell: 'all' | 'w'
  /** Which write wins: the one with the latest time on its coordinator's clock, or both are kept as siblings. */
  readonly conflicts: 'last-writer-wins' | 'vector-clocks'
  /** Nodes found out of date by a read are brought up to date. */
  readonly readRepair: boolean
  /**
   * Writes for a node that does not answer are kept elsewhere and handed over when it does, at these intervals; `null`.
   */
  readonly hintedHandoff: { readonly every: number; readonly keep: number } | null
  /** Whether, where nodes of a key do not answer, the next ones on the ring count instead (hints then count, too). */
  readonly sloppy: boolean
  /** How long a coordinator waits for one node. */
  readonly timeout: number
  /** How often two nodes compare all their keys and settle what differs; 0: never. */
  readonly antiEntropy: number
}

/** Objects by key: strong reads after writes, the last writer wins, no transactions and no locks. */
export interface ObjectRules {
  readonly kind: 'object'
}

/** An index that is searched: what is written is found after the next refresh. */
export interface SearchRules {
  readonly kind: 'search'
  /** Time between refreshes. Elasticsearch: 1 s. */
  readonly refresh: number
}

/** What a statement does. */
export type AccessVerb =
  | 'read'
  | 'write'
  | 'update'
  | 'insert'
  | 'delete'
  | 'query'
  | 'join'
  | 'commit'
  | 'rollback'
  | 'prepare'
  | 'commit-prepared'
  | 'rollback-prepared'
  | 'acquire'
  | 'release'

/** What a step does to data. Its program is the one of the store that the call goes to, its key that of the step. */
export interface AccessPlan {
  readonly verb: AccessVerb
  readonly store: number
  /** -1 for `commit` and `rollback`. */
  readonly record: number
  /** Reads: whether the row is locked until the transaction ends. */
  readonly forUpdate: boolean
  /**
   * Which nodes a read of a store with a leader may go to. `nearest`: one in the zone of the caller, if there is one.
   */
  readonly from: 'leader' | 'replica' | 'any' | 'nearest'
  /** What `write` and `insert` store. */
  readonly value: ValuePlan
  /** `update`: added to the value as it is in the store at that moment. */
  readonly add: number
  /** `update`: the value after it must be so, or nothing is done and the step ends with `outcome`. */
  readonly require: { readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!='; readonly limit: number } | null
  readonly outcome: number
  /** Fails with `conflict` unless the row has the version that this operation has read last. */
  readonly ifUnchanged: boolean
  /**
   * `insert`, `query` and `join`: rows belong to groups, one for each key (of `orders` the customer's): the step's key
   * is the group, an insert adds a row to it, and a query returns all rows of it.
   */
  readonly grouped: boolean
  /** `query`: rows it looks at, each for `perRow` of the store; -1: as many as the group has. */
  readonly rows: number
  /** `join`: the other records, of the same store, and whether their rows are in groups; the key is that of each. */
  readonly with: readonly { readonly record: number; readonly grouped: boolean }[]
  /**
   * Whether the token of the lease that it is done under goes along; the store refuses tokens older than it has seen.
   */
  readonly fenced: boolean
  /** The insert of the key that an operation notes that it has been done under. Default false. */
  readonly once?: boolean
  /** `commit-prepared` and `rollback-prepared`: as of the transaction that is ended. Default 0. */
  readonly branch?: number
}

/**
 * `own`: a value that nothing else has; `set`: this one; `read-plus`: what the operation has read last, and so much.
 */
export type ValuePlan =
  | { readonly kind: 'own' }
  | { readonly kind: 'set'; readonly value: number }
  | { readonly kind: 'read-plus'; readonly add: number }
  /** The value and version, of the record that this one copies, that the request knows. */
  | { readonly kind: 'copy' }

/**
 * A block of statements on one store: step i of a program, with `program` its body. Step i + 1 is the access that
 * commits and step i + 2 the one that rolls back; the program goes on at i + 3.
 */
export interface TransactionPlan {
  readonly store: number
  readonly isolation: Isolation
  /** How often it is tried again, from the first step of its body, after `conflict` or `deadlock`. */
  readonly retries: number
  /**
   * Of one that is prepared: which of the operations that work for the same leg does it, 0 to 1023; two of them have
   * two transactions at a store. Default 0.
   */
  readonly branch?: number
}

/** A lease on a key: step i of a program, with `program` what is done under it; i + 1 takes it, i + 2 gives it back. */
export interface LeasePlan {
  readonly store: number
  readonly record: number
  /** How long it is valid after it was granted, ns. */
  readonly ttl: number
  /** How long to wait before asking again when another has it, ns; and how often at most. */
  readonly retryEvery: number
  readonly attempts: number
  /** Whether writes under it carry its token. */
  readonly fencing: boolean
}
