import type { Message } from '../message.ts'
import type { PushedDelivery } from './pushed-delivery.ts'

/** One message in one queue. */
export interface QueueEntry {
  readonly message: Message
  /** Its place: messages that come back take it again. */
  readonly position: number
  /** When it is too old, ns; `Infinity` for never. */
  readonly expiresAt: number
  /** Its class: the greater, the sooner. */
  readonly priority: number
  /** Nodes, counted within the broker, that have it; of quorum queues. */
  readonly copies: Set<number>
  /** How often it has been delivered. */
  deliveries: number
  /** The delivery that is not acknowledged; `null` while it waits. */
  delivery: PushedDelivery | null
}
