import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'
import type { Bodies } from './bodies.ts'

/** What steps do that are blocks around other steps; the interpreter leaves it to other sides of the world. */
export interface Blocks {
  /**
   * The frame has come to the step of the block, for the first time or again after something that belongs to it has
   * succeeded. Returns what runs next: the body, the frame itself when it may go on (with `pc` after the block, and
   * with `failure` set where the block has failed), or `null` while it waits. `bodies` runs what is inside.
   */
  block(frame: Frame, step: Step, bodies: Bodies): Frame | null
  /**
   * Something that belongs to the block at which the frame stands has failed. Returns as `block`, with `failure` set.
   */
  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null
}
