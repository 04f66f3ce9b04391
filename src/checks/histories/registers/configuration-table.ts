/** Most words that a table may hold: 128 MiB. */
const wordLimit = 1 << 25

/**
 * The configurations that a search has been in, each a row of 32-bit words, none twice. Exact: rows with the same hash
 * are compared word by word, because a search that takes two configurations for one would condemn the innocent.
 */
export class ConfigurationTable {
  readonly #width: number
  #words: Int32Array
  #slots: Int32Array = new Int32Array(256).fill(-1)
  #rows = 0

  /** `width`: words in a row, at least 1. */
  constructor(width: number) {
    this.#width = width
    this.#words = new Int32Array(width * 64)
  }

  /** Whether there is no room for another row. */
  get full(): boolean {
    return (this.#rows + 1) * this.#width > wordLimit
  }

  /** The number of the row if it is new, -1 if it has been added before. Copies it. */
  add(row: Int32Array): number {
    let slot = this.#hash(row, 0) & (this.#slots.length - 1)
    for (;;) {
      const known = this.#slots[slot] ?? -1
      if (known < 0) break
      if (this.#same(known, row)) return -1
      slot = (slot + 1) & (this.#slots.length - 1)
    }
    const id = this.#rows++
    const start = id * this.#width
    if (start + this.#width > this.#words.length) this.#words = enlarged(this.#words)
    this.#words.set(row, start)
    this.#slots[slot] = id
    if (this.#rows * 2 > this.#slots.length) this.#rehash()
    return id
  }

  /** Copies a row into `into`. */
  load(id: number, into: Int32Array): void {
    const start = id * this.#width
    for (let word = 0; word < this.#width; word++) into[word] = this.#words[start + word] ?? 0
  }

  #same(id: number, row: Int32Array): boolean {
    const start = id * this.#width
    for (let word = 0; word < this.#width; word++) {
      if (this.#words[start + word] !== row[word]) return false
    }
    return true
  }

  /** A multiplicative hash; its quality decides about speed only. */
  #hash(words: Int32Array, start: number): number {
    let hash = 0
    for (let word = 0; word < this.#width; word++) {
      hash = Math.imul(hash ^ (words[start + word] ?? 0), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    return hash
  }

  #rehash(): void {
    const size = this.#slots.length * 2
    this.#slots = new Int32Array(size).fill(-1)
    for (let id = 0; id < this.#rows; id++) {
      let slot = this.#hash(this.#words, id * this.#width) & (size - 1)
      while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & (size - 1)
      this.#slots[slot] = id
    }
  }
}

function enlarged(words: Int32Array): Int32Array {
  const larger = new Int32Array(words.length * 2)
  larger.set(words)
  return larger
}
