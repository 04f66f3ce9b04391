import type { StorePlan } from '../../data-plan.ts'
import type { DataWorld } from '../data-world.ts'

/** Keys of a record that are looked at where none ever moves: shares of all keys are off by 0.3 points (2 sigma). */
const LOOKED_AT = 100_000

/**
 * How many keys each shard of a store has, of those that are there from the start. Of a record with more than 100,000
 * keys, and where no shards join, only 100,000 are looked at, at equal distances, each for as many.
 */
export class ShardKeys {
  readonly #world: DataWorld
  /** Levels at the probe, by shard. */
  readonly #levels: readonly number[]
  readonly #counts: Float64Array

  /** `shardOf`: where a key is now. */
  constructor(world: DataWorld, plan: StorePlan, shardOf: (record: number, key: number) => number) {
    const index = world.plan.stores.indexOf(plan)
    this.#world = world
    this.#levels = world.instruments[index]?.shardKeys ?? []
    this.#counts = new Float64Array(this.#levels.length)
    if (this.#levels.length === 0) return
    const exact = plan.sharding.grow !== null
    for (const [record, { store, keys }] of world.plan.records.entries()) {
      if (store !== index) continue
      const looked = exact ? keys : Math.min(keys, LOOKED_AT)
      for (let i = 0; i < looked; i++) {
        const shard = shardOf(record, Math.floor((i * keys) / looked))
        this.#counts[shard] = (this.#counts[shard] as number) + keys / looked
      }
    }
    for (let shard = 0; shard < this.#levels.length; shard++) this.#tell(shard)
  }

  /** A key has gone from one shard to another. */
  moved(from: number, to: number): void {
    this.#counts[from] = (this.#counts[from] as number) - 1
    this.#counts[to] = (this.#counts[to] as number) + 1
    this.#tell(from)
    this.#tell(to)
  }

  #tell(shard: number): void {
    const { client, engine } = this.#world
    const level = this.#levels[shard] as number
    client.probe.level(level, engine.now, Math.round(this.#counts[shard] as number))
  }
}
