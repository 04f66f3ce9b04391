import type { NodeTimer } from '../../../data/node-timer.ts'
import type { Frame } from '../../../frame.ts'
import type { Coordination } from './coordination.ts'

/** A call of a member that waits, and what it has asked. */
export interface Pending {
  readonly call: Frame
  readonly request: Coordination
}

/** A member of a group, as its coordinator knows it. */
export interface Member {
  id: number
  readonly instance: number
  life: number
  owned: readonly number[]
  /** Numbers of the partitions that it is to handle. */
  assignment: readonly number[]
  join: Pending | null
  sync: Pending | null
  /** Goes off when nothing has been heard of it for too long. */
  readonly session: NodeTimer
}
