import type { NotCovered } from './verify-case.ts'

/** Cases of the references, sections 1, 2, 4, 5 and 7, that the present parts cannot express, and why. */
export const notCovered: readonly NotCovered[] = [
  { id: 'Q-SETUP-1', title: 'M/M/1 with set-up (scale to zero)', reason: 'needs autoscaling' },
  {
    id: 'T-TAB-1',
    title: 'Leaf and root latencies of one service',
    reason: 'measured, not a model: nothing to simulate exactly',
  },
  {
    id: 'T-TAB-2',
    title: 'BigTable hedged requests',
    reason: 'published figures of one system; T-HEDGE-1 is their calibrated form',
  },
  {
    id: 'T-TAB-3',
    title: 'BigTable tied requests',
    reason: 'published figures of one system, whose disks and competing jobs are not described',
  },
  { id: 'N-AZ-1', title: 'Provider averages within and between zones', reason: 'inputs, not predictions' },
  { id: 'N-MESH-1', title: 'Sidecar latency', reason: 'inputs, not predictions' },
  { id: 'N-SER-1', title: 'Serialisation costs', reason: 'inputs, not predictions' },
]
