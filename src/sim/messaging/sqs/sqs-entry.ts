import type { Message } from '../message.ts'

/** One message in one queue. */
export interface SqsEntry {
  readonly message: Message
  readonly position: number
  readonly enteredAt: number
  /** How often it has been received; with `position` its receipt handle. */
  receives: number
  /** Hidden until then, ns: delayed, or received and not deleted. */
  hiddenUntil: number
  /** Whether it is hidden because it was received. */
  inFlight: boolean
}
