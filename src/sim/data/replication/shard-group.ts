import { FactKind } from '../../data-fact.ts'
import type { ReplicationPlan } from '../../data-plan.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import type { Follower } from '../follower.ts'
import type { LogEntry } from '../log-entry.ts'
import type { ReplicationInstruments } from './instruments.ts'
import { ReplicaNode } from './replica-node.ts'

export interface ShardGroupParts {
  readonly world: DataWorld
  readonly store: string
  readonly plan: ReplicationPlan
  readonly step: Step
  readonly follower: Follower
  readonly instruments: ReplicationInstruments
  readonly resting: () => boolean
  /** So many more nodes take writes as leaders. */
  readonly leaders: (change: number) => void
}

/**
 * The nodes of one shard, and what an observer from outside sees of them: lag, backlogs, leaders, and entries that are
 * lost. Nothing of this comes back to the nodes.
 */
export class ShardGroup {
  readonly nodes: readonly ReplicaNode[]
  readonly #parts: ShardGroupParts
  readonly #shard: number
  /** The one that was elected last. */
  #leader: ReplicaNode
  /** Its term. */
  #term = 0
  #leaders = 0
  readonly #lost = new Set<LogEntry>()
  readonly #backlogs: number[]

  /** `first`: index of its first node among all instances; `count`: how many there are. */
  constructor(shard: number, first: number, count: number, parts: ShardGroupParts) {
    const { world, store, plan, step, follower, resting } = parts
    this.#parts = parts
    this.#shard = shard
    const nodes: ReplicaNode[] = []
    for (let number = 0; number < count; number++) {
      const instance = world.instances[first + number]
      if (instance === undefined) break
      const node = new ReplicaNode(instance, number, {
        world,
        store,
        plan,
        step,
        nodes,
        count,
        resting,
        applied: (one, entry) => this.#applied(one, entry),
        cut: (one, entries, undone) => this.#cut(one, entries, undone),
        retired: (one) => follower.retired(one.state.instance),
        promoted: (one) => this.#promoted(one),
        confirmed: (one) => this.#confirmed(one),
        everywhere: (position) => {
          for (const { state } of nodes) state.log.forget(position)
        },
        changed: () => this.#changed(),
      })
      nodes.push(node)
    }
    this.nodes = nodes
    this.#leader = nodes[0] as ReplicaNode
    this.#backlogs = nodes.map(() => 0)
  }

  start(): void {
    for (const node of this.nodes) node.begin(node === this.#leader)
    this.#changed()
  }

  /** The instance that was elected last. */
  get leader(): number {
    return this.#leader.state.instance
  }

  /** Whether a node was elected last, and still leads. */
  leads(node: ReplicaNode): boolean {
    return node === this.#leader && node.state.leads && node.state.up
  }

  /** Whether a later leader has been elected than this node is. */
  usurps(node: ReplicaNode): boolean {
    return node !== this.#leader && node.state.term < this.#term
  }

  #applied(node: ReplicaNode, entry: LogEntry): void {
    const { world, follower, instruments } = this.#parts
    const { state } = node
    if (!state.leads || !state.ready || entry.writes.length === 0) follower.apply(state.instance, entry)
    if (!state.leads) {
      const { now } = world.engine
      world.client.probe.waited(instruments.lag, now, now - entry.at)
      this.#tellBacklog(node)
    } else if (node === this.#leader) for (const other of this.nodes) this.#tellBacklog(other)
  }

  #tellBacklog(node: ReplicaNode): void {
    const { world, instruments } = this.#parts
    const { number } = node.state
    const backlog = node === this.#leader ? 0 : Math.max(0, this.#leader.state.log.last - node.state.applied)
    if (backlog === this.#backlogs[number]) return
    this.#backlogs[number] = backlog
    const id = instruments.backlog[this.#shard * this.nodes.length + number] as number
    world.client.probe.level(id, world.engine.now, backlog)
  }

  #promoted(node: ReplicaNode): void {
    const { world, follower, instruments } = this.#parts
    this.#leader = node
    this.#term = node.state.term
    follower.promoted(this.#shard, node.state.instance)
    world.client.probe.counted(instruments.failovers, world.engine.now, 1)
    for (const each of this.nodes) this.#tellBacklog(each)
    this.#changed()
  }

  /** Entries that are in no log but those of others than this leader are lost: nobody who has them can be elected. */
  #confirmed(leader: ReplicaNode): void {
    const { log } = leader.state
    for (const { state } of this.nodes) {
      let position = state.log.last
      while (position > log.forgotten && !log.holds(state.log.at(position))) position--
      for (const entry of state.log.between(position + 1, state.log.last)) this.#lose(entry, state.instance)
    }
  }

  #cut(node: ReplicaNode, entries: readonly LogEntry[], undone: readonly LogEntry[]): void {
    const { instance } = node.state
    if (undone.length > 0) this.#parts.follower.revert(instance, undone)
    for (const entry of entries) {
      if (!this.nodes.some(({ state }) => entry.position <= state.log.last && state.log.holds(entry))) {
        this.#lose(entry, instance)
      }
    }
    this.#tellBacklog(node)
  }

  #lose(entry: LogEntry, instance: number): void {
    const { reporter, engine } = this.#parts.world
    if (this.#lost.has(entry)) return
    this.#lost.add(entry)
    if (reporter.to === null) return
    for (const { record, key, version, order, value } of entry.writes) {
      const fact = reporter.fact(FactKind.lost, engine.now, record, key)
      fact.effect = entry.at
      fact.node = instance
      fact.version = version
      fact.order = order
      fact.value = value
      reporter.tell(fact)
    }
  }

  #changed(): void {
    let leaders = 0
    for (const node of this.nodes) if (node.mayWrite) leaders++
    if (leaders === this.#leaders) return
    this.#parts.leaders(leaders - this.#leaders)
    this.#leaders = leaders
  }
}
