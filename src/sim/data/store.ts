import type { Bodies } from '../calls/bodies.ts'
import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'
import type { Placement } from './placement.ts'

/** One store of the world: how a statement finds its nodes, and what becomes of it there. */
export interface Store {
  readonly placement: Placement
  /**
   * Begins the statement of an `access` step for a key. Returns whether the frame goes on at once; else it waits for
   * the calls that have been made, and their cargo settles it.
   */
  access(frame: Frame, step: Step, key: number): boolean
  /** What a `begin` step does, see `DataSteps`; only of stores that have transactions. */
  block?(frame: Frame, step: Step, bodies: Bodies): Frame | null
  failed?(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null
  /** Whether a row is there for who asks where writes go now; only of stores that can tell without being asked. */
  has?(record: number, key: number): boolean
  /** The run begins. */
  start?(): void
  /** Whether an instance of its unit leads its shard now; absent where none ever does. */
  leads?(instance: number): boolean
  /** An instance of its unit, by index among all, is down with all that is not on disk … */
  crashed?(instance: number): void
  /** … and has started again. */
  restarted?(instance: number): void
}
