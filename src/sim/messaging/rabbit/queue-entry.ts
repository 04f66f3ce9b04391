import type { Message } from '../message.ts'
import type { PushedDelivery } from './pushed-delivery.ts'

/** One message in one queue. */
export interface QueueEntry {
  readonly message: Message
  /** Which of the queue's entries it is, counted from 0 as they came. */
  readonly position: number
  /** Its place in line: messages that come back take it again, or a new one at the end. */
  place: number
  /** When it is too old, ns; `Infinity` for never. */
  readonly expiresAt: number
  /** Its class: the greater, the sooner. */
  readonly priority: number
  /** Whether it is safe, so that it may be delivered. */
  released: boolean
  /** How often it has been delivered. */
  deliveries: number
  /** The delivery that is not acknowledged; `null` while it waits. */
  delivery: PushedDelivery | null
}
