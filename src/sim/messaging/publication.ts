import type { Frame } from '../frame.ts'
import type { Step } from '../step.ts'
import type { Message } from './message.ts'

/** A message that its producer has not yet heard of, and who wants to know. */
export interface Publication {
  readonly message: Message
  /** A `publish` step of the event, of the producer's unit: what its calls are made of. */
  readonly step: Step
  /**
   * How it has ended for the producer. `call` is the one that decided, whose parts say where its time went; `null` for
   * none. `retried`: it was not the first.
   */
  settled(outcome: number, call: Frame | null, retried: boolean): void
}
