/** One entry of a log. */
export interface RaftEntry {
  readonly term: number
  readonly operation: 'put' | 'get' | 'none'
  readonly key: number
  /** The request that it is for, which is also what a put stores; 0 for none. */
  readonly request: number
  /** The node at which that request waits. */
  readonly node: number
}

/** The state of one node: Figure 2 of the paper, and what is at hand of the state machine. */
export interface RaftState {
  // On stable storage.
  term: number
  votedFor: number | null
  /** Entry i (from 1) is at `log[i - 1]`. */
  log: RaftEntry[]
  // Lost in a crash.
  role: 'follower' | 'candidate' | 'leader'
  /** The leader of the term, as far as it is known; null. */
  leader: number | null
  commit: number
  applied: number
  /** Nodes that have voted for this candidate. */
  votes: number[]
  /** Of each node, as the leader knows it: the next entry to send, and the last one that is known to be there. */
  next: number[]
  match: number[]
  /** The register of each key: the request that has written it last. */
  data: Record<number, number>
  /** The term of the leader that it has heard of last, or the one that it has started with. */
  ledTerm: number
  /** When it last heard of a leader, or started, by its own clock. */
  heard: number
}

export type RaftMessage =
  | { readonly type: 'request-vote'; readonly term: number; readonly lastIndex: number; readonly lastTerm: number }
  | { readonly type: 'vote'; readonly term: number; readonly granted: boolean }
  | {
      readonly type: 'append'
      readonly term: number
      readonly previousIndex: number
      readonly previousTerm: number
      readonly entries: readonly RaftEntry[]
      readonly commit: number
    }
  | { readonly type: 'appended'; readonly term: number; readonly success: boolean; readonly index: number }
  /** A request that has come to a node that is not the leader. */
  | { readonly type: 'propose'; readonly entry: Omit<RaftEntry, 'term'> }
  /** The entry of a request has been committed and applied. */
  | { readonly type: 'applied'; readonly request: number; readonly value: number }

/** The term of entry `index` of a log; 0 before the first. */
export function termAt(log: readonly RaftEntry[], index: number): number {
  return index === 0 ? 0 : (log[index - 1]?.term ?? -1)
}
