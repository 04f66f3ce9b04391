const EMPTY = -1
const SMALLEST = 16
const TWO_TO_32 = 0x1_0000_0000

/**
 * Values by number, for what comes and goes all the time. (A `Map` makes a new table again and again then; an old one,
 * once it has grown old with the collector, keeps those after it alive, and all that was in them.)
 */
export class NumberMap<T> {
  #size = 0
  #keys: Float64Array = emptyKeys(SMALLEST)
  #values: (T | undefined)[] = new Array<T | undefined>(SMALLEST).fill(undefined)

  get size(): number {
    return this.#size
  }

  /** `key`: an integer from 0 to 2^53 - 1, as in all methods. */
  get(key: number): T | undefined {
    return this.#values[this.#find(key)]
  }

  set(key: number, value: T): void {
    const at = this.#find(key)
    if (this.#keys[at] === EMPTY) {
      this.#keys[at] = key
      this.#size++
      this.#values[at] = value
      if (this.#size * 2 > this.#keys.length) this.#grow()
    } else this.#values[at] = value
  }

  /** Returns whether it was there. */
  delete(key: number): boolean {
    let hole = this.#find(key)
    if (this.#keys[hole] === EMPTY) return false
    const keys = this.#keys
    const values = this.#values
    const mask = keys.length - 1
    // Who stands behind the hole, and would not be found across it, moves into it.
    for (let at = (hole + 1) & mask; keys[at] !== EMPTY; at = (at + 1) & mask) {
      const home = placeOf(keys[at] as number, mask)
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      keys[hole] = keys[at] as number
      values[hole] = values[at]
      hole = at
    }
    keys[hole] = EMPTY
    values[hole] = undefined
    this.#size--
    return true
  }

  /** Where a key is, or would be put. */
  #find(key: number): number {
    const keys = this.#keys
    const mask = keys.length - 1
    let at = placeOf(key, mask)
    while (keys[at] !== key && keys[at] !== EMPTY) at = (at + 1) & mask
    return at
  }

  #grow(): void {
    const keys = this.#keys
    const values = this.#values
    this.#keys = emptyKeys(keys.length * 2)
    this.#values = new Array<T | undefined>(keys.length * 2).fill(undefined)
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number
      if (key === EMPTY) continue
      const at = this.#find(key)
      this.#keys[at] = key
      this.#values[at] = values[i]
    }
  }
}

function emptyKeys(length: number): Float64Array {
  return new Float64Array(length).fill(EMPTY)
}

/** Where a key would like to be: multiplicative hashing of both halves. */
function placeOf(key: number, mask: number): number {
  const high = Math.floor(key / TWO_TO_32)
  const mixed = Math.imul(key ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1)
  return (mixed ^ (mixed >>> 15)) & mask
}
