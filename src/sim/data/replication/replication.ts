import type { AccessPlan, ReplicationPlan, StorePlan } from '../../data-plan.ts'
import type { Frame } from '../../frame.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { DataWorld } from '../data-world.ts'
import type { Follower } from '../follower.ts'
import type { LogEntry } from '../log-entry.ts'
import { Placement } from '../placement.ts'
import type { Replicas } from '../replicas.ts'
import type { ReplicaNode } from './replica-node.ts'
import { ShardGroup } from './shard-group.ts'
import { Topology } from './topology.ts'

/**
 * The nodes of a store with a leader for each shard, which is node 0 at first.
 *
 * Every commit is sent to all replicas at once, as calls of the first step of the program `<store>.replication` over
 * the edge from the store to itself; a replica acknowledges all that it has written down without a gap, and applies it
 * in order, one entry after the other. What is not acknowledged in `retransmit` is sent again with everything since, at
 * most 1024 entries in a message. Nodes receive messages beside their worker slots.
 *
 * With fail-over, a leader shows itself every `heartbeat` and replicas elect another when they miss it (`Elector`).
 * Everything needs a majority of the nodes: of two nodes that is both, so neither can replace the other, and with
 * `fencing` the leader stops taking writes as soon as the other is gone. An odd number is advisable. What takes writes
 * without having heard from a majority, because there is no `fencing`, is told from the leader by its older term, and
 * follows when it hears of the newer one. A leader that crashes comes back as a replica where there is `fencing`; else
 * it comes back as the leader that it was, until it hears of another.
 */
export class Replication implements Replicas {
  readonly #groups: readonly ShardGroup[]
  readonly #placement: Placement
  readonly #topology: Topology
  readonly #levelOfLeaders: number
  #leaders = 0

  /** `index`: of the store in the plan. */
  constructor(world: DataWorld, index: number, store: StorePlan, plan: ReplicationPlan, follower: Follower) {
    const placement = new Placement(world, store)
    const { nodesPerShard } = store.sharding
    const nodes = world.plan.units[store.unit]?.instances ?? 0
    const step = world.programs.find(({ name }) => name === `${store.name}.replication`)?.steps[0]
    invariant(step !== undefined && step.edge >= 0, `the nodes of ${store.name} cannot talk to each other`)
    // A message that is lost is over for its sender when it is sent again.
    if (step.lane < 0) step.lane = world.engine.lane(plan.retransmit)
    const instruments = world.instruments[index]?.replication ?? null
    invariant(instruments !== null, `the replicas of ${store.name} have no instruments`)
    this.#placement = placement
    this.#levelOfLeaders = instruments.leaders
    let over = false
    const resting = (): boolean => {
      over ||= world.engine.now >= world.plan.duration && !world.busy()
      return over
    }
    const leaders = (change: number): void => {
      this.#leaders += change
      world.client.probe.level(this.#levelOfLeaders, world.engine.now, this.#leaders)
    }
    const parts = { world, store: store.name, plan, step, follower, instruments, resting, leaders }
    this.#groups = Array.from(
      { length: Math.floor(nodes / nodesPerShard) },
      (_, shard) => new ShardGroup(shard, placement.node(shard, 0), nodesPerShard, parts),
    )
    this.#topology = new Topology(this.#groups, world)
  }

  start(): void {
    for (const group of this.#groups) group.start()
  }

  leaderOf(shard: number, caller: number): number {
    return this.#topology.leaderOf(shard, caller)
  }

  nodeFor(access: AccessPlan, shard: number, caller: Frame): number {
    return this.#topology.nodeFor(access.from, shard, caller.instance)
  }

  mayWrite(instance: number): boolean {
    return this.#node(instance).mayWrite
  }

  leader(shard: number): number {
    return this.#groups[shard]?.leader ?? -1
  }

  leads(instance: number): boolean {
    return this.#group(instance).leads(this.#node(instance))
  }

  usurps(instance: number): boolean {
    return this.#group(instance).usurps(this.#node(instance))
  }

  heard(caller: number, node: number, outcome: number): void {
    const { number } = this.#node(node).state
    this.#topology.heard(caller, this.#placement.shardOfNode(node), number, outcome)
  }

  nextPosition(instance: number): number {
    return this.#node(instance).state.log.last + 1
  }

  termOf(instance: number): number {
    return this.#node(instance).state.term
  }

  append(instance: number, entry: LogEntry, call: Frame): boolean {
    return this.#node(instance).append(entry, call)
  }

  withdraw(instance: number, call: Frame): void {
    this.#node(instance).withdraw(call)
  }

  crashed(instance: number): void {
    this.#node(instance).crashed()
  }

  restarted(instance: number): void {
    this.#node(instance).restarted()
  }

  #group(instance: number): ShardGroup {
    return this.#groups[this.#placement.shardOfNode(instance)] as ShardGroup
  }

  #node(instance: number): ReplicaNode {
    const place = instance - this.#placement.node(this.#placement.shardOfNode(instance), 0)
    return this.#group(instance).nodes[place] as ReplicaNode
  }
}
