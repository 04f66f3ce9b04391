import { FactKind } from '../../data-fact.ts'
import type { QuorumRules, StorePlan } from '../../data-plan.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { pathHash, type StepKey, stepKey } from '../../kernel/draws.ts'
import { invariant } from '../../kernel/invariant.ts'
import { uniform53 } from '../../kernel/source.ts'
import { Stream } from '../../kernel/stream.ts'
import { streamKey } from '../../kernel/stream-key.ts'
import { StepKind } from '../../plan.ts'
import type { Step } from '../../step.ts'
import { ComponentSteps, limitWait } from '../component-steps.ts'
import type { DataWorld } from '../data-world.ts'
import { Placement } from '../placement.ts'
import type { Session } from '../session.ts'
import { keyHash } from '../sharding/key-hash.ts'
import { drawPositions, Ring } from '../sharding/ring.ts'
import type { Store } from '../store.ts'
import { AntiEntropy } from './anti-entropy.ts'
import { type Cell, known, lastWriter, type Merge, type Version, withSiblings } from './cell.ts'
import type { Comparison, Entry } from './comparison.ts'
import { type CoordinatedStore, Coordination, NO_CALLER, type OnBehalf } from './coordination.ts'
import { DotSet } from './dot-set.ts'
import { Hints } from './hints.ts'
import type { QuorumInstruments } from './quorum-instruments.ts'
import { QuorumStatement, type StatementStore } from './quorum-statement.ts'
import { Replica } from './replica.ts'
import { Transfer } from './transfer.ts'

/** Keys of one record are numbered from 0; more than this many would need another way of telling them apart. */
const KEYS_AT_MOST = 0x1_0000_0000

/**
 * A store after Dynamo (DeCandia et al. 2007): each key has n nodes, the first on a consistent-hash ring of the nodes
 * of its shard. All of them, or with `tell: w` so many at random, get what is written; a write is acknowledged when w
 * of them have it, a read answered when r of them have said what they have.
 *
 * What a node has been given is on its disk, hints too, and outlives a crash.
 */
export class QuorumStore implements Store, StatementStore, CoordinatedStore {
  readonly world: DataWorld
  readonly rules: QuorumRules
  readonly hints: Hints
  readonly antiEntropy: AntiEntropy | null
  /** Indexes of its records. */
  readonly records: readonly number[]
  readonly merge: Merge
  /** Time for each row that a query looks at, ns. */
  readonly perRow: number
  readonly #plan: StorePlan
  readonly #instruments: QuorumInstruments
  readonly placement: Placement
  readonly #first: number
  /** By number of the node within the store. */
  readonly #replicas: readonly Replica[]
  readonly #ring: Ring
  /** By shard and point of the ring. */
  readonly #orders: Map<readonly number[], readonly number[]>[]
  readonly #steps: ComponentSteps
  /** By record: to ask a node what it has, and to tell it. */
  readonly #reading: (Step | undefined)[] = []
  readonly #writing: (Step | undefined)[] = []
  readonly #askKey: StepKey
  readonly #tellKey: StepKey
  /** With vector clocks: by coordinator and key, how many writes it has given a version. */
  readonly #counters = new Map<number, Map<number, number>>()
  readonly #contexts = new WeakMap<Session, Map<number, DotSet>>()
  /** By record: the next key of a row that nobody else names. */
  readonly #fresh: number[]
  /** Names what the store does by itself in draws. */
  #works = 0

  constructor(world: DataWorld, index: number, plan: StorePlan, rules: QuorumRules, instruments: QuorumInstruments) {
    const { sharding, name } = plan
    invariant(rules.n <= sharding.nodesPerShard, 'a quorum store keeps each key at more nodes than it has')
    invariant(sharding.grow === null, 'shards of a quorum store cannot be added')
    this.world = world
    this.rules = rules
    this.#plan = plan
    this.#instruments = instruments
    this.placement = new Placement(world, plan)
    this.#first = world.firstInstance[plan.unit] as number
    this.records = world.plan.records.flatMap(({ store }, r) => (store === index ? [r] : []))
    this.perRow = plan.perRow
    this.#fresh = world.plan.records.map(({ keys }) => keys)
    this.merge = rules.conflicts === 'vector-clocks' ? withSiblings : lastWriter
    const { nodesPerShard, shards, virtualNodes } = sharding
    this.#replicas = Array.from({ length: shards * nodesPerShard }, () => new Replica(world.plan.records, this.merge))
    const source = new Stream(streamKey(world.seed, `ring/${name}`))
    this.#ring = new Ring(drawPositions(source, nodesPerShard, virtualNodes), nodesPerShard, virtualNodes)
    this.#orders = Array.from({ length: shards }, () => new Map<readonly number[], readonly number[]>())
    this.#askKey = stepKey(world.seed, `quorum/${name}`)
    this.#tellKey = stepKey(world.seed, `quorum/${name}/tell`)
    this.#steps = new ComponentSteps(world.programs, name)
    this.#steps.waitAtMost(rules.timeout, world.engine)
    if (rules.coordinator === 'client') this.#limitStatements(index)
    this.hints = new Hints(this, rules.hintedHandoff, instruments)
    const nodes = Array.from({ length: nodesPerShard }, (_, i) => i)
    const groups = Array.from({ length: shards }, (_, s) => nodes.map((node) => this.placement.node(s, node)))
    this.antiEntropy = rules.antiEntropy > 0 ? new AntiEntropy(this, rules.antiEntropy, groups) : null
  }

  access(frame: Frame, step: Step, key: number): boolean {
    const { access } = step
    if (access === undefined) return true
    const { verb } = access
    invariant(verb !== 'commit' && verb !== 'rollback', 'a quorum store has no transactions')
    invariant(verb !== 'acquire' && verb !== 'release', 'a quorum store has no leases')
    invariant(!access.fenced, 'a quorum store knows no tokens')
    const statement = new QuorumStatement(this, access, frame, key < 0 ? this.#freshKey(access.record) : key)
    frame.waiting = Waiting.children
    if (this.rules.coordinator === 'client') return new Coordination(this, statement, frame, step).begin() !== null
    if (this.#plan.sharding.shards > 1) statement.aim = this.#anyNodeOf(access.record, statement.key, frame)
    return this.world.client.carry(frame, frame, step, statement, 0) !== null
  }

  coordinate(statement: QuorumStatement, call: Frame): Coordination {
    return new Coordination(this, statement, call, null)
  }

  /**
   * All nodes of the shard of a key in the order of the ring: the first n keep it, the others can stand in for them.
   */
  nodesOf(record: number, key: number): readonly number[] {
    const shard = this.placement.shardOf(record, key)
    const order = this.#ring.order(keyHash(key))
    const known = this.#orders[shard] as Map<readonly number[], readonly number[]>
    let nodes = known.get(order)
    if (nodes === undefined) {
      nodes = order.map((node) => this.placement.node(shard, node))
      known.set(order, nodes)
    }
    return nodes
  }

  keeps(instance: number, record: number, key: number): boolean {
    const position = this.nodesOf(record, key).indexOf(instance)
    return position >= 0 && position < this.rules.n
  }

  /** The same nodes with those that keep the key in an order drawn for this read, or for this write. */
  shuffled(
    nodes: readonly number[],
    { request, path, writes }: { readonly request: number; readonly path: number; readonly writes: boolean },
  ): readonly number[] {
    const { draws } = this.world
    // An update reads and then writes; one order for both would do them at the same nodes.
    const { high, low } = writes ? this.#tellKey : this.#askKey
    draws.seek(high, low, request, path)
    const order = [...nodes]
    // Fisher–Yates; only the first r or w places matter, the rest stands in for those that fail.
    for (let i = 0; i < this.rules.n - 1; i++) {
      const j = i + Math.floor(uniform53(draws) * (this.rules.n - i))
      const node = order[j] as number
      order[j] = order[i] as number
      order[i] = node
    }
    return order
  }

  replica(instance: number): Replica {
    return this.#replicas[instance - this.#first] as Replica
  }

  /** The step with which a node asks another one, or tells it. */
  inside(record: number, writes: boolean): Step {
    const steps = writes ? this.#writing : this.#reading
    steps[record] ??= this.#find(this.#plan.unit, record, writes ? 'replica-write' : 'replica-read')
    return steps[record]
  }

  /** Makes the version of a write, with the time on its coordinator's clock. */
  version(
    coordinator: number,
    record: number,
    key: number,
    { value, gone, past }: { readonly value: number; readonly gone: boolean; readonly past: DotSet },
  ): Version {
    const version = this.world.nextVersion()
    const { now } = this.world.engine
    const { troubles } = this.world.instances[coordinator] ?? { troubles: null }
    const order = troubles === null ? now : troubles.wallClock(now)
    if (order !== now) troubles?.clockMattered()
    if (this.rules.conflicts === 'last-writer-wins') return { version, order, value, gone, dot: null, past }
    let counters = this.#counters.get(coordinator)
    if (counters === undefined) {
      counters = new Map()
      this.#counters.set(coordinator, counters)
    }
    const place = placeOf(record, key)
    const counter = (counters.get(place) ?? 0) + 1
    counters.set(place, counter)
    return { version, order, value, gone, dot: { actor: coordinator, counter }, past }
  }

  /** The writes of a key that a request knows of. */
  context(session: Session, record: number, key: number): DotSet {
    return this.#contexts.get(session)?.get(placeOf(record, key)) ?? DotSet.empty
  }

  remember(session: Session, record: number, key: number, past: DotSet): void {
    if (past === DotSet.empty) return
    let contexts = this.#contexts.get(session)
    if (contexts === undefined) {
      contexts = new Map()
      this.#contexts.set(session, contexts)
    }
    const place = placeOf(record, key)
    contexts.set(place, (contexts.get(place) ?? DotSet.empty).union(past))
  }

  /** What who has read a cell knows of. */
  pastOf(cell: Cell, before: DotSet): DotSet {
    return this.rules.conflicts === 'vector-clocks' ? known(cell).union(before) : before
  }

  countSiblings(cell: Cell): void {
    if (cell.length < 2) return
    const { client, engine } = this.world
    client.probe.counted(this.#instruments.siblings, engine.now, cell.length - 1)
  }

  /** A node is given what was written, for itself or (`insteadOf` at least 0) to be kept for another one. */
  keep(instance: number, record: number, key: number, cell: Cell, insteadOf: number): void {
    if (insteadOf >= 0) this.hints.keep(instance, insteadOf, record, key, cell)
    // Where it counts as written, it can be read, too.
    if (insteadOf < 0 || this.rules.sloppy) this.receive(instance, record, key, cell)
  }

  receive(instance: number, record: number, key: number, cell: Cell): void {
    const replica = this.replica(instance)
    const before = replica.cell(record, key)
    if (!replica.add(record, key, cell)) return
    const { reporter, engine } = this.world
    // What a node keeps for another one is no copy of the key, and goes when it is handed over.
    if (reporter.to === null || !this.keeps(instance, record, key)) return
    for (const { version, order, value, dot, past } of cell) {
      const now = replica.cell(record, key)
      const has = (all: Cell): boolean => all.some((each) => each.version === version)
      if (has(before) || !has(now)) continue
      const fact = reporter.fact(FactKind.applied, engine.now, record, key)
      fact.node = instance
      fact.version = version
      fact.order = order
      fact.value = value
      fact.cause = dot === null ? null : { dot, past }
      reporter.tell(fact)
    }
  }

  /** A node lacks something that a read has found elsewhere. */
  repair(by: OnBehalf, to: number, record: number, key: number, cell: Cell): void {
    const { client, engine } = this.world
    client.probe.counted(this.#instruments.readRepairs, engine.now, 1)
    if (by.instance === to) {
      this.receive(to, record, key, cell)
      return
    }
    const unit = this.world.instances[by.instance]?.unit ?? -1
    const step = this.#find(unit, record, 'replica-write')
    const path = pathHash(by.path, step.hash, to)
    this.#carry({ ...by, path }, step, new Transfer(this, to, { record, key, cell }, null))
  }

  send(from: number, to: number, what: Entry, over: (outcome: number) => void): Frame | null {
    return this.#carry(this.#itself(from), this.inside(what.record, true), new Transfer(this, to, what, over))
  }

  ask(from: number, comparison: Comparison): Frame | null {
    return this.#carry(this.#itself(from), this.#steps.find(this.#plan.unit, `${this.#plan.name}.compare`), comparison)
  }

  handedOver(instance: number, record: number, key: number, cell: Cell): void {
    if (!this.keeps(instance, record, key)) this.replica(instance).forget(record, key, cell)
  }

  /** A node that does something by itself. */
  #itself(instance: number): OnBehalf {
    return { request: this.#works++, path: 0, workload: -1, instance }
  }

  #carry(by: OnBehalf, step: Step, cargo: Transfer | Comparison): Frame | null {
    return this.world.client.carry({ ...by, ...NO_CALLER }, null, step, cargo, 0)
  }

  #find(unit: number, record: number, verb: string): Step {
    return this.#steps.find(unit, `${this.world.plan.records[record]?.name}.${verb}`)
  }

  #freshKey(record: number): number {
    const key = this.#fresh[record] as number
    this.#fresh[record] = key + 1
    return key
  }

  /** A node of the shard of a key, drawn for this call: balancers know nothing of shards. */
  #anyNodeOf(record: number, key: number, { request, path }: Frame): number {
    const { draws } = this.world
    draws.seek(this.#askKey.high, this.#askKey.low, request, path)
    const nodes = this.nodesOf(record, key)
    return nodes[Math.floor(uniform53(draws) * nodes.length)] as number
  }

  /** Callers that ask the nodes themselves wait for each no longer than the rules say. */
  #limitStatements(index: number): void {
    for (const { steps } of this.world.programs) {
      for (const step of steps) {
        if (step.kind === StepKind.access && step.access?.store === index) {
          limitWait(step, this.rules.timeout, this.world.engine)
        }
      }
    }
  }
}

function placeOf(record: number, key: number): number {
  return record * KEYS_AT_MOST + key
}
