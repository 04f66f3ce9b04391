import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'

/** What steps that are about data do; the interpreter leaves it to the stores' side of the world. */
export interface DataSteps {
  /** Begins the statement of an `access` step. Returns whether the frame goes on at once; else its cargo settles it. */
  access(frame: Frame, step: Step): boolean
  /**
   * The frame has come to a `begin` or `lease` step, for the first time or again after something that belongs to it has
   * succeeded. Returns what runs next: the body, the frame itself when it may go on (with `pc` after the block), or
   * `null` while it waits.
   */
  block(frame: Frame, step: Step): Frame | null
  /**
   * Something that belongs to the block at which the frame stands has failed. Returns as `block`, with `failure` set.
   */
  failed(frame: Frame, step: Step, outcome: number): Frame | null
}
