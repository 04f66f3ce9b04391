import type { Isolation } from '../sim/data-plan.ts'
import type { Law } from './law.ts'
import type { Machine } from './machine.ts'

/** How records are kept, and where. */
export interface StoreTemplate {
  readonly rules: StoreRules
  /** Connections to the store, of all callers together; at least 1. Default 20. */
  readonly connections: number
  readonly read: StatementTime
  readonly write: StatementTime
  /** Time for each row that a query looks at, ns. */
  readonly 'per-row': number
  /** Parallel service of a node; absent: the machine's vCPU. */
  readonly concurrency?: number
  readonly shards: Shards
  /** Of each node. Default the named machine c7i.large. */
  readonly machine: Machine
  /** Of the nodes in turn; empty: the first zone of the network in code-unit order. */
  readonly zones: readonly string[]
  /** Whether modules may touch records in it that they do not own. Default false. */
  readonly shared: boolean
}

export interface Store extends StoreTemplate {
  /** Records it keeps. Default `all`. */
  readonly holds: 'all' | readonly string[]
}

/** Time that a statement takes at its node, ns: until it takes effect, and from then until it is answered. */
export interface StatementTime {
  readonly before: Law
  readonly after: Law
}

/** Parts that the records are split into by key; at least 1, the default. */
export interface Shards {
  readonly count: number
  /** Default `hash`. */
  readonly by: 'hash' | 'range' | 'consistent'
  /** Points of a shard on the ring, of `consistent`. Default 100. */
  readonly 'virtual-nodes': number
  /** When there are more of them, and how many keys a second move then; absent: never. */
  readonly grow?: { readonly at: number; readonly to: number; readonly rate: number }
}

export type StoreRules = SqlRules | QuorumRules | { readonly kind: 'object' } | SearchRules
export type StoreKind = StoreRules['kind']

export interface SqlRules {
  readonly kind: 'sql'
  /** Default `read-committed`. */
  readonly isolation: Isolation
  /** ns; Infinity is `none`, the default. */
  readonly 'lock-timeout': number
  /** ns. Default 1 s. */
  readonly 'deadlock-timeout': number
  /** ns. */
  readonly commit: Law
  /** Default 0. */
  readonly replicas: number
  readonly replication: Replication
  /** Absent: none. */
  readonly failover?: Failover
}

export interface Replication {
  /** Replicas that have a commit before it is acknowledged. Default `async`, none of them. */
  readonly wait: number | 'async' | 'semi-sync' | 'sync' | 'majority'
  /** Default `received`. */
  readonly for: 'received' | 'applied'
  /** ns. */
  readonly apply: Law
  /** ns. Default 200 ms. */
  readonly retransmit: number
}

/** Times in ns. */
export interface Failover {
  readonly detect: number
  readonly heartbeat: number
  readonly election: Law
  readonly fencing: boolean
}

export interface QuorumRules {
  readonly kind: 'quorum'
  /** Default n. */
  readonly nodes: number
  /** Default 3. */
  readonly n: number
  /** Default 2, or n where that is less. */
  readonly r: number
  readonly w: number
  readonly coordinator: 'node' | 'client'
  readonly ask: 'all' | 'r'
  readonly tell: 'all' | 'w'
  readonly conflicts: 'last-writer-wins' | 'vector-clocks'
  readonly 'read-repair': boolean
  /** ns; `null` for none. */
  readonly 'hinted-handoff': { readonly every: number; readonly keep: number } | null
  readonly sloppy: boolean
  /** ns. */
  readonly timeout: number
  /** ns; 0 is `none`. */
  readonly 'anti-entropy': number
}

export interface SearchRules {
  readonly kind: 'search'
  /** ns. Default 1 s. */
  readonly refresh: number
}
