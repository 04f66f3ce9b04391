import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'
import type { Bodies } from './bodies.ts'

/** What steps that are about data do; the interpreter leaves it to the stores' side of the world. */
export interface DataSteps {
  /** Begins the statement of an `access` step. Returns whether the frame goes on at once; else its cargo settles it. */
  access(frame: Frame, step: Step): boolean
  /** Sends what an `invalidate` step has to tell; nobody waits for it. */
  invalidate(frame: Frame, step: Step): void
  /**
   * The frame has come to a `begin` or `lease` step, for the first time or again after something that belongs to it has
   * succeeded. Returns what runs next: the body, the frame itself when it may go on (with `pc` after the block, and
   * with `failure` set where the block has failed), or `null` while it waits. `bodies` runs what is inside.
   */
  block(frame: Frame, step: Step, bodies: Bodies): Frame | null
  /**
   * Something that belongs to the block at which the frame stands has failed. Returns as `block`, with `failure` set.
   */
  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null
}
