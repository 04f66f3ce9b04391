import type { Probe } from '../kernel/probe.ts'
import { uniform53 } from '../kernel/source.ts'
import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import { type CachePlan, type Plan, StepKind } from '../plan.ts'
import { Cache } from './cache.ts'

/** Ids under which a cache reports to the probe; all its copies together. */
export interface CacheInstruments {
  readonly hits: number
  readonly misses: number
}

/** Which instance is which, by its index among all: the unit it belongs to. */
export type UnitOfInstance = readonly { readonly unit: number }[]

/** All caches of a world, as they are before the first request. */
export class Caches {
  readonly #plans: readonly CachePlan[]
  readonly #instruments: readonly CacheInstruments[]
  /** By cache, then by index of the instance; a shared cache stands at each of its unit. */
  readonly #copies: readonly (readonly (Cache | undefined)[])[]

  constructor(plan: Plan, seed: string, instances: UnitOfInstance, instruments: readonly CacheInstruments[]) {
    this.#plans = plan.caches
    this.#instruments = instruments
    this.#copies = plan.caches.map((cache, c) => {
      const keys = keysOf(plan, c)
      const shared =
        cache.scope === 'shared' ? warmCache(cache, keys, streamKey(seed, `cache/${cache.name}`)) : undefined
      let number = 0
      return instances.map(({ unit }) => {
        if (unit !== cache.unit) return undefined
        return shared ?? warmCache(cache, keys, streamKey(seed, `cache/${cache.name}/${number++}`))
      })
    })
  }

  /** Whether instance `instance` finds `key` in cache `cache`; counts that. */
  find(cache: number, instance: number, key: number, now: number, probe: Probe): boolean {
    const found = this.#copies[cache]?.[instance]?.find(key, now) ?? false
    const ids = this.#instruments[cache]
    if (ids !== undefined) probe.counted(found ? ids.hits : ids.misses, now, 1)
    return found
  }

  /** Keeps what has been fetched for `key`. */
  fill(cache: number, instance: number, key: number, now: number): void {
    this.#copies[cache]?.[instance]?.fill(key, now)
  }

  /** Empties the copy of a cache that an instance uses, also a shared one; returns how many entries that were. */
  flush(cache: number, instance: number): number {
    return this.#copies[cache]?.[instance]?.clear() ?? 0
  }

  /** An instance begins with nothing: its own caches are empty, shared ones stay. Returns how many entries are lost. */
  restarted(instance: number): number {
    let lost = 0
    this.#plans.forEach(({ scope }, cache) => {
      if (scope === 'instance') lost += this.flush(cache, instance)
    })
    return lost
  }
}

/** How many keys the steps that use a cache can touch. */
function keysOf(plan: Plan, cache: number): number {
  let keys = 0
  for (const { steps } of plan.programs) {
    for (const step of steps) {
      if (step.kind === StepKind.cached && step.cache === cache) keys = Math.max(keys, step.key?.own.count ?? 1)
    }
  }
  return keys
}

/** The most popular keys are in it and were used last, filled at even odds within the last `ttl`. */
function warmCache({ ttl, entries, warm }: CachePlan, keys: number, streamName: string): Cache {
  const cache = new Cache(ttl, entries)
  const source = new Stream(streamName)
  for (let key = Math.min(entries, Math.round(warm * keys)) - 1; key >= 0; key--) {
    cache.fill(key, ttl === Number.POSITIVE_INFINITY ? 0 : Math.round(-ttl * uniform53(source)))
  }
  return cache
}
