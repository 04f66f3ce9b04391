import type { Bodies } from '../calls/bodies.ts'
import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'

/** One way of doing a business transaction: what a `transact` step does by the rules of its plan. */
export interface Realisation {
  /**
   * The frame has come to its `transact` step, for the first time or again (then `frame.pc` was put back to
   * `frame.at`). Returns as `Blocks.block`.
   */
  block(frame: Frame, step: Step, bodies: Bodies): Frame | null
  /** What the frame waits for at its `transact` step has failed. Returns as `Blocks.failed`. */
  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null
  /** The run begins. */
  start?(): void
  /** An instance, of whatever unit, has crashed … */
  crashed?(instance: number): void
  /** … and has started again. */
  restarted?(instance: number): void
}
