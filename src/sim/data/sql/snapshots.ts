import { Fifo } from './fifo.ts'
import type { RowVersion } from './versions.ts'

/** Who has a snapshot. */
export interface SnapshotHolder {
  /** Number of the last commit that it sees. */
  readonly snapshot: number
  /** Whether it is over. */
  readonly over: boolean
}

/** The snapshots in use at one node, and the versions that are kept for them alone. */
export class Snapshots {
  /** In the order of their snapshots; some may be over. */
  readonly #holders = new Fifo<SnapshotHolder>()
  /** Rows whose older version is kept, in the order of their commits. */
  readonly #kept = new Fifo<RowVersion>()

  /** Rows that keep an older version, for measurements. */
  get kept(): number {
    return this.#kept.length
  }

  /** Somebody has taken a snapshot just now, of all that is committed. */
  took(holder: SnapshotHolder): void {
    this.#holders.push(holder)
  }

  /** Number of the oldest snapshot in use; Infinity for none. */
  oldest(): number {
    const holders = this.#holders
    while (holders.first?.over === true) holders.shift()
    return holders.first?.snapshot ?? Number.POSITIVE_INFINITY
  }

  /** Whether somebody has one, or a version is kept for who had. */
  get inUse(): boolean {
    return this.kept > 0 || this.oldest() !== Number.POSITIVE_INFINITY
  }

  /** `row` has just replaced `before`, which stays for as long as a snapshot sees it. */
  replaced(row: RowVersion, before: Readonly<RowVersion>): void {
    if (this.oldest() === Number.POSITIVE_INFINITY) return
    row.older = before
    this.#kept.push(row)
  }

  /** Forgets what no snapshot sees any more. */
  prune(): void {
    const kept = this.#kept
    if (kept.length === 0) return
    const oldest = this.oldest()
    for (let row = kept.first; row !== undefined && row.commit <= oldest; row = kept.first) {
      row.older = null
      kept.shift()
    }
  }

  /** All who had one are gone. */
  clear(): void {
    while (this.#holders.shift() !== undefined) {}
    this.prune()
  }
}
