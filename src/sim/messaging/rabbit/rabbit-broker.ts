import { SET_ASIDE } from '../../cargo.ts'
import { ComponentSteps } from '../../data/component-steps.ts'
import type { Frame } from '../../frame.ts'
import { MessageCause, MessageKind } from '../../message-fact.ts'
import type {
  BrokerPlan,
  EventPlan,
  RabbitConsumer,
  RabbitRules,
  RabbitTopic,
  SubscriptionPlan,
} from '../../message-plan.ts'
import { Outcome } from '../../outcome.ts'
import type { Program, Step } from '../../step.ts'
import type { Batch } from '../batch.ts'
import type { Broker } from '../broker.ts'
import { handBack } from '../hand-back.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { HandOver, type HandOverParts } from './hand-over.ts'
import { type HostNodes, QueueHost } from './queue-host.ts'
import { RabbitQueue } from './rabbit-queue.ts'

/** A batch that waits until every queue has its messages. */
interface Publishing {
  readonly handOvers: HandOver[]
  left: number
  outcome: number
  /** The call to be handed back; `null` until it waits. */
  call: Frame | null
}

/**
 * A broker by RabbitMQ's rules: an event is an exchange of the kind fanout, each subscription a queue of its own bound
 * to it. A producer sends to any node, which hands the message to the node of each queue; the confirm comes when all
 * queues have it safely.
 */
export class RabbitBroker implements Broker {
  readonly #world: MessageWorld
  readonly #nodes: HostNodes
  readonly #handOver: HandOverParts
  /** By event. */
  readonly #hosts: (readonly QueueHost[])[] = []
  readonly #all: QueueHost[] = []
  readonly #waiting = new Map<Frame, Publishing>()

  constructor(world: MessageWorld, index: number, plan: BrokerPlan, rules: RabbitRules) {
    this.#world = world
    const first = world.firstInstance[plan.unit] as number
    const count = world.plan.units[plan.unit]?.instances ?? 1
    const steps = new ComponentSteps(world.programs, plan.name)
    const stepTo = (program: string): Step | null =>
      steps.has(plan.unit, program) ? steps.find(plan.unit, program) : null
    const isUp = (node: number): boolean => world.instances[node]?.troubles?.up ?? true
    this.#nodes = { first, count, isUp, replicate: stepTo(`${plan.name}.replicate`) }
    let routed = 0
    this.#handOver = { world, route: stepTo(`${plan.name}.route`), next: () => ++routed }
    const { events = [], subscriptions = [] } = world.plan
    events.forEach((event, e) => {
      if (event.broker !== index) return
      this.#hosts[e] = event.subscriptions.map((s) => {
        const subscription = subscriptions[s] as SubscriptionPlan
        const { name } = world.programs[subscription.program] as Program
        return this.#host(event, s, subscription, rules, steps.find(plan.unit, name))
      })
      this.#all.push(...(this.#hosts[e] ?? []))
    })
  }

  #host(event: EventPlan, s: number, { unit, consumer }: SubscriptionPlan, rules: RabbitRules, step: Step): QueueHost {
    const world = this.#world
    const from = world.firstInstance[unit] as number
    const consumers = Array.from({ length: world.plan.units[unit]?.instances ?? 0 }, (_, i) => from + i)
    const queue = new RabbitQueue(world, {
      subscription: s,
      topic: event.topic as RabbitTopic,
      consumer: consumer as RabbitConsumer,
      consumers,
      heartbeat: rules.heartbeat,
      step,
    })
    return new QueueHost(world, queue, this.#nodes, this.#nodes.first + (s % this.#nodes.count))
  }

  partitionOf(): number {
    return 0
  }

  nodeFor(): number {
    return -1
  }

  heard(): void {
    // Producers connect to any node.
  }

  accept(call: Frame, { event, messages }: Batch, all: boolean): number {
    const hosts = this.#hosts[event] ?? []
    if (hosts.length === 0) {
      for (const message of messages) this.#tellUnroutable(message, call.instance)
      return Outcome.ok
    }
    const publishing: Publishing = {
      left: hosts.length * messages.length,
      outcome: Outcome.ok,
      call: null,
      handOvers: [],
    }
    const done = (outcome: number): void => this.#done(publishing, outcome)
    for (const message of messages) {
      for (const host of hosts) {
        if (host.queue.node === call.instance) {
          host.enter(message, done)
          continue
        }
        const handOver = new HandOver(this.#handOver, host, message, call.instance, done)
        publishing.handOvers.push(handOver)
        handOver.begin()
      }
    }
    if (publishing.left === 0) return publishing.outcome
    // Nobody wants to know what becomes of it after that.
    if (!all) return Outcome.ok
    publishing.call = call
    call.phaseStart = this.#world.engine.now
    this.#waiting.set(call, publishing)
    return SET_ASIDE
  }

  withdraw(call: Frame): void {
    const publishing = this.#waiting.get(call)
    if (publishing === undefined) return
    publishing.call = null
    this.#waiting.delete(call)
    for (const handOver of publishing.handOvers) handOver.stop()
  }

  start(): void {
    for (const host of this.#all) host.start()
  }

  crashed(instance: number): void {
    for (const host of this.#all) {
      if (this.#isNode(instance)) host.crashed(instance)
      else if (this.#consumes(host, instance) && !this.#isSilent(instance)) host.queue.closed(instance)
    }
  }

  restarted(instance: number): void {
    for (const host of this.#all) {
      if (this.#isNode(instance)) host.restarted(instance)
      else if (this.#consumes(host, instance)) host.queue.started(instance)
    }
  }

  #isNode(instance: number): boolean {
    return instance >= this.#nodes.first && instance < this.#nodes.first + this.#nodes.count
  }

  #consumes({ queue }: QueueHost, instance: number): boolean {
    return queue.place.consumers.includes(instance)
  }

  #isSilent(instance: number): boolean {
    return this.#world.instances[instance]?.troubles?.silent ?? false
  }

  #done(publishing: Publishing, outcome: number): void {
    publishing.left--
    if (outcome !== Outcome.ok && publishing.outcome === Outcome.ok) publishing.outcome = outcome
    const { call } = publishing
    if (publishing.left > 0 || call === null) return
    this.#waiting.delete(call)
    handBack(this.#world, call, publishing.outcome)
  }

  #tellUnroutable(message: Message, node: number): void {
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const fact = reporter.fact(MessageKind.dropped, engine.now, message)
    fact.instance = node
    fact.cause = MessageCause.unroutable
    reporter.tell(fact)
  }
}
