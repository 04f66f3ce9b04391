import { MessageCause, type MessageFact, MessageKind } from '../../../message-fact.ts'
import type { Message } from '../../message.ts'
import type { MessageWorld } from '../../message-world.ts'
import type { LogEntry } from './log-entry.ts'
import type { Partition } from './partition.ts'

/** Tells what happens to the messages of a log. */
export class LogFacts {
  readonly #world: MessageWorld

  constructor(world: MessageWorld) {
    this.#world = world
  }

  /** Whether nobody listens. */
  get deaf(): boolean {
    return this.#world.reporter.to === null
  }

  stored(entry: LogEntry, partition: Partition, instance: number): void {
    const fact = this.#of(MessageKind.stored, entry, partition, -1)
    if (fact === null) return
    fact.instance = instance
    this.#world.reporter.tell(fact)
  }

  /** A second copy of a message has come to its leader. */
  deduplicated(message: Message, { number }: Partition, instance: number): void {
    const { reporter, engine } = this.#world
    if (this.deaf) return
    const fact = reporter.fact(MessageKind.deduplicated, engine.now, message)
    fact.partition = number
    fact.instance = instance
    reporter.tell(fact)
  }

  /** No replica has it any more that may ever lead. */
  lost(entry: LogEntry, partition: Partition, instance: number): void {
    const fact = this.#of(MessageKind.dropped, entry, partition, -1)
    if (fact === null) return
    fact.instance = instance
    fact.cause = MessageCause.lostNode
    this.#world.reporter.tell(fact)
  }

  /** It is done with for a subscription; `kind`: how. */
  closed(kind: MessageKind, entry: LogEntry, partition: Partition, subscription: number, cause: MessageCause): void {
    const fact = this.#of(kind, entry, partition, subscription)
    if (fact === null) return
    fact.cause = cause
    this.#world.reporter.tell(fact)
  }

  /** A group has begun to share its partitions anew, or has done so. */
  rebalance(kind: MessageKind, subscription: number, instance: number): void {
    const { reporter, engine, plan } = this.#world
    if (this.deaf) return
    const fact = reporter.of(kind, engine.now, plan.subscriptions?.[subscription]?.event ?? -1)
    fact.subscription = subscription
    fact.instance = instance
    reporter.tell(fact)
  }

  #of(
    kind: MessageKind,
    { message, offset }: LogEntry,
    { number }: Partition,
    subscription: number,
  ): MessageFact | null {
    const { reporter, engine } = this.#world
    if (this.deaf || message === null) return null
    const fact = reporter.fact(kind, engine.now, message)
    fact.subscription = subscription
    fact.partition = number
    fact.position = offset
    return fact
  }
}
