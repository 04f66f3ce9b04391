import { MessageCause, MessageKind } from '../../message-fact.ts'
import { Outcome } from '../../outcome.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import type { QueueEntry } from './queue-entry.ts'
import type { RabbitQueue } from './rabbit-queue.ts'

/** Who brings a message to a queue. */
export interface Entering {
  /** It is safe there, or will not be: `unavailable` where the queue has changed its leader and has not kept it. */
  known(outcome: number): void
  /** The queue has changed its leader and kept it; whether it is safe is to be asked there. */
  moved(): void
}

/** Where a queue lives, and what becomes of it there. */
export interface QueueHost {
  readonly queue: RabbitQueue
  /** Whether it finds itself another node when its own is gone. */
  readonly isQuorum: boolean
  start(): void
  /** Takes a message at the node that leads the queue. */
  enter(message: Message, entering: Entering): void
  /** A node of the broker is down; `silent`: without a word. */
  crashed(node: number, silent: boolean): void
  /** A node of the broker is up again. */
  restarted(node: number): void
  /** A node of the broker is about to be stopped in order, or is not any more. */
  drained(node: number, out: boolean): void
}

/** A message is gone with the node that had it. */
export function tellLost({ reporter, engine }: MessageWorld, queue: RabbitQueue, entry: QueueEntry): void {
  if (reporter.to === null) return
  const fact = reporter.fact(MessageKind.dropped, engine.now, entry.message)
  fact.subscription = queue.place.subscription
  fact.position = entry.position
  fact.delivery = entry.deliveries
  fact.cause = MessageCause.lostNode
  reporter.tell(fact)
}

/** A message that was confirmed by the node that took it has not come to the node of a queue. */
export function tellNotHandedOn({ reporter, engine }: MessageWorld, queue: RabbitQueue, message: Message): void {
  if (reporter.to === null) return
  const fact = reporter.fact(MessageKind.dropped, engine.now, message)
  fact.subscription = queue.place.subscription
  fact.cause = MessageCause.lostNode
  reporter.tell(fact)
}

/** A queue has no room for a message. */
export function tellRefused({ reporter, engine }: MessageWorld, queue: RabbitQueue, message: Message): void {
  if (reporter.to === null) return
  const fact = reporter.fact(MessageKind.dropped, engine.now, message)
  fact.subscription = queue.place.subscription
  fact.instance = queue.node
  fact.outcome = Outcome.rejected
  fact.cause = MessageCause.overflow
  reporter.tell(fact)
}
