import type { AccessPlan } from '../data-plan.ts'
import type { Frame } from '../frame.ts'
import type { LogEntry } from './log-entry.ts'

/**
 * Who leads each shard of a store, and who follows: what the store asks before a statement is sent, and whom it gives
 * its commits to. Nodes go by the index of their instance among all. The other way round the store is a `Follower`. The
 * store tells `committed` and, of what followers apply, `applied`; the replicas tell what is `lost`.
 */
export interface Replicas {
  /** The run begins. */
  start(): void
  /**
   * The node that statements which write, lock or belong to a transaction go to, as the instance `caller` (-1: a
   * workload) believes.
   */
  leaderOf(shard: number, caller: number): number
  /** The node that a read goes to which is a transaction by itself, as `access.from` wants it; `caller` makes it. */
  nodeFor(access: AccessPlan, shard: number, caller: Frame): number
  /** Whether a node takes writes; without it they end with `read-only`. */
  mayWrite(instance: number): boolean
  /** Position that the next entry in the log of a node has to have … */
  nextPosition(instance: number): number
  /** … and its term. */
  termOf(instance: number): number
  /** The node of a shard that was elected last. */
  leader(shard: number): number
  /** Whether a node leads: the one that was elected last, while it is up and knows of no other. */
  leads(instance: number): boolean
  /** Whether a later leader than this one has been elected: what it commits is `usurped`. */
  usurps(instance: number): boolean
  /** A call of the instance `caller` to `node` has ended with `outcome`: that is how callers learn who leads. */
  heard(caller: number, node: number, outcome: number): void
  /**
   * A node has committed `entry`. `true`: the commit is not acknowledged yet; `call`, whose `deliver` is deferred, is
   * handed back when enough replicas have the entry, and with it all before. Until then nobody sees what was written.
   * A leader that has been replaced hands its calls back with `unavailable`: their entries are still in its log, and
   * are taken back (`Follower.revert`, perhaps before the call goes on) if the new leader has not got them.
   */
  append(instance: number, entry: LogEntry, call: Frame): boolean
  /** A call whose `deliver` was deferred is stopped. */
  withdraw(instance: number, call: Frame): void
  /** The process of a node is down; what the store has published of its log by then stays. */
  crashed(instance: number): void
  /** It is up again. */
  restarted(instance: number): void
}
