import { binomialUpperTail } from './numeric/binomial.ts'

/** A group that has lost its leader. Times in any one unit. */
export interface RaftElections {
  /** Nodes, and those of them that live. */
  readonly nodes: number
  readonly live: number
  /** Timeouts are even between this and twice this. */
  readonly timeout: number
  /** One way of a message, always the same. */
  readonly latency: number
}

/** What elections come to (D. Ongaro, "Consensus: bridging theory and practice", 2014, sections 9.3 and 9.4). */
export interface RaftElectionFigures {
  /**
   * The first vote splits: so many candidates stand before the first of them is heard of that too few voters are left;
   * that is so when the c-th of the timeouts is less than a latency after the first.
   */
  readonly split: number
  /** Mean of the earliest timeout, from the last word of the leader. */
  readonly firstTimeout: number
  /** Mean from the crash of the leader, at any moment of a heartbeat interval of half the timeout, to the next. */
  readonly election: number
}

export function raftElections({ nodes, live, timeout, latency }: RaftElections): RaftElectionFigures {
  const candidates = live - Math.floor(nodes / 2) + 1
  const split = binomialUpperTail(live, candidates - 1, latency / timeout)
  const firstTimeout = timeout + timeout / (live + 1)
  const again = (split / (1 - split)) * (firstTimeout + latency)
  return { split, firstTimeout, election: firstTimeout - timeout / 4 + 2 * latency + again }
}
