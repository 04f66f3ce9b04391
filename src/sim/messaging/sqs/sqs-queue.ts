import { MessageCause, MessageKind } from '../../message-fact.ts'
import type { SqsTopic } from '../../message-plan.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { Vigil } from '../vigil.ts'
import type { SqsEntry } from './sqs-entry.ts'

/** A receive that waits for messages. */
export interface Poll {
  /** Messages that it takes at most. */
  readonly limit: number
  /** It is answered with these. */
  answer(entries: readonly SqsEntry[]): void
}

/**
 * One queue by the rules of Amazon SQS (Developer Guide, "Visibility timeout", "FIFO delivery logic", "Dead-letter
 * queues", "Short and long polling"): a message that was received is hidden, not gone, until it is deleted or the time
 * is over; in a FIFO queue no message of a group is received while another one of it is hidden.
 */
export class SqsQueue {
  readonly #world: MessageWorld
  readonly #topic: SqsTopic
  readonly #subscription: number
  readonly #node: number
  /** Told of what is given up. */
  readonly #gaveUp: (message: Message) => void
  /** By position, so in order. */
  readonly #entries = new Map<number, SqsEntry>()
  readonly #polls: Poll[] = []
  readonly #vigil: Vigil
  #positions = 0
  #watches = false

  constructor(
    world: MessageWorld,
    topic: SqsTopic,
    subscription: number,
    node: number,
    gaveUp: (message: Message) => void,
  ) {
    this.#world = world
    this.#topic = topic
    this.#subscription = subscription
    this.#node = node
    this.#gaveUp = gaveUp
    this.#vigil = new Vigil(world.alarms, () => this.#entries.size > 0)
  }

  add(message: Message): void {
    const { engine, alarms } = this.#world
    const { delay } = this.#topic
    const { now } = engine
    const position = this.#positions++
    const entry: SqsEntry = {
      message,
      position,
      enteredAt: now,
      receives: 0,
      hiddenUntil: now + delay,
      inFlight: false,
    }
    this.#entries.set(position, entry)
    this.#vigil.begin()
    this.#tell(MessageKind.stored, entry, MessageCause.none)
    this.#watchAge()
    if (delay > 0) alarms.setQuiet(delay, () => this.#serve())
    else this.#serve()
  }

  /** Messages for a receive: at once if there are any, else it waits until it is withdrawn. */
  poll(poll: Poll): void {
    this.#polls.push(poll)
    this.#serve()
  }

  /** The time of a receive is over, or it has been given up. */
  withdraw(poll: Poll): void {
    const at = this.#polls.indexOf(poll)
    if (at >= 0) this.#polls.splice(at, 1)
  }

  /** Deletes a message, if it has not been received again since `receives`; returns whether it has. */
  delete(position: number, receives: number): boolean {
    const entry = this.#entries.get(position)
    if (entry === undefined || entry.receives !== receives) return false
    // A receipt of a FIFO queue is good as long as the message is hidden.
    if (this.#topic.fifo && !entry.inFlight) return false
    this.#entries.delete(position)
    this.#tell(MessageKind.settled, entry, MessageCause.none)
    if (this.#topic.fifo) this.#serve()
    return true
  }

  #serve(): void {
    for (let poll = this.#polls[0]; poll !== undefined; poll = this.#polls[0]) {
      const entries = this.#take(poll.limit)
      if (entries.length === 0) return
      this.#polls.shift()
      poll.answer(entries)
    }
  }

  /** Receives the first messages that are to be seen. */
  #take(limit: number): readonly SqsEntry[] {
    const { now } = this.#world.engine
    const taken: SqsEntry[] = []
    const blocked = this.#topic.fifo ? new Set<number>() : null
    for (const entry of this.#entries.values()) {
      if (taken.length === limit) break
      const { key } = entry.message
      if (blocked?.has(key) === true) continue
      if (entry.inFlight || entry.hiddenUntil > now) {
        // What comes after a message of its group must wait for it, delayed or not.
        blocked?.add(key)
        continue
      }
      if (entry.receives >= this.#topic.maxReceive) this.#giveUp(entry)
      else taken.push(entry)
    }
    for (const entry of taken) this.#hide(entry)
    return taken
  }

  #hide(entry: SqsEntry): void {
    const { engine, alarms } = this.#world
    const { visibility } = this.#topic
    const receives = ++entry.receives
    entry.hiddenUntil = engine.now + visibility
    entry.inFlight = true
    alarms.setQuiet(visibility, () => {
      if (this.#entries.get(entry.position) !== entry || entry.receives !== receives) return
      entry.inFlight = false
      this.#tell(MessageKind.returned, entry, MessageCause.timeout)
      this.#serve()
    })
  }

  #giveUp(entry: SqsEntry): void {
    this.#entries.delete(entry.position)
    this.#tell(MessageKind.deadLettered, entry, MessageCause.deliveryLimit)
    this.#gaveUp(entry.message)
  }

  /** Waits for the oldest message to be too old, if that can be before the end of the run. */
  #watchAge(): void {
    const { engine, alarms, plan } = this.#world
    const [oldest] = this.#entries.values()
    if (this.#watches || oldest === undefined) return
    const due = oldest.enteredAt + this.#topic.retention
    if (due >= plan.duration + plan.drain) return
    this.#watches = true
    alarms.setQuiet(Math.max(0, due - engine.now), () => {
      this.#watches = false
      if (oldest.enteredAt + this.#topic.retention <= engine.now) this.#expire(oldest)
      this.#watchAge()
    })
  }

  #expire(entry: SqsEntry): void {
    if (this.#entries.get(entry.position) !== entry) return
    this.#entries.delete(entry.position)
    this.#tell(MessageKind.dropped, entry, MessageCause.expired)
    if (this.#topic.fifo) this.#serve()
  }

  #tell(kind: MessageKind, entry: SqsEntry, cause: MessageCause): void {
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const fact = reporter.fact(kind, engine.now, entry.message)
    fact.subscription = this.#subscription
    fact.position = entry.position
    fact.delivery = entry.receives
    fact.instance = this.#node
    fact.cause = cause
    reporter.tell(fact)
  }
}
