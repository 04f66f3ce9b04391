/** What a fact about messages says. */
export const MessageKind = {
  /** At the publisher: a step (or a relay) has published the message. One fact for each message. */
  published: 0,
  /** At the broker: it is there (again, of a second copy) where it can be delivered from; `partition`, `position`. */
  stored: 1,
  /** At the publisher: the broker has confirmed it. */
  confirmed: 2,
  /** At the publisher: given up or refused, for the reason `outcome`; whether the broker has it may be unknown. */
  unconfirmed: 3,
  /** At the broker: a second copy was recognised and dropped. */
  deduplicated: 4,
  /** At a consumer: it has arrived; `delivery` counts from 1 at this subscription. */
  delivered: 5,
  /** At a consumer: its handler has ended with success. */
  handled: 6,
  /** At a consumer: its handler has failed, for the reason `outcome`. */
  failed: 7,
  /** At a consumer: it was recognised as handled already, and nothing was done. */
  absorbed: 8,
  /**
   * At the broker: acknowledged, deleted or passed by a committed offset: never delivered to the subscription again.
   */
  settled: 9,
  /** At the broker: it goes (or has gone) back to be delivered again, for the reason `cause`. */
  returned: 10,
  /**
   * At the broker: it is gone from the subscription (-1: from all) without having been settled, for the reason `cause`.
   */
  dropped: 11,
  /** The same, and it is kept as a dead letter. */
  deadLettered: 12,
  /** A group of consumers has begun to share its partitions anew … */
  rebalancing: 13,
  /** … and has ended. */
  rebalanced: 14,
  /** An outbox has taken the message down: it is published when its row is sent. */
  noted: 15,
} as const
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind]

/** Why a message was dropped, returned or dead-lettered. */
export const MessageCause = {
  none: 0,
  /** Kept for longer than its ttl or retention. */
  expired: 1,
  /** There was no room. */
  overflow: 2,
  /** Its handler said no. */
  rejected: 3,
  /** Delivered too often. */
  deliveryLimit: 4,
  /** It was lost with a node, or with a leader that nobody followed in time. */
  lostNode: 5,
  /** The consumer that had it is gone. */
  consumerGone: 6,
  /** The time to acknowledge it was over. */
  timeout: 7,
  /** A later message of its key has taken its place. */
  compacted: 8,
  /** Nobody handles that event. */
  unroutable: 9,
  /** Its transaction was aborted. */
  aborted: 10,
  /** The partition went to another consumer before its offset was committed. */
  rebalance: 11,
} as const
export type MessageCause = (typeof MessageCause)[keyof typeof MessageCause]
export const MESSAGE_CAUSES: readonly string[] = [
  'none',
  'expired',
  'overflow',
  'rejected',
  'delivery-limit',
  'lost-node',
  'consumer-gone',
  'timeout',
  'compacted',
  'unroutable',
  'aborted',
  'rebalance',
]

/** One fact about a message, in numbers. The world fills one object again and again: who keeps a fact copies it. */
export class MessageFact {
  kind: MessageKind = MessageKind.published
  /** Now, ns. */
  at = 0
  /** Index of the event. */
  event = 0
  /** Unique in the run, counted from 0 in the order of publishing; the same for all its copies and deliveries. */
  message = -1
  /** Index of the subscription; -1 where it is not about one. */
  subscription = -1
  /** The key that decides about its order; -1 for none. */
  key = -1
  /** When it was published, ns. */
  publishedAt = 0
  partition = -1
  /** Offset in its partition. */
  position = -1
  /** How often the subscription has got it, with this time. */
  delivery = 0
  /** Instance (index among all) of the publisher, of the node of the broker or of the consumer, as the kind says. */
  instance = -1
  /** The request that it goes back to. */
  workload = -1
  request = -1
  /** The business transaction that it is part of, and which leg of it; -1 for none. */
  business = -1
  leg = -1
  outcome = 0
  cause: MessageCause = MessageCause.none
}
