import type { StorePlan } from '../data-plan.ts'
import type { DataWorld } from './data-world.ts'
import { Growth } from './sharding/growth.ts'
import type { Movable } from './sharding/movable.ts'
import { ShardKeys } from './sharding/shard-keys.ts'
import { ShardLaw } from './sharding/shard-law.ts'

/** Which nodes of a store keep a key. */
export class Placement {
  readonly #world: DataWorld
  readonly #first: number
  readonly #plan: StorePlan
  readonly #law: ShardLaw
  /** Shards at the start. */
  readonly #shards: number
  /** Whether the balancer of the unit finds the node of a key by itself. */
  readonly #isBalanced: boolean
  #growth: Growth | null = null
  #keys: ShardKeys | null = null

  constructor(world: DataWorld, plan: StorePlan) {
    const { shards, initialShards, grow, by, nodesPerShard } = plan.sharding
    this.#world = world
    this.#first = world.firstInstance[plan.unit] ?? 0
    this.#plan = plan
    this.#shards = grow === null ? shards : initialShards
    this.#isBalanced = grow === null && (shards === 1 || (by === 'hash' && nodesPerShard === 1))
    this.#law = new ShardLaw(plan.sharding, Math.max(shards, grow?.to ?? 0), world.plan.records, world.seed, plan.name)
  }

  /**
   * Lets shards join when the plan says so; `index` is that of the store, `movable` what keeps its rows. To be called
   * once, when the store is made.
   */
  grows(index: number, movable: Movable): void {
    const { grow } = this.#plan.sharding
    if (grow === null) return
    const law = this.#law
    this.#growth = new Growth(this.#world, movable, {
      index,
      plan: this.#plan,
      grow,
      from: (record, key) => law.shardOf(this.#shards, record, key),
      to: (record, key) => law.shardOf(grow.to, record, key),
      moved: (shard, other) => this.#keys?.moved(shard, other),
    })
  }

  /** The run begins: from now on it is told how many keys each shard has. */
  start(): void {
    this.#keys = new ShardKeys(this.#world, this.#plan, (record, key) => this.#law.shardOf(this.#shards, record, key))
  }

  /** The shard that serves a key of a record now, from 0. */
  shardOf(record: number, key: number): number {
    const { grow } = this.#plan.sharding
    const moved = grow !== null && this.#growth !== null && this.#growth.hasMoved(record, key)
    return this.#law.shardOf(moved ? grow.to : this.#shards, record, key)
  }

  /** The shard that an instance is a node of. */
  shardOfNode(instance: number): number {
    return Math.floor((instance - this.#first) / this.#plan.sharding.nodesPerShard)
  }

  /** Index, among all instances, of the n-th node of a shard. */
  node(shard: number, number: number): number {
    return this.#first + shard * this.#plan.sharding.nodesPerShard + number
  }

  /** The first node of the shard of a key; -1 where the balancer of the unit finds it by the key. */
  aim(record: number, key: number): number {
    return this.#isBalanced ? -1 : this.node(this.shardOf(record, key), 0)
  }

  /** The shards that join, while a key of theirs may be on its way; `null` where none ever do. */
  get growth(): Growth | null {
    return this.#growth
  }
}
