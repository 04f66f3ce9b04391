import { invariant } from '../../sim/kernel/invariant.ts'

/** Committed versions that are remembered, of all keys together. */
export const VERSIONS_KEPT = 65_536
const SMALLEST = 1024
/** Lost versions that are remembered beside them. */
const LOST_KEPT = 65_536

/** What is known of a version beside numbers. */
export const Flag = {
  /** Somebody has read it, or has built a write on it. */
  seen: 1,
  /** A write that knew nothing of it has taken its place. */
  rivalled: 2,
  /** It was gone with a tail that no new leader had. */
  lost: 4,
  /** It was there for statements to see before it was committed. */
  touched: 8,
  /** A node keeps it, or has kept it. */
  kept: 16,
} as const

/** The columns of a version. */
const COLUMNS = [
  'version',
  'order',
  'began',
  'committed',
  'acknowledged',
  'value',
  'request',
  'session',
  'workload',
  'operation',
  'transaction',
  'node',
  'key',
  'older',
  'rival',
  'flags',
] as const
type Column = (typeof COLUMNS)[number]

/**
 * The latest versions that stores have committed: of each key a chain from the newest to the oldest, as the store
 * orders them. Memory is bounded: of all keys together the latest `capacity` versions are kept, and a chain ends where
 * the next one was forgotten; of each key that was ever written four numbers stay. Versions go by their number in the
 * order of commits.
 */
export class VersionRing {
  /** Told of a version that is about to be forgotten. */
  onForget: (entry: number) => void = () => undefined
  readonly #capacity: number
  readonly #mask: number
  readonly #columns: Record<Column, Float64Array>
  #size = SMALLEST
  #next = 0
  /** Place of each key that was ever written in what follows. */
  readonly #places = new Map<number, number>()
  /** Newest version. */
  readonly #heads: number[] = []
  /** The newest acknowledged version is remembered for ever: its number, its place and when, `Infinity` for none. */
  readonly #lastVersion: number[] = []
  readonly #lastOrder: number[] = []
  readonly #lastAt: number[] = []
  /** Lost versions of which the acknowledgement may still come. */
  readonly #lost = new Set<number>()

  /** `capacity`: a power of two. */
  constructor(capacity: number = VERSIONS_KEPT) {
    invariant(capacity >= 2 && (capacity & (capacity - 1)) === 0, 'the capacity is a power of two')
    this.#capacity = capacity
    this.#mask = capacity - 1
    this.#size = Math.min(SMALLEST, capacity)
    const empty = (): Float64Array => new Float64Array(this.#size)
    this.#columns = Object.fromEntries(COLUMNS.map((name) => [name, empty()])) as Record<Column, Float64Array>
  }

  /** The newest version of a key; -1 for none. */
  head(key: number): number {
    const place = this.#places.get(key)
    if (place === undefined) return -1
    const head = this.#heads[place] as number
    return this.#gone(head) ? -1 : head
  }

  /** The next older one; -1 where the chain ends, -2 where the next one was forgotten. */
  older(entry: number): number {
    const older = this.get('older', entry)
    return older >= 0 && this.#gone(older) ? -2 : older
  }

  /** Takes note that the writer of a version knows of it. */
  acknowledge(key: number, version: number, order: number, at: number): void {
    if (this.#lost.has(version)) return
    const place = this.#placeOf(key)
    const last = this.#lastOrder[place] as number
    if (order < last || (order === last && version <= (this.#lastVersion[place] as number))) return
    this.#lastVersion[place] = version
    this.#lastOrder[place] = order
    this.#lastAt[place] = at
  }

  /** Whether the newest acknowledged version of a key stands after another, and when it was acknowledged; -1 if not. */
  lastAcknowledged(key: number, order: number, version: number): number {
    const place = this.#places.get(key)
    if (place === undefined) return -1
    const last = this.#lastOrder[place] as number
    const newer = last > order || (last === order && version !== -1 && (this.#lastVersion[place] as number) > version)
    return newer ? (this.#lastAt[place] as number) : -1
  }

  /** A version is gone: if it is the newest acknowledged one, none is known any more. */
  lose(key: number, version: number): void {
    if (this.#lost.size < LOST_KEPT) this.#lost.add(version)
    const place = this.#places.get(key)
    if (place !== undefined && this.#lastVersion[place] === version) this.#lastOrder[place] = Number.NEGATIVE_INFINITY
  }

  /** Keys that were ever written. */
  keys(): Iterable<number> {
    return this.#places.keys()
  }

  /** A number from 0 to the capacity that no other entry has while this one is remembered; they come in turn. */
  slotOf(entry: number): number {
    return entry & this.#mask
  }

  get(column: Column, entry: number): number {
    return this.#columns[column][entry & this.#mask] as number
  }

  set(column: Column, entry: number, value: number): void {
    this.#columns[column][entry & this.#mask] = value
  }

  has(entry: number, flag: number): boolean {
    return (this.get('flags', entry) & flag) !== 0
  }

  mark(entry: number, flag: number): void {
    this.set('flags', entry, this.get('flags', entry) | flag)
  }

  /** The entry of a version of a key; -1 where it is not known (any more). */
  find(key: number, version: number): number {
    for (let entry = this.head(key); entry >= 0; entry = this.older(entry)) {
      if (this.get('version', entry) === version) return entry
    }
    return -1
  }

  /** Whether the version of an entry stands after another of the same key. */
  isNewer(entry: number, order: number, version: number): boolean {
    const own = this.get('order', entry)
    // What is not there stands where it was deleted.
    return own > order || (own === order && version !== -1 && this.get('version', entry) > version)
  }

  /** Adds a version in its place of the chain of its key; the other columns are as they were left: set them all. */
  add(key: number, version: number, order: number): number {
    const entry = this.#next
    if (entry >= this.#capacity) this.onForget(entry - this.#capacity)
    this.#next++
    if (entry >= this.#size && this.#size < this.#capacity) this.#grow()
    let newer = -1
    const place = this.#placeOf(key)
    let below = this.#heads[place] as number
    while (below >= 0 && !this.#gone(below) && this.isNewer(below, order, version)) {
      newer = below
      below = this.get('older', below)
    }
    this.set('version', entry, version)
    this.set('order', entry, order)
    this.set('key', entry, key)
    this.set('older', entry, below)
    this.set('rival', entry, -1)
    this.set('flags', entry, 0)
    if (newer < 0) this.#heads[place] = entry
    else this.set('older', newer, entry)
    return entry
  }

  /** The next newer version of the same key; -1 for none. It is looked for from the newest one on. */
  newer(entry: number): number {
    let newer = -1
    for (let at = this.head(this.get('key', entry)); at >= 0; at = this.older(at)) {
      if (at === entry) return newer
      newer = at
    }
    return -1
  }

  /** All that are remembered, oldest first. */
  *entries(): Iterable<number> {
    for (let entry = Math.max(0, this.#next - this.#capacity); entry < this.#next; entry++) yield entry
  }

  #placeOf(key: number): number {
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const place = this.#heads.length
    this.#places.set(key, place)
    this.#heads.push(-1)
    this.#lastVersion.push(-1)
    this.#lastOrder.push(Number.NEGATIVE_INFINITY)
    this.#lastAt.push(Number.POSITIVE_INFINITY)
    return place
  }

  #gone(entry: number): boolean {
    return entry < this.#next - this.#capacity
  }

  #grow(): void {
    this.#size = Math.min(this.#capacity, this.#size * 2)
    for (const name of COLUMNS) {
      const larger = new Float64Array(this.#size)
      larger.set(this.#columns[name])
      this.#columns[name] = larger
    }
  }
}
