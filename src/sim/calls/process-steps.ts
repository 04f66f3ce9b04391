import type { Frame } from '../frame.ts'

/** The nodes of processes, as the interpreter sees them. */
export interface ProcessSteps {
  /** A node takes over the request that has come to its `handle` step, and lets it go on when it has an answer. */
  handle(frame: Frame): void
}
