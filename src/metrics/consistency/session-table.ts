/** Pairs of a session and a key that are remembered. */
const SESSION_KEYS_KEPT = 32_768
/** Pairs that share a bucket; the one used longest ago makes room. */
const BUCKET = 8

/**
 * What each session has read and written last of each key. Memory is bounded: of more pairs than there is room for, one
 * that was used long ago is forgotten, and what it would have shown is not looked at.
 */
export class SessionTable {
  readonly #mask: number
  readonly #session: Float64Array
  readonly #key: Float64Array
  readonly #used: Float64Array
  #clock = 0
  /** The newest version read, its place, and when the answer came; `Infinity` for none. */
  readonly readVersion: Float64Array
  readonly readOrder: Float64Array
  readonly readAt: Float64Array
  /** The newest version written, its place, and when that was acknowledged; `Infinity` for none. */
  readonly wroteVersion: Float64Array
  readonly wroteOrder: Float64Array
  readonly wroteAt: Float64Array

  /** `capacity`: a power of two, at least 8. */
  constructor(capacity: number = SESSION_KEYS_KEPT) {
    const column = (): Float64Array => new Float64Array(capacity)
    this.#mask = capacity / BUCKET - 1
    this.#session = column().fill(-1)
    this.#key = column()
    this.#used = column()
    this.readVersion = column()
    this.readOrder = column()
    this.readAt = column()
    this.wroteVersion = column()
    this.wroteOrder = column()
    this.wroteAt = column()
  }

  /** The row of a pair; -1 where nothing is remembered. */
  find(session: number, key: number): number {
    const first = this.#bucketOf(session, key)
    for (let row = first; row < first + BUCKET; row++) {
      if (this.#session[row] !== session || this.#key[row] !== key) continue
      this.#used[row] = ++this.#clock
      return row
    }
    return -1
  }

  /** The row of a pair, made where there is none. */
  row(session: number, key: number): number {
    const known = this.find(session, key)
    if (known >= 0) return known
    const first = this.#bucketOf(session, key)
    let oldest = first
    for (let row = first + 1; row < first + BUCKET; row++) {
      if ((this.#used[row] as number) < (this.#used[oldest] as number)) oldest = row
    }
    this.#session[oldest] = session
    this.#key[oldest] = key
    this.#used[oldest] = ++this.#clock
    this.readAt[oldest] = Number.POSITIVE_INFINITY
    this.wroteAt[oldest] = Number.POSITIVE_INFINITY
    return oldest
  }

  #bucketOf(session: number, key: number): number {
    let hash = Math.imul(session | 0, 0x9e3779b1) ^ Math.imul(key | 0, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    return ((hash ^ (hash >>> 13)) & this.#mask) * BUCKET
  }
}
