import type { NotCovered } from './verify-case.ts'

/** Cases of the references, sections 1 to 8, that the present parts cannot express, and why. */
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
  { id: 'PBS-DIST', title: 'Laws of message delays', reason: 'inputs, not predictions' },
  {
    id: 'PBS-NOTE',
    title: 'Published t-visibility is biased low',
    reason: 'advice: PBS-SSD and PBS-DISK compare with the exact values',
  },
  {
    id: 'R-RAFT-PUB-LAN-3',
    title: 'Published Raft elections with timeouts of 12 to 24 ms, mean downtime 35 ms',
    reason:
      'read as R-RAFT-PUB-LAN-1 and -2 it comes to 44 ms: a round takes longer than a timeout there, so that a new ' +
      'leader often meets a candidate of a later term, and both elections count from the crash',
  },
  { id: 'N-AZ-1', title: 'Provider averages within and between zones', reason: 'inputs, not predictions' },
  { id: 'N-MESH-1', title: 'Sidecar latency', reason: 'inputs, not predictions' },
  { id: 'N-SER-1', title: 'Serialisation costs', reason: 'inputs, not predictions' },
]
