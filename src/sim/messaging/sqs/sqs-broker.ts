import { ComponentSteps } from '../../data/component-steps.ts'
import type { Frame } from '../../frame.ts'
import { type StepKey, stepKey } from '../../kernel/draws.ts'
import { uniform53 } from '../../kernel/source.ts'
import { MessageCause, MessageKind } from '../../message-fact.ts'
import type { BrokerPlan, SqsConsumer, SqsTopic, SubscriptionPlan } from '../../message-plan.ts'
import { Outcome } from '../../outcome.ts'
import type { Program } from '../../step.ts'
import type { Batch } from '../batch.ts'
import type { Broker } from '../broker.ts'
import type { BrokerInstruments } from '../broker-instruments.ts'
import { deadLetterOf } from '../dead-letter.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { PaidRequests } from './paid-requests.ts'
import { type ConsumerPlace, SqsPoller } from './sqs-poller.ts'
import { SqsQueue } from './sqs-queue.ts'

/** What one event has here. */
interface Channel {
  readonly topic: SqsTopic
  readonly paid: PaidRequests
  readonly queues: readonly SqsQueue[]
  /** Of a FIFO queue: when each message came first, the oldest first. */
  readonly seen: Map<number, number>
}

/**
 * A managed queue by the rules of Amazon SQS: each subscription has a queue of its own (as behind an SNS topic), which
 * its instances poll. The service keeps messages in several places and loses none when an instance of it crashes.
 */
export class SqsBroker implements Broker {
  readonly keepsOrder = false
  readonly #world: MessageWorld
  readonly #key: StepKey
  readonly #pauses: StepKey
  /** By event. */
  readonly #channels: (Channel | undefined)[] = []
  readonly #pollers: { readonly instance: number; readonly poller: SqsPoller }[] = []

  constructor(world: MessageWorld, index: number, plan: BrokerPlan) {
    this.#world = world
    this.#key = stepKey(world.seed, `broker/${plan.name}/duplicates`)
    this.#pauses = stepKey(world.seed, `broker/${plan.name}/pauses`)
    const steps = new ComponentSteps(world.programs, plan.name)
    const { events = [], subscriptions = [] } = world.plan
    const node = world.firstInstance[plan.unit] as number
    events.forEach((event, e) => {
      if (event.broker !== index) return
      const topic = event.topic as SqsTopic
      const { standard, fifo } = world.instruments[index] as BrokerInstruments
      const paid = new PaidRequests(world, topic.fifo ? fifo : standard)
      const queues = event.subscriptions.map((s) => {
        const queue = new SqsQueue(world, topic, s, node, (message) => this.#deadLetter(message, node))
        this.#addPollers({ topic, queue, paid }, s, subscriptions[s] as SubscriptionPlan, plan.name, steps)
        return queue
      })
      this.#channels[e] = { topic, paid, queues, seen: new Map() }
    })
  }

  #addPollers(
    at: Pick<ConsumerPlace, 'topic' | 'queue' | 'paid'>,
    subscription: number,
    { unit, program, consumer }: SubscriptionPlan,
    broker: string,
    steps: ComponentSteps,
  ): void {
    const world = this.#world
    const first = world.firstInstance[unit] as number
    const count = world.plan.units[unit]?.instances ?? 0
    for (let instance = first; instance < first + count; instance++) {
      const poller = new SqsPoller(world, {
        ...at,
        subscription,
        instance,
        rules: consumer as SqsConsumer,
        receive: steps.find(unit, `${broker}.receive`),
        delete: steps.find(unit, `${broker}.delete`),
        handler: steps.find(unit, (world.programs[program] as Program).name),
        pauses: this.#pauses,
      })
      this.#pollers.push({ instance, poller })
    }
  }

  partitionOf(): number {
    return 0
  }

  nodeFor(): number {
    return -1
  }

  heard(): void {
    // Nothing is to be learnt: any node will do.
  }

  accept(call: Frame, { event, messages }: Batch): number {
    const channel = this.#channels[event] as Channel
    channel.paid.came(messages.reduce((sum, { bytes }) => sum + bytes, 0))
    for (const message of messages) {
      if (channel.queues.length === 0) this.#tell(MessageKind.dropped, message, call.instance, MessageCause.unroutable)
      else if (this.#isDouble(channel, message)) {
        this.#tell(MessageKind.deduplicated, message, call.instance, MessageCause.none)
      } else this.#add(channel, message)
    }
    return Outcome.ok
  }

  withdraw(): void {
    // Nothing is deferred.
  }

  start(): void {
    for (const { poller } of this.#pollers) poller.start()
  }

  crashed(instance: number): void {
    for (const one of this.#pollers) if (one.instance === instance) one.poller.crashed()
  }

  restarted(instance: number): void {
    for (const one of this.#pollers) if (one.instance === instance) one.poller.restarted()
  }

  drained(instance: number, out: boolean): boolean {
    const own = this.#pollers.filter((one) => one.instance === instance)
    for (const { poller } of own) poller.drained(out)
    return own.length > 0
  }

  /** The service puts what is given up into the queue for that by itself. */
  #deadLetter(message: Message, node: number): void {
    const { reporter, engine } = this.#world
    const letter = deadLetterOf(this.#world, message, node)
    const channel = this.#channels[letter?.event ?? -1]
    if (letter === null || channel === undefined) return
    reporter.ofPublisher(MessageKind.published, engine.now, letter)
    for (const queue of channel.queues) queue.add(letter)
    reporter.ofPublisher(MessageKind.confirmed, engine.now, letter)
  }

  #add({ topic, queues }: Channel, message: Message): void {
    const { draws } = this.#world
    queues.forEach((queue, q) => {
      queue.add(message)
      if (topic.fifo || topic.duplicates === 0) return
      draws.seek(this.#key.high, this.#key.low, message.id, q)
      if (uniform53(draws) < topic.duplicates) queue.add(message)
    })
  }

  /** Whether the same message came within the deduplication interval. */
  #isDouble({ topic, seen }: Channel, message: Message): boolean {
    if (!topic.fifo) return false
    const { now } = this.#world.engine
    for (const [id, at] of seen) {
      if (now - at < topic.deduplication) break
      seen.delete(id)
    }
    if (seen.has(message.id)) return true
    seen.set(message.id, now)
    return false
  }

  #tell(kind: MessageKind, message: Message, node: number, cause: MessageCause): void {
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const fact = reporter.fact(kind, engine.now, message)
    fact.instance = node
    fact.cause = cause
    reporter.tell(fact)
  }
}
