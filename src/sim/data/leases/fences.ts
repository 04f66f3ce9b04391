/**
 * The tokens that a store, or one node of it, has seen: for each record and lease the newest. One that is older comes
 * from somebody whose lease has gone to another since (Kleppmann, "How to do distributed locking", 2016).
 */
export class Fences {
  /** By record, then by lease. Memory: one number for each lease that ever guarded a write. */
  readonly #newest = new Map<number, Map<number, number>>()

  /** Whether a write to a record under a lease may be done with this token, which is remembered then. */
  admits(record: number, lease: number, token: number): boolean {
    let newest = this.#newest.get(record)
    if (newest === undefined) {
      newest = new Map()
      this.#newest.set(record, newest)
    }
    if (token < (newest.get(lease) ?? token)) return false
    newest.set(lease, token)
    return true
  }
}
