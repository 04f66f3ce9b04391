import type { DataObserver } from '../data-fact.ts'
import { MessageCause, MessageFact, type MessageKind } from '../message-fact.ts'
import type { Message } from './message.ts'

/** Tells whoever watches what happens to messages. Where nobody does, `to` is `null` and nothing is filled in. */
export class MessageReporter {
  to: DataObserver | null = null
  readonly #fact = new MessageFact()

  /** The fact about a message to fill in, as if it were new; then `tell` it. Only where somebody watches. */
  fact(kind: MessageKind, at: number, message: Message): MessageFact {
    const fact = this.of(kind, at, message.event)
    const business = message.context?.business ?? null
    fact.message = message.id
    fact.key = message.key
    fact.publishedAt = message.publishedAt
    fact.workload = message.workload
    fact.request = message.request
    fact.business = business?.id ?? -1
    fact.leg = business?.leg ?? -1
    return fact
  }

  /** The same about an event, and no message of it. */
  of(kind: MessageKind, at: number, event: number): MessageFact {
    const fact = this.#fact
    fact.kind = kind
    fact.at = at
    fact.event = event
    fact.message = -1
    fact.subscription = -1
    fact.key = -1
    fact.publishedAt = at
    fact.partition = -1
    fact.position = -1
    fact.delivery = 0
    fact.instance = -1
    fact.workload = -1
    fact.request = -1
    fact.business = -1
    fact.leg = -1
    fact.outcome = 0
    fact.cause = MessageCause.none
    return fact
  }

  /** At the publisher: a message has been published, or confirmed. */
  ofPublisher(kind: MessageKind, at: number, message: Message): void {
    if (this.to === null) return
    const fact = this.fact(kind, at, message)
    fact.instance = message.producer
    this.tell(fact)
  }

  tell(fact: MessageFact): void {
    this.to?.messaged?.(fact)
  }
}
