import type { Context } from '../context.ts'
import { FewPlaces } from '../few-places.ts'

/** What the code of one request has seen of a row. */
export interface Seen {
  readonly version: number
  readonly value: number
}

/** Keys of one record are numbered from 0; more than this many would need another way of telling them apart. */
const KEYS_AT_MOST = 0x1_0000_0000

/** No row: below those of all records, whose keys are at least -1. */
const NOWHERE = -2

/**
 * What the code that works for one request knows: the rows that it has read or written, in whatever unit. It is the
 * context of all its frames outside of local transactions.
 */
export class Session implements Context {
  /** Who reads and writes one after the other, for session guarantees. */
  readonly id: number
  readonly workload: number
  readonly request: number
  /** Most requests touch one row: it stands here, and the list of the others is made when there are any. */
  #firstPlace = NOWHERE
  #firstVersion = 0
  #firstValue = 0
  #others: FewPlaces<Seen> | null = null

  constructor(id: number, workload: number, request: number) {
    this.id = id
    this.workload = workload
    this.request = request
  }

  // One is made for each request: what is the same of all stands in none.
  get transaction(): null {
    return null
  }

  get token(): number {
    return -1
  }

  get lease(): number {
    return -1
  }

  get business(): null {
    return null
  }

  get once(): number {
    return -1
  }

  get session(): Session {
    return this
  }

  get outside(): Session {
    return this
  }

  /** A statement of the request is over for its caller. */
  told(_outcome: number): void {}

  /** What was last read or written of a row; `undefined` for nothing. */
  seen(record: number, key: number): Seen | undefined {
    const place = record * KEYS_AT_MOST + key
    if (place !== this.#firstPlace) return this.#others?.get(place)
    return { version: this.#firstVersion, value: this.#firstValue }
  }

  /** Puts back what was known of a row; `null` for nothing. */
  restore(record: number, key: number, seen: Seen | null): void {
    const place = record * KEYS_AT_MOST + key
    if (seen === null && place === this.#firstPlace) this.#firstPlace = NOWHERE
    else if (seen === null) this.#others?.delete(place)
    else this.see(record, key, seen.version, seen.value)
  }

  /** Takes note of a row as it was read, or as it has been written. */
  see(record: number, key: number, version: number, value: number): void {
    const place = record * KEYS_AT_MOST + key
    if (place === this.#firstPlace || (this.#firstPlace === NOWHERE && this.#others?.has(place) !== true)) {
      this.#firstPlace = place
      this.#firstVersion = version
      this.#firstValue = value
    } else {
      const seen = { version, value }
      if (this.#others === null) this.#others = new FewPlaces(place, seen)
      else this.#others.set(place, seen)
    }
  }
}
