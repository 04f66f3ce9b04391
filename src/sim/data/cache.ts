const FIRST_SLOTS = 64
/** No slot. */
const NONE = -1

/**
 * Copies by key, an integer of at least 0: an entry is good for `ttl` ns after it was filled, looking it up does not
 * prolong that; over `entries` (at least 0, `Infinity` for no bound) the least recently used goes. Everything costs
 * O(1). Entries that have grown too old keep their place until they are looked up or pushed out.
 */
export class Cache {
  readonly #ttl: number
  readonly #entries: number
  readonly #slots = new Map<number, number>()
  /** By slot: its key, when it was filled, and its neighbours in the order of use. */
  #keys = new Float64Array(FIRST_SLOTS)
  #filledAt = new Float64Array(FIRST_SLOTS)
  #newer = new Int32Array(FIRST_SLOTS)
  #older = new Int32Array(FIRST_SLOTS)
  #newest = NONE
  #oldest = NONE
  /** Slots ever used, and those given back since. */
  #made = 0
  readonly #free: number[] = []

  constructor(ttl: number, entries: number) {
    this.#ttl = ttl
    this.#entries = entries
  }

  /** Entries, also those that are too old but not yet removed. */
  get size(): number {
    return this.#slots.size
  }

  /** Whether there is a good entry for the key; it has been used now. */
  find(key: number, now: number): boolean {
    const slot = this.#slots.get(key)
    if (slot === undefined) return false
    if (now - (this.#filledAt[slot] as number) >= this.#ttl) {
      this.#remove(slot)
      return false
    }
    this.#use(slot)
    return true
  }

  /**
   * Keeps what has just been fetched, as of `at` (ns, may lie before the run). If somebody else was quicker, that entry
   * stays as old as it is, but has been used.
   */
  fill(key: number, at: number): void {
    if (this.#entries < 1 || this.find(key, at)) return
    if (this.#slots.size >= this.#entries) this.#remove(this.#oldest)
    const slot = this.#free.pop() ?? this.#make()
    this.#slots.set(key, slot)
    this.#keys[slot] = key
    this.#filledAt[slot] = at
    this.#link(slot)
  }

  /** Forgets everything; returns how many entries that were. */
  clear(): number {
    const { size } = this.#slots
    this.#slots.clear()
    this.#free.length = 0
    this.#made = 0
    this.#newest = NONE
    this.#oldest = NONE
    return size
  }

  #use(slot: number): void {
    if (slot === this.#newest) return
    this.#unlink(slot)
    this.#link(slot)
  }

  #remove(slot: number): void {
    this.#unlink(slot)
    this.#slots.delete(this.#keys[slot] as number)
    this.#free.push(slot)
  }

  #link(slot: number): void {
    this.#newer[slot] = NONE
    this.#older[slot] = this.#newest
    if (this.#newest === NONE) this.#oldest = slot
    else this.#newer[this.#newest] = slot
    this.#newest = slot
  }

  #unlink(slot: number): void {
    const newer = this.#newer[slot] as number
    const older = this.#older[slot] as number
    if (newer === NONE) this.#newest = older
    else this.#older[newer] = older
    if (older === NONE) this.#oldest = newer
    else this.#newer[older] = newer
  }

  #make(): number {
    const slot = this.#made++
    if (slot < this.#keys.length) return slot
    this.#keys = larger(this.#keys, new Float64Array(slot * 2))
    this.#filledAt = larger(this.#filledAt, new Float64Array(slot * 2))
    this.#newer = larger(this.#newer, new Int32Array(slot * 2))
    this.#older = larger(this.#older, new Int32Array(slot * 2))
    return slot
  }
}

function larger<A extends Float64Array | Int32Array>(old: A, grown: A): A {
  grown.set(old)
  return grown
}
