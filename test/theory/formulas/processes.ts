import { gossipRounds } from '../../../src/experiments/verify/theory/gossip-rounds.ts'
import { raftElections } from '../../../src/experiments/verify/theory/raft-elections.ts'
import type { Figures } from './figures.ts'

/** Raft and gossip; times in ms. */
export function processFigures(): Readonly<Record<string, () => Figures>> {
  const elections = (timeout: number, latency: number): Figures => {
    const { split, firstTimeout, election } = raftElections({ nodes: 5, live: 4, timeout, latency })
    return { P_split: split, first_timeout_mean_ms: firstTimeout, E_election_ms: election }
  }
  return {
    'R-RAFT-S1': () => elections(1, 0.01),
    'R-RAFT-S2': () => elections(1, 0.1),
    'R-RAFT-S3': () => elections(1, 0.2),
    'R-RAFT-E1': () => elections(150, 15),
    'R-RAFT-E5': () => elections(150, 1),
    'R-GOSSIP-1': () => ({ mean_rounds: gossipRounds(16) }),
  }
}
