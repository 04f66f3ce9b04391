import type { NotCovered } from './verify-case.ts'

const PATIENCE = 'needs waiting requests that give up after a random time; a fixed patience is covered by Q-TOQ-1'
const CANCEL = 'needs replicas whose losers are cancelled'
const HEDGE = 'needs hedged calls'
const CACHE = 'needs caches'
const LIMITER = 'needs rate limiters'

/** Cases of the references, sections 1 to 2 and 7, that the present parts cannot express, and why. */
export const notCovered: readonly NotCovered[] = [
  { id: 'Q-ERLA-1', title: 'M/M/1+M: abandonment from the queue (Erlang A)', reason: PATIENCE },
  { id: 'Q-ERLA-2', title: 'M/M/10+M: abandonment from the queue (Erlang A)', reason: PATIENCE },
  { id: 'Q-PRIO-1', title: 'Non-preemptive priorities (Cobham)', reason: 'needs priorities' },
  {
    id: 'Q-BULK-1',
    title: 'Batch consumer M/M^[1..b]/1',
    reason: 'needs consumers that take several messages at once',
  },
  { id: 'Q-VAC-1', title: 'M/M/1 with vacations (polling consumer)', reason: 'needs polling consumers' },
  { id: 'Q-SETUP-1', title: 'M/M/1 with set-up (scale to zero)', reason: 'needs autoscaling' },
  { id: 'Q-BRK-1', title: 'M/M/1 with breakdowns', reason: 'needs faults' },
  { id: 'Q-RED-1', title: 'Redundancy-d', reason: CANCEL },
  ...['C-EX-1', 'C-EX-2', 'C-CHE-1', 'C-CHE-2', 'C-TTL-1', 'C-STAMP-1'].map((id) => ({
    id,
    title: 'Cache hit ratios and stampedes',
    reason: CACHE,
  })),
  { id: 'C-TB-1', title: 'Token bucket', reason: `${LIMITER}; its queueing twin is covered by Q-MD1K-1` },
  { id: 'C-TB-2', title: 'Token bucket', reason: `${LIMITER}; its queueing twin is covered by Q-MD1K-2` },
  { id: 'C-TBTRACE', title: 'Token bucket, trace', reason: LIMITER },
  { id: 'C-FW-1', title: 'Fixed-window limiter', reason: LIMITER },
  { id: 'C-SWL-1', title: 'Sliding-window limiter', reason: `${LIMITER}; its queueing twin is covered by Q-ERLB-SWL` },
  { id: 'C-HASH-1', title: 'Consistent hashing', reason: 'needs consistent hashing' },
  { id: 'C-HASH-2', title: 'Consistent hashing', reason: 'needs consistent hashing' },
  {
    id: 'T-TAB-1',
    title: 'Leaf and root latencies of one service',
    reason: 'measured, not a model: nothing to simulate exactly',
  },
  { id: 'T-TAB-2', title: 'BigTable hedged requests', reason: `${HEDGE}; T-HEDGE-1 is its calibrated form` },
  { id: 'T-TAB-3', title: 'BigTable tied requests', reason: 'needs tied requests' },
  { id: 'T-HX-2', title: 'Hedged request over two speeds', reason: HEDGE },
  {
    id: 'T-HEDGE-1',
    title: 'BigTable leaf, hedged',
    reason: `${HEDGE}; its plain half is covered by T-HEDGE-PLAIN`,
  },
  { id: 'N-AZ-1', title: 'Provider averages within and between zones', reason: 'inputs, not predictions' },
  { id: 'N-MESH-1', title: 'Sidecar latency', reason: 'needs sidecars; inputs, not predictions' },
  { id: 'N-SER-1', title: 'Serialisation costs', reason: 'inputs, not predictions' },
]
