import type { StorePlan } from '../data-plan.ts'
import { pathHash } from '../kernel/draws.ts'
import type { DataWorld } from './data-world.ts'

/** Which nodes of a store keep a key. */
export class Placement {
  readonly #first: number
  readonly #plan: StorePlan

  constructor(world: DataWorld, plan: StorePlan) {
    this.#first = world.firstInstance[plan.unit] ?? 0
    this.#plan = plan
  }

  /** The shard that keeps a key of a record, from 0. */
  shardOf(_record: number, key: number): number {
    const { shards } = this.#plan.sharding
    // As a balancer does it that goes by the key.
    return shards === 1 ? 0 : (pathHash(key, 0, 0) >>> 0) % shards
  }

  /** The shard that an instance is a node of. */
  shardOfNode(instance: number): number {
    return Math.floor((instance - this.#first) / this.#plan.sharding.nodesPerShard)
  }

  /** Index, among all instances, of the n-th node of a shard. */
  node(shard: number, number: number): number {
    return this.#first + shard * this.#plan.sharding.nodesPerShard + number
  }
}
