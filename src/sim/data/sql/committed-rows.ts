import type { RecordPlan } from '../../data-plan.ts'
import type { Snapshots } from './snapshots.ts'
import { type RowVersion, Versions } from './versions.ts'

/** What is committed at one node, of all its records. */
export class CommittedRows {
  readonly #records: readonly (RecordPlan | undefined)[]
  readonly #followed: boolean
  readonly #snapshots: Snapshots
  /** By record of the plan; `undefined` for those of other stores. */
  readonly #rows: readonly (Versions | undefined)[]

  /** `followed`: whether the log of the node tells others what was there before. */
  constructor(records: readonly (RecordPlan | undefined)[], followed: boolean, snapshots: Snapshots) {
    this.#records = records
    this.#followed = followed
    this.#snapshots = snapshots
    this.#rows = records.map((record) =>
      record === undefined ? undefined : new Versions(record.keys, record.initial ?? record.rows),
    )
  }

  /** What was committed last of a key. It may be changed in place by the next commit. */
  latest(record: number, key: number): Readonly<RowVersion> {
    return (this.#rows[record] as Versions).latest(key)
  }

  /** What a snapshot sees of a key: the newest version of the first `snapshot` commits. */
  seenBy(record: number, key: number, snapshot: number): Readonly<RowVersion> {
    return (this.#rows[record] as Versions).seenBy(key, snapshot)
  }

  /** Puts a version of a row; rows beyond those that can be addressed are counted, not kept. */
  put(record: number, key: number, version: number, order: number, value: number, since: number, commit: number): void {
    const { keys, beyond } = this.#records[record] as RecordPlan
    if (key >= keys && beyond !== true) return
    const rows = this.#rows[record] as Versions
    // Nobody else knows the row that is replaced: no snapshot sees it, and no log says what was there before.
    if (!this.#followed && !this.#snapshots.inUse) {
      rows.replace(key, version, order, value, since, commit)
      return
    }
    const row: RowVersion = { version, order, value, since, commit, older: null }
    this.#snapshots.replaced(row, rows.latest(key))
    rows.put(key, row)
  }
}
