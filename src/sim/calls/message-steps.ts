import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'
import type { Bodies } from './bodies.ts'

/** What steps that are about messages do; the interpreter leaves it to the messages' side of the world. */
export interface MessageSteps {
  /**
   * Publishes the event of a `publish` step. Returns whether the frame goes on at once (with `failure` set where that
   * has failed); else it waits for what hangs below it, which settles it.
   */
  publish(frame: Frame, step: Step, bodies: Bodies): boolean
}
