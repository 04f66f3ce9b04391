import type { Finding } from '../judgement.ts'

/** What happened to a message, for one subscription. */
export interface QueueEvent {
  /**
   * `published`: sent. `confirmed`: its publisher was told that it is safe. `delivered`: a consumer has it. `handled`:
   * the consumer's work for it is done. `settled`: acknowledged, deleted or passed by a committed offset. `dead`: kept
   * as a dead letter. `dropped`: gone.
   */
  readonly kind: 'published' | 'confirmed' | 'delivered' | 'handled' | 'settled' | 'dead' | 'dropped'
  /** When, in ns. */
  readonly at: number
  /** The same for all copies and deliveries of a message. */
  readonly message: string
  /** Of `published`: messages with the same key are to be handled in the order in which they were published. */
  readonly key?: string
  /** Of `delivered`: whether the consumer was told that it may have been delivered before. Default: false. */
  readonly redelivered?: boolean
}

/** What happened at a queue, in the order in which it did. */
export interface QueueHistory {
  readonly events: readonly QueueEvent[]
  /** Messages that are still there at the end: waiting, hidden, or at a consumer. Default: none. */
  readonly left?: readonly string[]
}

/**
 * `lost`: its publisher was told that it is safe, and it was neither handled nor kept as a dead letter, nor is it still
 * there. `unpublished`: delivered or handled, and nobody had published it. `order`: handled for the first time after a
 * message of its key that was published later. `unflagged`: delivered again, and not said to be. `settled`: delivered
 * after it was settled or given up.
 */
export const QUEUE_LAWS = ['lost', 'unpublished', 'order', 'unflagged', 'settled'] as const
export type QueueLaw = (typeof QUEUE_LAWS)[number]

/** `key` is the message; the evidence are its events, of `order` those that published and handled the two. */
export interface QueueFinding extends Finding<QueueEvent> {
  readonly law: QueueLaw
}
