import { ReplicationLog } from './replication-log.ts'

/** What one node of a shard knows. */
export class NodeState {
  /** Index among all instances. */
  readonly instance: number
  /** Its place among the nodes of the shard, from 0. */
  readonly number: number
  // On its disk:
  readonly log: ReplicationLog = new ReplicationLog()
  /** The latest leadership that it has heard of, or has voted for. */
  term = 0
  /** Position up to which its rows are. */
  applied = 0
  // In its memory:
  up = true
  /** Counts the processes that have run it. */
  life = 0
  /** Whether it believes that it is the leader … */
  leads = false
  /** … and takes writes: it has applied all that it had received. */
  ready = false
  /** Number of the leader that it believes in, which may be itself; -1 for none. */
  leader = -1
  /** When it has heard of a leader last, ns. */
  heardAt = 0
  /** Position up to which its log is known to be that of the leader of `matchedTerm`. */
  match = 0
  matchedTerm = 0

  constructor(instance: number, number: number) {
    this.instance = instance
    this.number = number
  }
}
