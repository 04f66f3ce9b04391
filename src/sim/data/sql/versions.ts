import { ABSENT } from '../../data-fact.ts'
import { invariant } from '../../kernel/invariant.ts'

/** A row as one commit has left it. */
export interface RowVersion {
  /** Unique in the run; 0 is what was there at the start, `ABSENT` nothing. */
  version: number
  /** Its place among the versions of the key: see `DataFact.order`. */
  order: number
  value: number
  /** When it was committed, ns. */
  since: number
  /** Number of its commit at the node; a snapshot sees all up to its own number. */
  commit: number
  /** The version before, as long as a snapshot may need it. */
  older: Readonly<RowVersion> | null
}

const NOTHING: Readonly<RowVersion> = { version: ABSENT, order: 0, value: 0, since: 0, commit: 0, older: null }

/**
 * The committed rows of one record at one node, and of each the older versions that snapshots still see. Keys that
 * nobody has written cost nothing.
 */
export class Versions {
  readonly #rows = new Map<number, RowVersion>()
  readonly #keys: number
  readonly #initial: Readonly<RowVersion>

  /** Keys 0 … `keys` - 1 are there from the start, with the value `initial`. */
  constructor(keys: number, initial: number) {
    this.#keys = keys
    this.#initial = { ...NOTHING, version: 0, value: initial }
  }

  /** What was committed last. */
  latest(key: number): Readonly<RowVersion> {
    return this.#rows.get(key) ?? (key < this.#keys ? this.#initial : NOTHING)
  }

  /** What a snapshot sees: the newest version of the first `snapshot` commits. */
  seenBy(key: number, snapshot: number): Readonly<RowVersion> {
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

  /** Puts a version in the place of one that nobody needs any more. */
  replace(key: number, version: number, order: number, value: number, since: number, commit: number): void {
    const row = this.#rows.get(key)
    if (row === undefined) {
      this.put(key, { version, order, value, since, commit, older: null })
      return
    }
    row.version = version
    row.order = order
    row.value = value
    row.since = since
    row.commit = commit
  }
}
