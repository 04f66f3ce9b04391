import type { ProcessCause } from '../process-plan.ts'

/** What one node has done at one moment: a handler has run, or it has crashed. */
export interface Act {
  /** Counted from 0 over the whole run of the process. */
  readonly number: number
  /** ns */
  readonly time: number
  readonly node: number
  readonly cause: ProcessCause
  /** The act that sent the message, or set the timer; -1 where there is none, as of starts and of requests. */
  readonly parent: number
  /** The state of the node before and after; they share what has not changed. */
  readonly before: unknown
  readonly after: unknown
}
