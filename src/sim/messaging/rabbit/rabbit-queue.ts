import { NodeTimer } from '../../data/node-timer.ts'
import { MessageCause, MessageKind } from '../../message-fact.ts'
import type { RabbitConsumer, RabbitTopic } from '../../message-plan.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { Consumers, type ConsumersSide } from './consumers.ts'
import { type DeliveryOwner, PushedDelivery } from './pushed-delivery.ts'
import type { QueueEntry } from './queue-entry.ts'
import { WaitingEntries } from './waiting-entries.ts'

/** What a queue is of. */
export interface QueuePlace {
  readonly subscription: number
  readonly topic: RabbitTopic
  readonly consumer: RabbitConsumer
  /** Instances that consume from it. */
  readonly consumers: readonly number[]
  readonly heartbeat: number
  /** The call with which a message is pushed. */
  readonly step: Step
}

/** What a failure says that is no answer of the handler: the connection is gone, or the process. */
const GONE: readonly number[] = [Outcome.refused, Outcome.reset, Outcome.crashed, Outcome.unresolved]

/**
 * One queue, as the node that leads it has it: what waits, what is delivered and not acknowledged, and who consumes.
 * The rules are RabbitMQ's (its documentation, "Consumer Acknowledgements and Publisher Confirms", "Queues", "Dead
 * Letter Exchanges", "Quorum Queues"): messages that come back take their old place, the last of them tells that it was
 * delivered before, and quorum queues count deliveries and give up after a limit.
 */
export class RabbitQueue implements DeliveryOwner, ConsumersSide {
  readonly place: QueuePlace
  /** Entries, waiting or delivered, by position. */
  readonly entries: Map<number, QueueEntry> = new Map()
  readonly #world: MessageWorld
  readonly #waiting: WaitingEntries
  readonly #consumers: Consumers
  #expiry: NodeTimer | null = null
  #timeouts: NodeTimer | null = null
  #positions = 0
  /** The node that leads it; -1 while none does. */
  #node = -1
  #serving = false

  constructor(world: MessageWorld, place: QueuePlace) {
    this.#world = world
    this.place = place
    this.#waiting = new WaitingEntries(place.topic.priorities + 1)
    const { consumers: instances, heartbeat, step } = place
    this.#consumers = new Consumers(world, this, { instances, prefetch: place.consumer.prefetch, heartbeat, step })
  }

  get node(): number {
    return this.#node
  }

  /** A node leads it from now on, with these entries; what was delivered by another is delivered again. */
  lead(node: number, entries: readonly QueueEntry[]): void {
    this.#node = node
    this.entries.clear()
    this.#waiting.takeAll()
    this.#expiry = new NodeTimer(this.#world, node, () => this.#expire())
    this.#timeouts = new NodeTimer(this.#world, node, () => this.#timeOut())
    for (const entry of entries) {
      this.entries.set(entry.position, entry)
      const { delivery } = entry
      entry.delivery = null
      if (delivery !== null) this.#tell(MessageKind.returned, entry, MessageCause.lostNode)
      this.#waiting.add(entry)
    }
    this.#consumers.connect(node)
    this.serve()
  }

  /** Nobody leads it any more; returns what it had. */
  leave(): readonly QueueEntry[] {
    this.#node = -1
    this.#expiry?.stop()
    this.#timeouts?.stop()
    this.#consumers.disconnect()
    const all = [...this.entries.values()]
    this.#waiting.takeAll()
    return all
  }

  /** Whether there is no room for a message, and new ones are refused. */
  get refuses(): boolean {
    const { overflow, maxLength } = this.place.topic
    return overflow === 'reject-publish' && this.#waiting.length >= maxLength
  }

  /** The entry of a message that has come; it waits for `serve`. */
  enter(message: Message): QueueEntry {
    const { topic } = this.place
    const { now } = this.#world.engine
    const entry: QueueEntry = {
      message,
      position: this.#positions++,
      expiresAt: now + topic.ttl,
      // The classes of requests count from the most important, those of RabbitMQ from the least.
      priority: Math.max(0, topic.priorities - message.priority),
      copies: new Set(),
      deliveries: 0,
      delivery: null,
    }
    this.entries.set(entry.position, entry)
    return entry
  }

  /** An entry may be delivered from now on. */
  release(entry: QueueEntry): void {
    if (!this.entries.has(entry.position)) return
    this.#tell(MessageKind.stored, entry, MessageCause.none)
    this.#waiting.add(entry)
    const { maxLength } = this.place.topic
    while (this.#waiting.length > maxLength) this.#overflow()
    this.serve()
  }

  /** An entry is forgotten before it was released. */
  forget(entry: QueueEntry): void {
    this.entries.delete(entry.position)
  }

  /** Gives consumers what they may have. */
  serve(): void {
    if (this.#serving || this.#node < 0) return
    this.#serving = true
    while (this.#serveOne()) {}
    this.#serving = false
    this.#watchExpiry()
  }

  answered(delivery: PushedDelivery, outcome: number): void {
    const { entry, consumer } = delivery
    const mine = entry.delivery === delivery
    if (mine) this.#consumers.answered(consumer)
    if (GONE.includes(outcome)) {
      this.#consumers.closed(consumer)
      if (mine && entry.delivery === delivery) this.#comesBack(entry, MessageCause.consumerGone)
    } else if (mine && outcome === Outcome.ok) this.#settle(entry)
    else if (mine && this.place.consumer.onFailure === 'requeue') this.#comesBack(entry, MessageCause.rejected)
    else if (mine) this.#giveUp(entry, MessageCause.rejected)
    this.serve()
  }

  gone(instance: number): void {
    for (const entry of this.entries.values()) {
      const { delivery } = entry
      if (delivery?.consumer !== instance) continue
      delivery.giveUp(Outcome.reset)
      this.#comesBack(entry, MessageCause.consumerGone)
    }
    this.serve()
  }

  came(): void {
    this.serve()
  }

  /** An instance of its consumers has started again. */
  started(instance: number): void {
    this.#consumers.started(instance)
  }

  /** A consumer has crashed on a host that is up: its connection is closed at once. */
  closed(instance: number): void {
    this.#consumers.closed(instance)
  }

  /** Delivers the first message to the next consumer; returns whether there is more to try. */
  #serveOne(): boolean {
    const entry = this.#waiting.first
    if (entry === undefined) return false
    if (entry.expiresAt <= this.#world.engine.now) {
      this.#waiting.take(entry)
      this.#giveUp(entry, MessageCause.expired)
      return true
    }
    const consumer = this.#consumers.next()
    if (consumer < 0) return false
    this.#waiting.take(entry)
    this.#deliver(entry, consumer)
    return true
  }

  #deliver(entry: QueueEntry, consumer: number): void {
    const { subscription, step, consumer: plan } = this.place
    const acknowledged = plan.ack === 'after'
    entry.deliveries++
    const delivery = new PushedDelivery(this.#world, this, entry, { subscription, consumer, acknowledged })
    if (acknowledged) {
      entry.delivery = delivery
      this.#consumers.sent(consumer)
      const { timeout } = plan
      if (timeout < Number.POSITIVE_INFINITY && this.#timeouts?.running === false) this.#timeouts.startQuiet(timeout)
    } else this.#settle(entry)
    delivery.send(step, this.#node)
  }

  #settle(entry: QueueEntry): void {
    entry.delivery = null
    this.entries.delete(entry.position)
    this.#tell(MessageKind.settled, entry, MessageCause.none)
  }

  #comesBack(entry: QueueEntry, cause: MessageCause): void {
    entry.delivery = null
    // The limit counts deliveries beyond the first.
    if (entry.deliveries > this.place.topic.deliveryLimit) {
      this.#giveUp(entry, MessageCause.deliveryLimit)
      return
    }
    this.#tell(MessageKind.returned, entry, cause)
    this.#waiting.add(entry)
  }

  #giveUp(entry: QueueEntry, cause: MessageCause): void {
    entry.delivery = null
    this.entries.delete(entry.position)
    this.#tell(this.place.topic.deadLetters ? MessageKind.deadLettered : MessageKind.dropped, entry, cause)
  }

  #overflow(): void {
    const oldest = this.#waiting.oldest
    if (oldest === undefined) return
    this.#waiting.take(oldest)
    this.#giveUp(oldest, MessageCause.overflow)
  }

  /** The message at the head goes when it is too old, whether or not somebody asks for it. */
  #watchExpiry(): void {
    const entry = this.#waiting.first
    if (entry === undefined || entry.expiresAt === Number.POSITIVE_INFINITY) return
    if (this.#expiry?.running === false) this.#expiry.start(Math.max(0, entry.expiresAt - this.#world.engine.now))
  }

  #expire(): void {
    this.serve()
  }

  /** Closes the connection of consumers that have had a message for too long. */
  #timeOut(): void {
    const { timeout } = this.place.consumer
    const { now } = this.#world.engine
    let next = Number.POSITIVE_INFINITY
    for (const { delivery } of Array.from(this.entries.values())) {
      if (delivery === null) continue
      if (delivery.sentAt + timeout <= now) {
        const { consumer } = delivery
        this.#consumers.closed(consumer)
        this.#consumers.started(consumer)
      } else next = Math.min(next, delivery.sentAt + timeout)
    }
    if (next < Number.POSITIVE_INFINITY) this.#timeouts?.startQuiet(next - now)
    this.serve()
  }

  #tell(kind: MessageKind, entry: QueueEntry, cause: MessageCause): void {
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const fact = reporter.fact(kind, engine.now, entry.message)
    fact.subscription = this.place.subscription
    fact.position = entry.position
    fact.delivery = entry.deliveries
    fact.instance = this.#node
    fact.cause = cause
    reporter.tell(fact)
  }
}
