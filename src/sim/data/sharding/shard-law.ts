import type { RecordPlan, ShardingPlan } from '../../data-plan.ts'
import { Stream } from '../../kernel/stream.ts'
import { streamKey } from '../../kernel/stream-key.ts'
import { keyHash } from './key-hash.ts'
import { drawPositions, Ring } from './ring.ts'

/** Which of so many shards a key belongs to, for one way of telling. */
export class ShardLaw {
  readonly #by: ShardingPlan['by']
  readonly #records: readonly RecordPlan[]
  readonly #points: number
  /** Of `consistent`, for all shards that there will ever be. */
  readonly #positions: Float64Array
  /** By number of shards. */
  readonly #rings: Ring[] = []

  /**
   * `most`: shards that there will ever be. The ring of a store is drawn from the stream `ring/<store>` of the seed.
   */
  constructor(plan: ShardingPlan, most: number, records: readonly RecordPlan[], seed: string, store: string) {
    this.#by = plan.by
    this.#records = records
    this.#points = plan.virtualNodes
    this.#positions =
      plan.by === 'consistent'
        ? drawPositions(new Stream(streamKey(seed, `ring/${store}`)), most, plan.virtualNodes)
        : new Float64Array(0)
  }

  /** The shard, from 0, of a key of a record (an index in the plan) when there are `shards` of them, at least 1. */
  shardOf(shards: number, record: number, key: number): number {
    if (shards === 1) return 0
    switch (this.#by) {
      case 'hash':
        // As a balancer does it that goes by the key.
        return keyHash(key) % shards
      case 'range': {
        const keys = Math.max(1, this.#records[record]?.keys ?? 1)
        return Math.min(shards - 1, Math.floor((key * shards) / keys))
      }
      case 'consistent':
        return this.#ring(shards).owner(keyHash(key))
    }
  }

  #ring(shards: number): Ring {
    this.#rings[shards] ??= new Ring(this.#positions, shards, this.#points)
    return this.#rings[shards]
  }
}
