import { ABSENT } from '../data-fact.ts'

/** A row as one node has it. */
export interface Row {
  /** Unique in the run; 0 is what was there at the start, `ABSENT` nothing. */
  version: number
  /** Its place among the versions of the key: see `DataFact.order`. */
  order: number
  value: number
  /** When it was committed, ns. */
  since: number
}

/** The rows of one record at one node. Keys that nobody has written cost nothing. */
export class Rows {
  readonly #rows = new Map<number, Row>()
  readonly #keys: number
  readonly #initial: number

  /** Keys 0 … `keys` - 1 are there from the start, with the value `initial`. */
  constructor(keys: number, initial: number) {
    this.#keys = keys
    this.#initial = initial
  }

  /** The row of a key that has been written here; `undefined` where it is as it was at the start. */
  written(key: number): Row | undefined {
    return this.#rows.get(key)
  }

  /** The version of a key; `ABSENT` where there is no such row. */
  version(key: number): number {
    return this.#rows.get(key)?.version ?? (key < this.#keys ? 0 : ABSENT)
  }

  order(key: number): number {
    return this.#rows.get(key)?.order ?? 0
  }

  /** The value of a key; 0 where there is no such row. */
  value(key: number): number {
    return this.#rows.get(key)?.value ?? (key < this.#keys ? this.#initial : 0)
  }

  /** Puts a version in the place of what is there. */
  put(key: number, version: number, order: number, value: number, since: number): void {
    const row = this.#rows.get(key)
    if (row === undefined) {
      this.#rows.set(key, { version, order, value, since })
      return
    }
    row.version = version
    row.order = order
    row.value = value
    row.since = since
  }

  /** Keys that have been written, in the order in which they were first. */
  keys(): IterableIterator<number> {
    return this.#rows.keys()
  }

  /** Forgets what was written of a key. */
  drop(key: number): void {
    this.#rows.delete(key)
  }

  /** Forgets everything that was written. */
  clear(): void {
    this.#rows.clear()
  }
}
