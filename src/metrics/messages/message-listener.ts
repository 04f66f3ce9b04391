import type { MessageAnomalyName } from './message-anomaly.ts'
import type { MessageEvent } from './message-event.ts'

/** An anomaly of a message, as it was found. */
export interface MessageFinding {
  readonly anomaly: MessageAnomalyName
  /** By index. */
  readonly event: number
  readonly subscription: number
  readonly message: number
  /** -1 for none. */
  readonly key: number
  /** When it was found, ns: of what was lost the end of the run, or when nothing more was expected of it. */
  readonly at: number
  /** Whether its publisher was told that it had arrived. */
  readonly confirmed: boolean
  /** Whether it was published in the measured time. */
  readonly measured: boolean
  /** What happened to it; made when it is asked for, which must be at once. */
  story(): readonly MessageEvent[]
}

/** Hears of every anomaly of messages, from the start of the run to its end. */
export interface MessageListener {
  found(finding: MessageFinding): void
}
