import { ABSENT } from '../../data-fact.ts'
import { invariant } from '../../kernel/invariant.ts'

/** A row as one commit has left it. */
export interface RowVersion {
  /** Unique in the run; 0 is what was there at the start, `ABSENT` nothing. */
  readonly version: number
  /** Its place among the versions of the key: see `DataFact.order`. */
  readonly order: number
  readonly value: number
  /** When it was committed, ns. */
  readonly since: number
  /** Number of its commit at the node; a snapshot sees all up to its own number. */
  readonly commit: number
  /** The version before, as long as a snapshot may need it. */
  older: RowVersion | null
}

const NOTHING: RowVersion = { version: ABSENT, order: 0, value: 0, since: 0, commit: 0, older: null }

/**
 * The committed rows of one record at one node, and of each the older versions that snapshots still see. Keys that
 * nobody has written cost nothing.
 */
export class Versions {
  readonly #rows = new Map<number, RowVersion>()
  readonly #keys: number
  readonly #initial: RowVersion

  /** Keys 0 … `keys` - 1 are there from the start, with the value `initial`. */
  constructor(keys: number, initial: number) {
    this.#keys = keys
    this.#initial = { ...NOTHING, version: 0, value: initial }
  }

  /** What was committed last. */
  latest(key: number): RowVersion {
    return this.#rows.get(key) ?? (key < this.#keys ? this.#initial : NOTHING)
  }

  /** What a snapshot sees: the newest version of the first `snapshot` commits. */
  seenBy(key: number, snapshot: number): RowVersion {
    let row = this.latest(key)
    while (row.commit > snapshot) {
      invariant(row.older !== null, 'a version was forgotten that a snapshot sees')
      row = row.older
    }
    return row
  }

  put(key: number, row: RowVersion): void {
    this.#rows.set(key, row)
  }
}
