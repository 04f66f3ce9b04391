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
import { NumberMap } from '../../number-map.ts'
import { Outcome } from '../../outcome.ts'
import type { Program, Step } from '../../step.ts'
import type { Batch } from '../batch.ts'
import type { Broker } from '../broker.ts'
import { deadLetterOf } from '../dead-letter.ts'
import { handBack } from '../hand-back.ts'
import type { Message } from '../message.ts'
import type { MessageWorld } from '../message-world.ts'
import { ClassicHost } from './classic-host.ts'
import { Connections } from './connections.ts'
import { HandOver, type HandOverParts } from './hand-over.ts'
import type { HostNodes } from './host-nodes.ts'
import { NodeWatch } from './node-watch.ts'
import type { Entering, QueueHost } from './queue-host.ts'
import { QuorumHost } from './quorum-host.ts'
import { RabbitQueue } from './rabbit-queue.ts'

/** A batch that waits until every queue has its messages. */
class Publishing implements Entering {
  /** Those under way; `null` where there were none. */
  handOvers: HandOver[] | null = null
  left: number
  outcome: number = Outcome.ok
  /** The call to be handed back; `null` until it waits. */
  call: Frame | null = null
  readonly #over: (publishing: Publishing) => void

  /** `over`: told when the last queue has answered. */
  constructor(left: number, over: (publishing: Publishing) => void) {
    this.left = left
    this.#over = over
  }

  known(outcome: number): void {
    this.left--
    if (outcome !== Outcome.ok && this.outcome === Outcome.ok) this.outcome = outcome
    if (this.left === 0 && this.call !== null) this.#over(this)
  }

  moved(): void {
    // A classic queue has one node.
  }
}

/**
 * A broker by RabbitMQ's rules: an event is an exchange of the kind fanout, each subscription a queue of its own bound
 * to it. A producer sends to any node, which hands the message to the node of each queue; the confirm comes when all
 * queues have it safely.
 */
export class RabbitBroker implements Broker {
  readonly keepsOrder = true
  readonly #world: MessageWorld
  readonly #nodes: HostNodes
  readonly #handOver: HandOverParts
  /** By event. */
  readonly #hosts: (readonly QueueHost[])[] = []
  readonly #all: QueueHost[] = []
  /** By index of the call's frame. */
  readonly #waiting = new NumberMap<Publishing>()
  readonly #over = (publishing: Publishing): void => this.#handBack(publishing)
  /** Messages under way to their queues whose publishers believe that they are safe. */
  readonly #confirmed = new Set<HandOver>()
  readonly #connections: Connections
  /** `null` where no queue wants to know. */
  readonly #watch: NodeWatch | null
  /** By node, counted within the broker: how often it has gone down. */
  readonly #crashes: number[]

  constructor(world: MessageWorld, index: number, plan: BrokerPlan, rules: RabbitRules) {
    this.#world = world
    const first = world.firstInstance[plan.unit] as number
    const count = world.plan.units[plan.unit]?.instances ?? 1
    const steps = new ComponentSteps(world.programs, plan.name)
    const stepTo = (program: string): Step | null =>
      steps.has(plan.unit, program) ? steps.find(plan.unit, program) : null
    const acts = (node: number): boolean => world.instances[node]?.troubles?.acts ?? true
    const route = stepTo(`${plan.name}.route`)
    this.#nodes = { first, count, acts, replicate: stepTo(`${plan.name}.replicate`), route }
    this.#connections = new Connections(world, this.#nodes, rules.heartbeat)
    this.#crashes = new Array<number>(count).fill(0)
    let routed = 0
    const crashes = (node: number): number => this.#crashes[node - first] as number
    this.#handOver = { world, route, next: () => ++routed, crashes }
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
    const quorums = this.#all.filter((host) => host instanceof QuorumHost)
    this.#watch =
      route === null || quorums.length === 0
        ? null
        : new NodeWatch(world, this.#nodes, route, {
            misses: (node, other) => {
              for (const host of quorums) host.misses(node, other)
            },
            hears: (node, other) => {
              for (const host of quorums) host.hears(node, other)
            },
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
      bury: (message, node) => this.#bury(message, node),
    })
    const { first, count } = this.#nodes
    const home = first + (s % count)
    const { queue: kind } = event.topic as RabbitTopic
    return kind === 'quorum' ? new QuorumHost(world, queue, this.#nodes, home) : new ClassicHost(world, queue, home)
  }

  partitionOf(): number {
    return 0
  }

  nodeFor(_event: number, _partition: number, caller: number): number {
    return this.#connections.nodeOf(caller)
  }

  heard(caller: number, node: number, outcome: number): void {
    this.#connections.heard(caller, node, outcome)
  }

  accept(call: Frame, { event, messages }: Batch, all: boolean): number {
    const hosts = this.#hosts[event] ?? []
    if (hosts.length === 0) {
      for (const message of messages) this.#tellUnroutable(message, call.instance)
      return Outcome.ok
    }
    const publishing = new Publishing(hosts.length * messages.length, this.#over)
    for (const message of messages) {
      const handOvers = this.#spread(message, hosts, call.instance, publishing, !all)
      if (handOvers === null) continue
      publishing.handOvers ??= []
      publishing.handOvers.push(...handOvers)
    }
    if (publishing.left === 0) return publishing.outcome
    // Nobody wants to know what becomes of it after that.
    if (!all) return Outcome.ok
    publishing.call = call
    call.phaseStart = this.#world.engine.now
    this.#waiting.set(call.index, publishing)
    return SET_ASIDE
  }

  /**
   * Brings a message from a node to each of some queues; returns what does so where it takes time, `null` for none.
   * `confirmed`: its publisher has its answer when the node has it.
   */
  #spread(
    message: Message,
    hosts: readonly QueueHost[],
    node: number,
    entering: Entering,
    confirmed: boolean,
  ): HandOver[] | null {
    let handOvers: HandOver[] | null = null
    for (const host of hosts) {
      if (!host.isQuorum && host.queue.node === node) {
        host.enter(message, entering)
        continue
      }
      const handOver = new HandOver(this.#handOver, host, message, node, (outcome) => {
        this.#confirmed.delete(handOver)
        if (confirmed && outcome !== Outcome.ok) handOver.giveUp()
        entering.known(outcome)
      })
      if (confirmed) this.#confirmed.add(handOver)
      handOvers ??= []
      handOvers.push(handOver)
      handOver.begin()
    }
    return handOvers
  }

  /**
   * A queue has given a message up: its node publishes it anew, as a message of the event of dead letters, and waits
   * for nobody (RabbitMQ's dead-letter strategy `at-most-once`).
   */
  #bury(message: Message, from: number): void {
    const { first, count } = this.#nodes
    const { reporter, engine, instances } = this.#world
    const up = Array.from({ length: count }, (_, n) => first + n).find((n) => instances[n]?.up === true)
    const node = from >= 0 ? from : (up ?? first)
    const letter = deadLetterOf(this.#world, message, node)
    if (letter === null) return
    reporter.ofPublisher(MessageKind.published, engine.now, letter)
    const hosts = this.#hosts[letter.event] ?? []
    let left = hosts.length
    let outcome: number = Outcome.ok
    const known = (one: number): void => {
      left--
      if (one !== Outcome.ok) outcome = one
      if (left > 0) return
      const kind = outcome === Outcome.ok ? MessageKind.confirmed : MessageKind.unconfirmed
      reporter.ofPublisher(kind, engine.now, letter)
    }
    this.#spread(letter, hosts, node, { known, moved: () => {} }, false)
  }

  withdraw(call: Frame): void {
    const publishing = this.#waiting.get(call.index)
    if (publishing === undefined) return
    publishing.call = null
    this.#waiting.delete(call.index)
    for (const handOver of publishing.handOvers ?? []) handOver.stop()
  }

  start(): void {
    for (const host of this.#all) host.start()
    this.#watch?.start()
  }

  crashed(instance: number): void {
    if (this.#isNode(instance)) {
      const number = instance - this.#nodes.first
      this.#crashes[number] = (this.#crashes[number] as number) + 1
      this.#watch?.crashed(number)
      for (const handOver of this.#confirmed) if (handOver.from === instance) this.#loses(handOver)
      if (!this.#isSilent(instance)) this.#connections.closed(instance)
    }
    for (const host of this.#all) {
      if (this.#isNode(instance)) host.crashed(instance, this.#isSilent(instance))
      else if (this.#consumes(host, instance) && !this.#isSilent(instance)) host.queue.closed(instance)
    }
  }

  restarted(instance: number): void {
    if (this.#isNode(instance)) this.#watch?.restarted(instance - this.#nodes.first)
    for (const host of this.#all) {
      if (this.#isNode(instance)) host.restarted(instance)
      else if (this.#consumes(host, instance)) host.queue.started(instance)
    }
  }

  drained(instance: number, out: boolean): boolean {
    const isNode = this.#isNode(instance)
    if (isNode && out) this.#connections.closed(instance)
    const consumed = this.#all.filter((host) => this.#consumes(host, instance))
    for (const host of isNode ? this.#all : []) host.drained(instance, out)
    for (const { queue } of consumed) queue.drained(instance, out)
    return consumed.length > 0 || (isNode && this.#nodes.count > 1)
  }

  #loses(handOver: HandOver): void {
    this.#confirmed.delete(handOver)
    handOver.giveUp()
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

  #handBack({ call, outcome }: Publishing): void {
    if (call === null) return
    this.#waiting.delete(call.index)
    handBack(this.#world, call, outcome)
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
