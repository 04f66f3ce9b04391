import { NodeTimer } from '../../data/node-timer.ts'
import { MessageCause, MessageKind } from '../../message-fact.ts'
import type { RabbitConsumer, RabbitTopic } from '../../message-plan.ts'
import { NumberedList } from '../../numbered-list.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { Vigil } from '../vigil.ts'
import { Consumers, type ConsumersSide, isGone } from './consumers.ts'
import { Heartbeat } from './heartbeat.ts'
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
  /** Takes what goes to the dead letters, from the node `node`; -1 while none leads the queue. */
  readonly bury: (message: Message, node: number) => void
}

/** Where a queue writes down what consumers say of its messages. */
export interface QueueLog {
  /** `then` follows when it is safe. */
  say(then: () => void): void
}

/**
 * One queue, as the node that leads it has it: what waits, what is delivered and not acknowledged, and who consumes.
 * The rules are RabbitMQ's (its documentation, "Consumer Acknowledgements and Publisher Confirms", "Queues", "Dead
 * Letter Exchanges", "Quorum Queues", "Priority Queue Support"): messages that come back take their old place (those of
 * quorum queues without a delivery limit the last one), only the head of the queue grows too old or gives way, whatever
 * its class, and quorum queues count deliveries and give up after a limit.
 */
export class RabbitQueue implements DeliveryOwner, ConsumersSide {
  readonly place: QueuePlace
  /** Entries, waiting or delivered, by position. */
  readonly entries: NumberedList<QueueEntry> = new NumberedList()
  /** `null` where what consumers say counts as soon as it has come. */
  log: QueueLog | null = null
  readonly #world: MessageWorld
  readonly #waiting: WaitingEntries
  readonly #consumers: Consumers
  readonly #vigil: Vigil
  #expiry: NodeTimer | null = null
  #expiryDue = 0
  #timeouts: NodeTimer | null = null
  #positions = 0
  #places = 0
  #receipts = 0
  /** The node that leads it; -1 while none does. */
  #node = -1
  #serving = false

  constructor(world: MessageWorld, place: QueuePlace) {
    this.#world = world
    this.place = place
    this.#waiting = new WaitingEntries(place.topic.priorities + 1)
    this.#vigil = new Vigil(world.alarms, () => this.entries.size > 0)
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
    this.#waiting.clear()
    this.#expiry = new NodeTimer(this.#world, node, () => this.serve())
    this.#timeouts = new NodeTimer(this.#world, node, () => this.#timeOut())
    for (const entry of entries) {
      this.entries.set(entry.position, entry)
      const { delivery } = entry
      entry.delivery = null
      if (delivery !== null) this.#tell(MessageKind.returned, entry, MessageCause.lostNode)
      if (entry.released) this.#waiting.add(entry)
    }
    this.#consumers.connect(node)
    this.serve()
  }

  /** Nobody leads it any more; returns what it had, in the order in which it came. */
  leave(): readonly QueueEntry[] {
    this.#node = -1
    this.#expiry?.stop()
    this.#timeouts?.stop()
    this.#consumers.disconnect()
    this.#waiting.clear()
    return this.entries.values()
  }

  /** Whether there is no room for a message, and new ones are refused. */
  get refuses(): boolean {
    const { overflow, maxLength } = this.place.topic
    return overflow === 'reject-publish' && this.#waiting.length >= maxLength
  }

  /** The entry of a message that has come; it waits to be released. */
  enter(message: Message): QueueEntry {
    const { topic } = this.place
    const { now } = this.#world.engine
    const entry: QueueEntry = {
      message,
      position: this.#positions++,
      place: this.#places++,
      expiresAt: now + topic.ttl,
      // The classes of requests count from the most important, those of RabbitMQ from the least.
      priority: Math.max(0, topic.priorities - message.priority),
      released: false,
      deliveries: 0,
      delivery: null,
    }
    this.entries.set(entry.position, entry)
    this.#vigil.begin()
    return entry
  }

  /** An entry may be delivered from now on. */
  release(entry: QueueEntry): void {
    entry.released = true
    this.#tell(MessageKind.stored, entry, MessageCause.none)
    this.#waiting.add(entry)
    const { maxLength } = this.place.topic
    while (this.#waiting.length > maxLength) this.#overflow()
    this.serve()
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
    const { consumer, connection, position } = delivery
    if (isGone(outcome)) {
      if (connection === this.#consumers.connectionTo(consumer)) this.#consumers.closed(consumer)
    } else {
      const entry = this.entries.get(position)
      if (entry?.delivery === delivery) {
        const said = (): void => this.#said(entry, delivery, outcome)
        if (this.log === null) said()
        else this.log.say(said)
        return
      }
    }
    this.serve()
  }

  /** What a consumer has said counts, unless the message has been taken from it meanwhile. */
  #said(entry: QueueEntry, delivery: PushedDelivery, outcome: number): void {
    if (entry.delivery !== delivery) return
    this.#acknowledged(entry, delivery.consumer, outcome)
    this.serve()
  }

  #acknowledged(entry: QueueEntry, consumer: number, outcome: number): void {
    this.#consumers.answered(consumer)
    if (outcome === Outcome.ok) this.#settle(entry)
    else if (this.place.consumer.onFailure === 'requeue') this.#comesBack(entry, MessageCause.rejected)
    else this.#giveUp(entry, MessageCause.rejected)
  }

  lost(delivery: PushedDelivery): void {
    const timer = new NodeTimer(this.#world, this.#node, () => this.#sendAgain(delivery))
    timer.start(delivery.nextWait())
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

  /** An instance of its consumers wants no more messages (`out`), or wants them again. */
  drained(instance: number, out: boolean): void {
    this.#consumers.drained(instance, out)
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
      this.#waiting.takeFirst()
      this.#giveUp(entry, MessageCause.expired)
      return true
    }
    const consumer = this.#consumers.next()
    if (consumer < 0) return false
    this.#waiting.takeFirst()
    this.#deliver(entry, consumer)
    return true
  }

  #deliver(entry: QueueEntry, consumer: number): void {
    const { subscription, step, consumer: plan } = this.place
    const acknowledged = plan.ack === 'after'
    entry.deliveries++
    const connection = this.#consumers.connectionTo(consumer)
    const delivery = new PushedDelivery(this.#world, this, entry, { subscription, consumer, connection, acknowledged })
    if (acknowledged) {
      entry.delivery = delivery
      this.#consumers.sent(consumer)
      const { timeout } = plan
      if (timeout < Number.POSITIVE_INFINITY && this.#timeouts?.running === false) this.#timeouts.startQuiet(timeout)
    } else this.#settle(entry)
    delivery.send(step, this.#node)
  }

  /** Sends what was lost over a connection that still stands again: the message, or the answer to it. */
  #sendAgain(delivery: PushedDelivery): void {
    const { consumer, connection, did } = delivery
    const node = this.#node
    if (node < 0 || connection !== this.#consumers.connectionTo(consumer)) return
    const { step } = this.place
    if (!delivery.isHandled) {
      delivery.send(step, node)
      return
    }
    const receipt = new Heartbeat(consumer, (outcome) => this.answered(delivery, isGone(outcome) ? outcome : did))
    receipt.onLost = () => this.lost(delivery)
    const number = ++this.#receipts
    const caller = { request: number, path: 1, workload: 0, instance: node, priority: 0, context: null, debt: 0 }
    this.#world.client.carry({ ...caller, expiresAt: Number.POSITIVE_INFINITY }, null, step, receipt, number)
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
    if (this.#rotates) entry.place = this.#places++
    this.#waiting.add(entry)
  }

  /** Quorum queues that never give up let others go first, so that their log can be cut. */
  get #rotates(): boolean {
    const { queue, deliveryLimit } = this.place.topic
    return queue === 'quorum' && deliveryLimit === Number.POSITIVE_INFINITY
  }

  #giveUp(entry: QueueEntry, cause: MessageCause): void {
    entry.delivery = null
    this.entries.delete(entry.position)
    const { topic, bury } = this.place
    this.#tell(topic.deadLetters ? MessageKind.deadLettered : MessageKind.dropped, entry, cause)
    if (topic.deadLetters) bury(entry.message, this.#node)
  }

  #overflow(): void {
    const head = this.#waiting.takeFirst()
    if (head !== undefined) this.#giveUp(head, MessageCause.overflow)
  }

  /** The message at the head goes when it is too old, whether or not somebody asks for it. */
  #watchExpiry(): void {
    const entry = this.#waiting.first
    if (entry === undefined || entry.expiresAt === Number.POSITIVE_INFINITY) return
    // Where it rings too soon, it looks again.
    if (this.#expiry?.running === true && this.#expiryDue <= entry.expiresAt) return
    this.#expiryDue = entry.expiresAt
    this.#expiry?.start(Math.max(0, entry.expiresAt - this.#world.engine.now))
  }

  /** Closes the connection of consumers that have had a message for too long. */
  #timeOut(): void {
    const { timeout } = this.place.consumer
    const { now } = this.#world.engine
    let next = Number.POSITIVE_INFINITY
    for (const { delivery } of this.entries.values()) {
      if (delivery === null) continue
      if (delivery.sentAt + timeout <= now) {
        const { consumer } = delivery
        this.#consumers.closed(consumer)
        this.#consumers.reconnected(consumer)
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
