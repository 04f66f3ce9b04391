import type { CachePlan } from '../../cache-plan.ts'
import type { LookedUp, LookUps } from '../../calls/look-ups.ts'
import { FactKind } from '../../data-fact.ts'
import type { Frame } from '../../frame.ts'
import type { Probe } from '../../kernel/probe.ts'
import { uniform53 } from '../../kernel/source.ts'
import { Stream } from '../../kernel/stream.ts'
import { streamKey } from '../../kernel/stream-key.ts'
import { type Plan, StepKind } from '../../plan.ts'
import { Session } from '../session.ts'
import { Cache, MISS } from './cache.ts'
import type { CacheWorld } from './cache-world.ts'
import { createEviction } from './create-eviction.ts'
import { Fetch } from './fetch.ts'

/** Ids under which a cache reports to the probe; all its copies together. */
export interface CacheInstruments {
  readonly hits: number
  readonly misses: number
}

/** Which instance is which, by its index among all: the unit it belongs to. */
export type UnitOfInstance = readonly { readonly unit: number }[]

/** One copy of a cache, and the fetches for it that others wait for, by key. */
interface Copy {
  readonly cache: Cache
  readonly fetches: Map<number, Fetch>
}

/** All caches of a world, as they are before the first request. */
export class Caches implements LookUps {
  readonly plans: readonly CachePlan[]
  readonly #world: CacheWorld
  readonly #instruments: readonly CacheInstruments[]
  /** By cache, then by index of the instance; a shared cache stands at each of its unit. */
  readonly #copies: readonly (readonly (Copy | undefined)[])[]

  constructor(
    plan: Plan,
    seed: string,
    instances: UnitOfInstance,
    instruments: readonly CacheInstruments[],
    world: CacheWorld,
  ) {
    this.plans = plan.caches
    this.#world = world
    this.#instruments = instruments
    this.#copies = plan.caches.map((cache, c) => {
      const keys = keysOf(plan, c)
      const initial = plan.records[cache.record]?.initial ?? 0
      const copy = (path: string): Copy => ({ cache: warmCache(cache, keys, initial, seed, path), fetches: new Map() })
      const shared = cache.scope === 'shared' ? copy(`cache/${cache.name}`) : undefined
      let number = 0
      return instances.map(({ unit }) => {
        if (unit !== cache.unit) return undefined
        return shared ?? copy(`cache/${cache.name}/${number++}`)
      })
    })
  }

  find(cache: number, frame: Frame, key: number, probe: Probe): LookedUp {
    const copy = this.#copies[cache]?.[frame.instance]
    const { now } = this.#world.engine
    const slot = copy?.cache.find(key, now) ?? MISS
    const ids = this.#instruments[cache]
    if (copy !== undefined && slot !== MISS) {
      if (ids !== undefined) probe.counted(ids.hits, now, 1)
      this.#read(cache, frame, key, copy.cache.version(slot), copy.cache.value(slot))
      return 'found'
    }
    const fetch = copy?.fetches.get(key)
    if (fetch !== undefined) {
      fetch.wait(frame)
      return 'waits'
    }
    if (ids !== undefined) probe.counted(ids.misses, now, 1)
    return 'missed'
  }

  fetching(cache: number, frame: Frame, key: number): Fetch | null {
    const copy = this.#copies[cache]?.[frame.instance]
    if (copy === undefined || this.plans[cache]?.coalesce !== true) return null
    const fetch = new Fetch(this.#world, () => copy.fetches.delete(key))
    copy.fetches.set(key, fetch)
    return fetch
  }

  fill(cache: number, frame: Frame, key: number): void {
    const copy = this.#copies[cache]?.[frame.instance]
    const plan = this.plans[cache]
    if (copy === undefined || plan === undefined) return
    // What the request has read of the row on the way; a body that reads none keeps that there is something.
    const seen = sessionOf(frame)?.seen(plan.record, key)
    copy.cache.fill(key, this.#world.engine.now, seen?.version ?? 0, seen?.value ?? 0)
    copy.fetches.get(key)?.release()
  }

  /** The copies of a cache, each once, with an instance that uses it. */
  copiesOf(cache: number): readonly number[] {
    const copies = this.#copies[cache] ?? []
    const seen = new Set<Copy>()
    return copies.flatMap((copy, instance) => {
      if (copy === undefined || seen.has(copy)) return []
      seen.add(copy)
      return [instance]
    })
  }

  /** Takes a key out of the copy that an instance uses; returns whether it was there. */
  drop(cache: number, instance: number, key: number): boolean {
    return this.#copies[cache]?.[instance]?.cache.drop(key) ?? false
  }

  /** Puts what was written into the copy that an instance uses. */
  put(cache: number, instance: number, key: number, version: number, value: number): void {
    this.#copies[cache]?.[instance]?.cache.put(key, this.#world.engine.now, version, value)
  }

  /** Empties the copy of a cache that an instance uses, also a shared one; returns how many entries that were. */
  flush(cache: number, instance: number): number {
    return this.#copies[cache]?.[instance]?.cache.clear() ?? 0
  }

  /** An instance begins with nothing: its own caches are empty, shared ones stay. Returns how many entries are lost. */
  restarted(instance: number): number {
    let lost = 0
    this.plans.forEach(({ scope }, cache) => {
      if (scope === 'instance') lost += this.flush(cache, instance)
    })
    return lost
  }

  /** The code knows now what the cache has. */
  #read(cache: number, frame: Frame, key: number, version: number, value: number): void {
    const record = this.plans[cache]?.record ?? -1
    const session = sessionOf(frame)
    if (record < 0 || session === null) return
    session.see(record, key, version, value)
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const fact = reporter.fact(FactKind.read, engine.now, record, key)
    fact.session = session.id
    fact.workload = session.workload
    fact.request = session.request
    fact.operation = frame.program.index
    const business = frame.context?.business ?? null
    fact.business = business?.id ?? -1
    fact.leg = business?.leg ?? -1
    fact.phase = business?.phase ?? 0
    fact.version = version
    fact.order = version
    fact.value = value
    reporter.tell(fact)
  }
}

function sessionOf(frame: Frame): Session | null {
  const session = frame.context?.session
  return session instanceof Session ? session : null
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
function warmCache(plan: CachePlan, keys: number, initial: number, seed: string, path: string): Cache {
  const { ttl, sliding, entries, warm } = plan
  const cache = new Cache({ ttl, sliding, entries, eviction: createEviction(plan, seed, path) })
  const source = new Stream(streamKey(seed, path))
  for (let key = Math.min(entries, Math.round(warm * keys)) - 1; key >= 0; key--) {
    cache.fill(key, ttl === Number.POSITIVE_INFINITY ? 0 : Math.round(-ttl * uniform53(source)), 0, initial)
  }
  return cache
}
