import type { Eviction } from './eviction.ts'
import { grown } from './grown.ts'

const FIRST_SLOTS = 64
/** Nothing found. */
export const MISS = -1

export interface CacheOptions {
  /** How long an entry is good, ns; at least 0, `Infinity` for ever. */
  readonly ttl: number
  /** Whether that begins anew with every use; else it counts from when the entry was filled. */
  readonly sliding: boolean
  /** Entries at most; at least 0, `Infinity` for no bound. */
  readonly entries: number
  readonly eviction: Eviction
}

/**
 * Copies by key, an integer of at least 0, with the version and value that they are copies of. Entries that have grown
 * too old keep their place until they are looked up or pushed out.
 */
export class Cache {
  readonly #ttl: number
  readonly #sliding: boolean
  readonly #entries: number
  readonly #eviction: Eviction
  readonly #slots = new Map<number, number>()
  /** By slot: its key, when its time began, and what it is a copy of. */
  #keys = new Float64Array(FIRST_SLOTS)
  #since = new Float64Array(FIRST_SLOTS)
  #versions = new Float64Array(FIRST_SLOTS)
  #values = new Float64Array(FIRST_SLOTS)
  /** Slots ever used, and those given back since. */
  #made = 0
  readonly #free: number[] = []

  constructor({ ttl, sliding, entries, eviction }: CacheOptions) {
    this.#ttl = ttl
    this.#sliding = sliding
    this.#entries = entries
    this.#eviction = eviction
  }

  /** Entries, also those that are too old but not yet removed. */
  get size(): number {
    return this.#slots.size
  }

  /** The slot of a good entry for the key, which has been used now, or `MISS`. It is valid until something is kept. */
  find(key: number, now: number): number {
    this.#eviction.asked(key)
    return this.#lookUp(key, now)
  }

  version(slot: number): number {
    return this.#versions[slot] as number
  }

  value(slot: number): number {
    return this.#values[slot] as number
  }

  /**
   * Keeps what has just been fetched, as of `at` (ns, may lie before the run). If somebody else was quicker, that entry
   * stays as it is, but has been used.
   */
  fill(key: number, at: number, version: number, value: number): void {
    if (this.#entries < 1 || this.#lookUp(key, at) !== MISS) return
    if (this.#slots.size >= this.#entries) {
      const victim = this.#eviction.victim(key)
      if (victim < 0) return
      this.#remove(victim)
    }
    const slot = this.#free.pop() ?? this.#make()
    this.#slots.set(key, slot)
    this.#keys[slot] = key
    this.#set(slot, at, version, value)
    this.#eviction.added(slot, key)
  }

  /** Keeps what has just been written, in the place of what was there. */
  put(key: number, at: number, version: number, value: number): void {
    const slot = this.#slots.get(key)
    if (slot === undefined) this.fill(key, at, version, value)
    else {
      this.#set(slot, at, version, value)
      this.#eviction.used(slot)
    }
  }

  /** Forgets the key; returns whether there was an entry. */
  drop(key: number): boolean {
    const slot = this.#slots.get(key)
    if (slot === undefined) return false
    this.#remove(slot)
    return true
  }

  /** Forgets everything; returns how many entries that were. */
  clear(): number {
    const { size } = this.#slots
    this.#slots.clear()
    this.#free.length = 0
    this.#made = 0
    this.#eviction.cleared()
    return size
  }

  #lookUp(key: number, now: number): number {
    const slot = this.#slots.get(key)
    if (slot === undefined) return MISS
    if (now - (this.#since[slot] as number) >= this.#ttl) {
      this.#remove(slot)
      return MISS
    }
    if (this.#sliding) this.#since[slot] = now
    this.#eviction.used(slot)
    return slot
  }

  #set(slot: number, at: number, version: number, value: number): void {
    this.#since[slot] = at
    this.#versions[slot] = version
    this.#values[slot] = value
  }

  #remove(slot: number): void {
    this.#eviction.removed(slot)
    this.#slots.delete(this.#keys[slot] as number)
    this.#free.push(slot)
  }

  #make(): number {
    const slot = this.#made++
    if (slot >= this.#keys.length) {
      this.#keys = grown(this.#keys, slot)
      this.#since = grown(this.#since, slot)
      this.#versions = grown(this.#versions, slot)
      this.#values = grown(this.#values, slot)
    }
    return slot
  }
}
