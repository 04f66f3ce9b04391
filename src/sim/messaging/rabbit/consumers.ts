import { NodeTimer } from '../../data/node-timer.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { MessageWorld } from '../message-world.ts'
import { Heartbeat } from './heartbeat.ts'

/** How long clients wait before they connect again: `networkRecoveryInterval` of RabbitMQ's Java client. */
const RECONNECT = 5e9

/** What a call that fails says of the connection it went over, rather than of what was asked. */
const GONE: readonly number[] = [Outcome.refused, Outcome.reset, Outcome.crashed, Outcome.unresolved]

/** Whether an outcome is no answer of the handler: the connection is gone, or the process. */
export function isGone(outcome: number): boolean {
  return GONE.includes(outcome)
}

/** One instance that consumes from a queue, as the node that keeps the queue knows it. */
interface Consumer {
  readonly instance: number
  /** Which of its connections it is; -1 while there is none. */
  connection: number
  /** Messages that it has and has not acknowledged. */
  unacknowledged: number
  /** It has cancelled: it ends what it has, and wants no more. */
  cancelled: boolean
  /** When it was heard of last, ns. */
  heardAt: number
  /** The sign of life that is under way. */
  beat: Heartbeat | null
}

/** Who wants to know of consumers. */
export interface ConsumersSide {
  /** A consumer is gone; what it has is to be delivered again. */
  gone(instance: number): void
  /** A consumer is there (again). */
  came(): void
}

/**
 * The consumers of one queue, served in turn. A connection that is closed is noticed at once; a consumer that is silent
 * only after the heartbeat timeout, for which both sides send a frame every half of it (RabbitMQ's rule).
 */
export class Consumers {
  readonly #world: MessageWorld
  readonly #side: ConsumersSide
  readonly #consumers: readonly Consumer[]
  readonly #prefetch: number
  readonly #heartbeat: number
  readonly #step: Step
  #timer: NodeTimer | null = null
  /** When the timer is due, ns. */
  #due = 0
  #node = -1
  #turn = 0
  #beats = 0
  #connections = 0

  constructor(
    world: MessageWorld,
    side: ConsumersSide,
    of: {
      readonly instances: readonly number[]
      readonly prefetch: number
      readonly heartbeat: number
      readonly step: Step
    },
  ) {
    this.#world = world
    this.#side = side
    this.#prefetch = of.prefetch
    this.#heartbeat = of.heartbeat
    this.#step = of.step
    this.#consumers = of.instances.map((instance) => ({
      instance,
      connection: -1,
      unacknowledged: 0,
      cancelled: false,
      heardAt: 0,
      beat: null,
    }))
  }

  /** They are connected to this node from now on, and have nothing of it. */
  connect(node: number): void {
    this.#node = node
    const { now } = this.#world.engine
    for (const consumer of this.#consumers) {
      consumer.unacknowledged = 0
      consumer.heardAt = now
      consumer.connection = this.#world.instances[consumer.instance]?.up === false ? -1 : this.#connections++
    }
    this.#timer?.stop()
    this.#timer = new NodeTimer(this.#world, node, () => this.#beatAll())
    this.#wait()
  }

  /** The node is gone, and all connections with it. */
  disconnect(): void {
    this.#node = -1
    this.#timer?.stop()
    for (const consumer of this.#consumers) {
      consumer.connection = -1
      consumer.beat = null
    }
  }

  /** The next in turn that may have another message; -1 for none. */
  next(): number {
    const count = this.#consumers.length
    for (let i = 0; i < count; i++) {
      const consumer = this.#consumers[(this.#turn + i) % count] as Consumer
      if (consumer.connection < 0 || consumer.cancelled || consumer.unacknowledged >= this.#prefetch) continue
      this.#turn = (this.#turn + i + 1) % count
      return consumer.instance
    }
    return -1
  }

  /** Which connection to a consumer stands now; -1 for none. */
  connectionTo(instance: number): number {
    return this.#find(instance)?.connection ?? -1
  }

  /** A consumer has been sent a message that it is to acknowledge. */
  sent(instance: number): void {
    const consumer = this.#find(instance)
    if (consumer !== undefined) consumer.unacknowledged++
  }

  /** … and has answered, whatever. */
  answered(instance: number): void {
    const consumer = this.#find(instance)
    if (consumer === undefined) return
    consumer.unacknowledged--
    consumer.heardAt = this.#world.engine.now
  }

  /** The connection of a consumer is closed; one that is up connects again after a while. */
  closed(instance: number): void {
    const consumer = this.#find(instance)
    if (consumer === undefined || consumer.connection < 0) return
    consumer.connection = -1
    consumer.unacknowledged = 0
    this.#side.gone(instance)
    const node = this.#node
    this.#world.alarms.setQuiet(RECONNECT, () => {
      if (this.#node === node && consumer.connection < 0) this.#beat(consumer)
    })
  }

  /** A consumer wants no more messages (`out`), or wants them again. */
  drained(instance: number, out: boolean): void {
    const consumer = this.#find(instance)
    if (consumer === undefined) return
    consumer.cancelled = out
    if (!out) this.#side.came()
  }

  /** A consumer has started again, and connects. */
  started(instance: number): void {
    const consumer = this.#find(instance)
    if (consumer !== undefined) consumer.cancelled = false
    this.reconnected(instance)
  }

  /** A consumer connects (again). */
  reconnected(instance: number): void {
    const consumer = this.#find(instance)
    if (consumer === undefined || this.#node < 0) return
    // What its last life had is nobody's any more: a new connection ends the old one.
    if (consumer.connection >= 0) this.closed(instance)
    this.#connected(consumer)
  }

  #connected(consumer: Consumer): void {
    consumer.connection = this.#connections++
    consumer.heardAt = this.#world.engine.now
    this.#side.came()
  }

  #find(instance: number): Consumer | undefined {
    return this.#consumers.find((consumer) => consumer.instance === instance)
  }

  #wait(): void {
    const wait = Math.max(1, Math.floor(this.#heartbeat / 2))
    this.#due = this.#world.engine.now + wait
    this.#timer?.startQuiet(wait)
  }

  #beatAll(): void {
    const { now } = this.#world.engine
    // For so long this node has stood still: what was sent to it meanwhile has come, but its consumers heard nothing.
    const stood = now - this.#due
    for (const consumer of this.#consumers) {
      consumer.heardAt = Math.min(now, consumer.heardAt + stood)
      const silent = stood >= this.#heartbeat || now - consumer.heardAt >= this.#heartbeat
      if (consumer.connection >= 0 && silent) this.closed(consumer.instance)
      this.#beat(consumer)
    }
    this.#wait()
  }

  #beat(consumer: Consumer): void {
    const { client } = this.#world
    const beat = ++this.#beats
    consumer.beat?.giveUp(client)
    const cargo = new Heartbeat(consumer.instance, (outcome) => this.#heard(consumer, cargo, outcome))
    consumer.beat = cargo
    const caller = { request: beat, path: 0, workload: 0, instance: this.#node, priority: 0, context: null, debt: 0 }
    client.carry({ ...caller, expiresAt: Number.POSITIVE_INFINITY }, null, this.#step, cargo, beat)
  }

  #heard(consumer: Consumer, beat: Heartbeat, outcome: number): void {
    if (beat !== consumer.beat) return
    if (isGone(outcome)) {
      this.closed(consumer.instance)
      return
    }
    consumer.heardAt = this.#world.engine.now
    if (consumer.connection < 0) this.#connected(consumer)
  }
}
