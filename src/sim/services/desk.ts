import type { Frame } from '../frame.ts'
import type { Draws, StepKey } from '../kernel/draws.ts'
import type { Probe } from '../kernel/probe.ts'

/** What an instance needs of the world around it to let requests wait and to turn them away. */
export interface Desk {
  readonly draws: Draws
  /** Names the draws of the patience of those who wait for this unit. */
  readonly patienceKey: StepKey
  probe(): Probe
  /** The cargo of a request keeps it out no more, after so long, ns. */
  letIn(frame: Frame, wait: number): void
  /** A request that had to wait has a slot now, and begins after the current event. */
  granted(frame: Frame): void
  /** A request that had to wait ends with `outcome` without having begun. */
  turnedAway(frame: Frame, outcome: number): void
}
