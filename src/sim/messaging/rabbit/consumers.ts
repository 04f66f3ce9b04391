import { NodeTimer } from '../../data/node-timer.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { MessageWorld } from '../message-world.ts'
import { Heartbeat } from './heartbeat.ts'

/** One instance that consumes from a queue, as the node that keeps the queue knows it. */
interface Consumer {
  readonly instance: number
  /** Whether its connection stands. */
  connected: boolean
  /** Messages that it has and has not acknowledged. */
  unacknowledged: number
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
  #node = -1
  #turn = 0
  #beats = 0

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
      connected: true,
      unacknowledged: 0,
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
      const { troubles } = this.#world.instances[consumer.instance] ?? { troubles: null }
      consumer.connected = troubles === null || troubles.up
    }
    this.#timer?.stop()
    this.#timer = new NodeTimer(this.#world, node, () => this.#beat())
    this.#timer.startQuiet(this.#heartbeat / 2)
  }

  /** The node is gone, and all connections with it. */
  disconnect(): void {
    this.#timer?.stop()
    for (const consumer of this.#consumers) consumer.connected = false
  }

  /** The next in turn that may have another message; -1 for none. */
  next(): number {
    const count = this.#consumers.length
    for (let i = 0; i < count; i++) {
      const consumer = this.#consumers[(this.#turn + i) % count] as Consumer
      if (!consumer.connected || consumer.unacknowledged >= this.#prefetch) continue
      this.#turn = (this.#turn + i + 1) % count
      return consumer.instance
    }
    return -1
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
    consumer.unacknowledged = Math.max(0, consumer.unacknowledged - 1)
    consumer.heardAt = this.#world.engine.now
  }

  /** The connection of a consumer is closed. */
  closed(instance: number): void {
    const consumer = this.#find(instance)
    if (consumer === undefined || !consumer.connected) return
    consumer.connected = false
    consumer.unacknowledged = 0
    this.#side.gone(instance)
  }

  /** A consumer has started (again), and connects. */
  started(instance: number): void {
    const consumer = this.#find(instance)
    if (consumer === undefined || this.#node < 0) return
    // What its last life had is nobody's any more: a new connection ends the old one.
    if (consumer.connected) this.closed(instance)
    this.#connected(consumer)
  }

  #connected(consumer: Consumer): void {
    consumer.connected = true
    consumer.heardAt = this.#world.engine.now
    this.#side.came()
  }

  #find(instance: number): Consumer | undefined {
    return this.#consumers.find((consumer) => consumer.instance === instance)
  }

  #beat(): void {
    const { engine, client } = this.#world
    for (const consumer of this.#consumers) {
      const { instance } = consumer
      if (consumer.connected && engine.now - consumer.heardAt >= this.#heartbeat) this.closed(instance)
      const beat = ++this.#beats
      consumer.beat?.giveUp(client)
      const cargo = new Heartbeat(instance, (outcome) => this.#heard(consumer, outcome))
      consumer.beat = cargo
      const caller = { request: beat, path: 0, workload: 0, instance: this.#node, priority: 0, context: null, debt: 0 }
      client.carry({ ...caller, expiresAt: Number.POSITIVE_INFINITY }, null, this.#step, cargo, beat)
    }
    this.#timer?.startQuiet(this.#heartbeat / 2)
  }

  #heard(consumer: Consumer, outcome: number): void {
    if (outcome !== Outcome.ok) {
      this.closed(consumer.instance)
      return
    }
    consumer.heardAt = this.#world.engine.now
    if (!consumer.connected) this.#connected(consumer)
  }
}
