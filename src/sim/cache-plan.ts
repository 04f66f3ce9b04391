import type { Distribution } from './kernel/distribution.ts'

/** Which caches are told that a key of theirs is out of date, and how well that works; each copy by itself. */
export interface InvalidationPlan {
  /** Indexes of the caches, ascending. */
  readonly caches: readonly number[]
  /** When the copy is removed, counted from the step, ns. */
  readonly delay: Distribution
  /** Probability in [0, 1] that a copy never hears of it. */
  readonly loss: number
}

/** Copies of values near those who need them. */
export interface CachePlan {
  /** `shop.products`: the module and the record. */
  readonly name: string
  /** The unit whose steps use it. */
  readonly unit: number
  /** Whether each instance has a cache of its own, which a restart empties, or all share one. */
  readonly scope: 'instance' | 'shared'
  /** Index of the record whose values it keeps. */
  readonly record: number
  /** How long an entry is good after it was filled, ns; `Infinity` for ever. */
  readonly ttl: number
  /** Whether every hit starts the ttl again. */
  readonly sliding: boolean
  /** Entries at most; `Infinity` for no bound. */
  readonly entries: number
  /** Which entry goes when there is no room: the least recently or least often used, the oldest, or any. */
  readonly evict: 'lru' | 'lfu' | 'fifo' | 'random'
  /** Whether misses of a key wait for the first of them that is on its way, instead of fetching the key, too. */
  readonly coalesce: boolean
  readonly mode: CacheMode
  /**
   * How full it is at the start: the share of the keys 0, 1, … that are in it, filled at random times within the last
   * ttl.
   */
  readonly warm: number
}

/**
 * What a cache has to do with reads and writes of its record by the unit. `aside`: the steps of a miss fetch, writes do
 * nothing. `read-through`: it fetches by itself. `write-through`: a write puts its value in as well. `write-behind`: a
 * write is answered when it is in the cache, and the store gets it within so many ns.
 */
export type CacheMode =
  | { readonly kind: 'aside' | 'read-through' | 'write-through' }
  | { readonly kind: 'write-behind'; readonly within: number }
