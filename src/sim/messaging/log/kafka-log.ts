import type { Caller } from '../../calls/caller.ts'
import type { Cargo } from '../../cargo.ts'
import { ComponentSteps } from '../../data/component-steps.ts'
import { keyHash } from '../../data/sharding/key-hash.ts'
import type { Frame } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { invariant } from '../../kernel/invariant.ts'
import { type MessageCause, MessageKind } from '../../message-fact.ts'
import type { BrokerPlan, EventPlan, KafkaRules } from '../../message-plan.ts'
import type { Program, Step } from '../../step.ts'
import type { Batch } from '../batch.ts'
import type { Broker } from '../broker.ts'
import { deadLetterOf } from '../dead-letter.ts'
import type { MessageWorld } from '../message-world.ts'
import type { Publication } from '../publication.ts'
import { Consumer } from './consumers/consumer.ts'
import type { ConsumerParts } from './consumers/consumer-parts.ts'
import { FetchDesk } from './consumers/fetch-desk.ts'
import { assignRanges } from './groups/assign.ts'
import { GroupProgress } from './groups/group-progress.ts'
import { type Group, Groups } from './groups/groups.ts'
import { RETRANSMIT } from './replicas/back-off.ts'
import { Beliefs } from './replicas/beliefs.ts'
import type { GroupRecord } from './replicas/group-record.ts'
import { LogEntry } from './replicas/log-entry.ts'
import { LogFacts } from './replicas/log-facts.ts'
import { LogNode, type NodeObserver } from './replicas/log-node.ts'
import type { LogParts } from './replicas/log-parts.ts'
import { Metadata } from './replicas/metadata.ts'
import type { Partition } from './replicas/partition.ts'
import type { PartitionLog } from './replicas/partition-log.ts'
import { type Placed, placePartitions } from './replicas/placement.ts'
import type { Replica } from './replicas/replica.ts'
import { Rest } from './replicas/rest.ts'

/** How long a consumer waits for an answer, ns: Kafka's `request.timeout.ms`. */
const REQUEST_TIMEOUT = 30e9

/**
 * A partitioned log with Kafka's rules. Partitions have a leader and followers on the nodes; producers learn who leads
 * from refusals; consumers are members of a group for each subscription, which the run finds formed.
 *
 * What is simpler than there: leaderships do not go back to the preferred replicas by themselves (which Kafka does
 * every five minutes); who asks for metadata gets them at once; a handler without an offset of its own
 * begins with the oldest message (`auto.offset.reset` is `earliest`); dead letters that nobody handles are taken down
 * at the consumer, without a topic for them.
 */
export class KafkaLog implements Broker, NodeObserver {
  readonly keepsOrder = true
  readonly #world: MessageWorld
  /** Publishes a message. */
  readonly #hand: (publication: Publication) => void
  readonly #placed: Placed
  readonly #nodes: LogNode[] = []
  readonly #first: number
  readonly #beliefs: Beliefs
  readonly #groups = new Map<number, Group>()
  readonly #coordinators: Groups
  readonly #fetches: FetchDesk
  readonly #consumers: { readonly instance: number; readonly consumer: Consumer }[] = []
  readonly #parts: LogParts
  /** By event: messages without a key so far. */
  readonly #turns: number[] = []

  constructor(
    world: MessageWorld,
    index: number,
    plan: BrokerPlan,
    rules: KafkaRules,
    hand: (publication: Publication) => void,
  ) {
    const { events = [], subscriptions = [], units } = world.plan
    const count = units[plan.unit]?.instances ?? 0
    this.#world = world
    this.#hand = hand
    this.#first = world.firstInstance[plan.unit] ?? 0
    this.#placed = placePartitions(events, subscriptions, index, count)
    const steps = new ComponentSteps(world.programs, plan.name)
    const metadata = new Metadata(this.#placed.all, count, rules.uncleanElection)
    const step = stepBetweenNodes(steps, plan, count, world)
    const rest = new Rest(world, () => this.#waiting)
    const facts = new LogFacts(world)
    const logAt = (node: number, partition: number): PartitionLog => (this.#nodes[node] as LogNode).logOf(partition)
    this.#parts = { world, rules, first: this.#first, count, step, metadata, rest, facts, logAt }
    for (let number = 0; number < count; number++) {
      this.#nodes.push(new LogNode(number, this.#parts, this.#nodes, this))
    }
    this.#beliefs = new Beliefs(this.#placed.all, this.#nodes, world.instances, this.#first)
    this.#coordinators = new Groups(this.#parts, this.#nodes, this.#groups)
    this.#fetches = new FetchDesk(world, this.#nodes, this.#first)
    for (const [subscription, home] of this.#placed.ofGroup) this.#form(subscription, home, plan.name, steps)
  }

  partitionOf(event: number, key: number): number {
    const count = this.#partitionsOf(event).length
    if (key >= 0) return keyHash(key) % count
    const turn = this.#turns[event] ?? 0
    this.#turns[event] = turn + 1
    return turn % count
  }

  nodeFor(event: number, partition: number, caller: number): number {
    return this.#beliefs.leaderOf((this.#partitionsOf(event)[partition] as Partition).index, caller)
  }

  heard(caller: number, node: number, outcome: number): void {
    this.#beliefs.heard(caller, node, outcome)
  }

  accept(call: Frame, batch: Batch, all: boolean): number {
    const { index } = this.#partitionsOf(batch.event)[batch.partition] as Partition
    const replica = this.#nodes[call.instance - this.#first]?.replicas[index]
    const producer = this.#world.plan.events?.[batch.event]?.producer
    // As in Kafka, a producer numbers its messages only if it waits for all.
    const numbered = producer?.idempotent === true && producer.acks === 'all'
    return (replica as Replica).accept(call, batch, all, numbered)
  }

  withdraw(call: Frame): void {
    this.#nodes[call.instance - this.#first]?.withdraw(call)
  }

  start(): void {
    for (const node of this.#nodes) node.start()
    for (const { consumer } of this.#consumers) consumer.start()
  }

  crashed(instance: number): void {
    const node = this.#nodes[instance - this.#first]
    if (node !== undefined) {
      node.crashed(this.#world.instances[instance]?.troubles?.silent === true)
      this.#fetches.crashed(instance)
    }
    for (const each of this.#consumers) if (each.instance === instance) each.consumer.crashed()
  }

  restarted(instance: number): void {
    this.#nodes[instance - this.#first]?.restarted()
    for (const each of this.#consumers) if (each.instance === instance) each.consumer.restarted()
  }

  drained(instance: number, out: boolean): boolean {
    const node = this.#nodes[instance - this.#first]
    node?.drained(out)
    const own = this.#consumers.filter((each) => each.instance === instance)
    for (const { consumer } of own) consumer.drained(out)
    return own.length > 0 || (node !== undefined && this.#nodes.length > 1)
  }

  led(replica: Replica): void {
    if (replica.partition.subscription >= 0) this.#coordinators.led(replica)
  }

  retired(replica: Replica): void {
    if (replica.partition.subscription >= 0) this.#coordinators.retired(replica)
    else this.#fetches.changed(replica)
  }

  advanced(replica: Replica): void {
    if (replica.partition.subscription >= 0) this.#coordinators.advanced(replica)
    else this.#fetches.changed(replica)
  }

  gone(partition: Partition, entry: LogEntry, cause: MessageCause): void {
    const subscriptions = this.#world.plan.events?.[partition.event]?.subscriptions ?? []
    for (const s of subscriptions) {
      this.#groups.get(s)?.progress.close(partition.number, entry, MessageKind.dropped, cause)
    }
    if (subscriptions.length === 0) this.#parts.facts.closed(MessageKind.dropped, entry, partition, -1, cause)
  }

  doneUpTo({ partition, state }: Replica): number {
    if (partition.subscription >= 0) return state.highWatermark - 1
    const subscriptions = this.#world.plan.events?.[partition.event]?.subscriptions ?? []
    let done = state.highWatermark
    for (const s of subscriptions) {
      done = Math.min(done, this.#groups.get(s)?.progress.doneUpTo(partition.number) ?? 0)
    }
    return done
  }

  get #waiting(): boolean {
    for (const { progress } of this.#groups.values()) if (progress.waiting) return true
    return false
  }

  #partitionsOf(event: number): readonly Partition[] {
    const partitions = this.#placed.ofEvent.get(event)
    invariant(partitions !== undefined, 'an event has come to a log that does not hold it')
    return partitions
  }

  /** The log of a partition as its leader has it; without one, as who has most of it. */
  #logOf({ index, leader, replicas }: Partition): PartitionLog {
    const logs = (leader >= 0 ? [leader] : replicas).map((node) => (this.#nodes[node] as LogNode).logOf(index))
    return logs.reduce((longest, log) => (log.end > longest.end ? log : longest))
  }

  /** Forms the group of a subscription: every instance of its unit is a member, and nothing is committed. */
  #form(subscription: number, home: Partition, name: string, steps: ComponentSteps): void {
    const world = this.#world
    const plan = world.plan.subscriptions?.[subscription]
    const event = world.plan.events?.[plan?.event ?? -1]
    if (plan === undefined || event === undefined || plan.consumer.kind !== 'kafka') return
    const { consumer, unit } = plan
    const partitions = this.#partitionsOf(plan.event)
    const logOf = (partition: Partition): PartitionLog => this.#logOf(partition)
    const progress = new GroupProgress(subscription, consumer.readCommitted, partitions, this.#parts, logOf)
    const group: Group = { subscription, consumer, partitions: partitions.length, progress }
    this.#groups.set(subscription, group)
    const parts: ConsumerParts = {
      world,
      group,
      partitions,
      home,
      beliefs: this.#beliefs,
      rest: this.#parts.rest,
      groups: this.#coordinators,
      fetches: this.#fetches,
      steps: {
        fetch: withTimeout(steps.find(unit, `${name}.fetch`), REQUEST_TIMEOUT, world),
        coordinate: withTimeout(steps.find(unit, `${name}.coordinate`), REQUEST_TIMEOUT, world),
        handle: steps.find(unit, (world.programs[plan.program] as Program).name),
      },
      bury: this.#burying(event, unit, name, steps),
      transactional: event.topic.kind === 'kafka' && event.topic.transactions,
      send: (instance, step, cargo) => this.#send(instance, step, cargo),
    }
    const members = world.instances.filter((instance) => instance.unit === unit)
    const shares = assignRanges(
      partitions.length,
      members.map(({ index }) => ({ instance: index, owned: [] })),
    )
    members.forEach(({ index }, m) => {
      const marks = (shares[m] ?? []).map((number) => ({ number, offset: 0, epoch: -1 }))
      this.#consumers.push({ instance: index, consumer: new Consumer(parts, index, m, 1, marks) })
    })
    this.#found(home, {
      generation: 1,
      nextMember: members.length,
      members: members.map(({ index }, m) => ({ id: m, instance: index, life: 0, assignment: shares[m] ?? [] })),
      offsets: partitions.map(() => 0),
      epochs: partitions.map(() => -1),
      decided: [],
    })
  }

  /** How the consumers of a unit publish dead letters of an event; `null` where nobody handles them. */
  #burying({ dead = -1 }: EventPlan, unit: number, name: string, steps: ComponentSteps): ConsumerParts['bury'] {
    const world = this.#world
    const event = world.plan.events?.[dead]
    if (event === undefined) return null
    const step = withTimeout(steps.find(unit, `${name}.publish`), event.producer.requestTimeout, world)
    return (message, instance, done) => {
      const letter = deadLetterOf(world, message, instance)
      if (letter !== null) this.#hand({ message: letter, step, settled: done })
    }
  }

  /** Writes down the group as the run finds it. */
  #found(home: Partition, record: GroupRecord): void {
    const content = { message: null, producer: -1, sequence: -1, first: -1, transaction: null, record }
    const entry = new LogEntry(0, 0, Number.NEGATIVE_INFINITY, content)
    for (const node of home.replicas) {
      const replica = (this.#nodes[node] as LogNode).replicas[home.index] as Replica
      replica.state.log.add(entry)
      replica.state.highWatermark = 1
    }
  }

  #sent = 0

  #send(instance: number, step: Step, cargo: Cargo<Frame>): void {
    const path = pathHash(instance, this.#first, 0)
    const expiresAt = Number.POSITIVE_INFINITY
    const caller: Caller = { request: 0, path, workload: -1, instance, expiresAt, priority: 0, context: null, debt: 0 }
    const next = this.#world.client.carry(caller, null, step, cargo, this.#sent++)
    invariant(next === null, 'a frame waits for what a consumer has sent')
  }
}

/** The call with which nodes talk to each other; sent again after a while, when no answer has come. One has none. */
function stepBetweenNodes(steps: ComponentSteps, plan: BrokerPlan, count: number, world: MessageWorld): Step | null {
  if (count === 1) return null
  const step = steps.find(plan.unit, `${plan.name}.replicate`)
  invariant(step.edge >= 0, `the nodes of ${plan.name} cannot talk to each other`)
  return withTimeout(step, RETRANSMIT, world)
}

/** A step without a timeout of its own gets one, ns. */
function withTimeout(step: Step, timeout: number, { engine }: MessageWorld): Step {
  if (step.lane < 0) step.lane = engine.lane(timeout)
  return step
}
