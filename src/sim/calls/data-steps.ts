import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'
import type { Blocks } from './blocks.ts'

/** What steps that are about data do; the interpreter leaves it to the stores' side of the world. */
export interface DataSteps extends Blocks {
  /** Begins the statement of an `access` step. Returns whether the frame goes on at once; else its cargo settles it. */
  access(frame: Frame, step: Step): boolean
  /** Sends what an `invalidate` step has to tell; nobody waits for it. */
  invalidate(frame: Frame, step: Step): void
}
