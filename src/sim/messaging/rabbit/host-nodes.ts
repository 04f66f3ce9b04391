import type { Step } from '../../step.ts'

/** The nodes of the broker, by index among all instances, as its queues see them. */
export interface HostNodes {
  readonly first: number
  readonly count: number
  /** Whether a node is up and does not stand still. */
  acts(node: number): boolean
  /** The call with which a node gives an entry to another; `null` where there is only one. */
  readonly replicate: Step | null
  /** The one with which it asks for something else; `null` where there is only one. */
  readonly route: Step | null
}
