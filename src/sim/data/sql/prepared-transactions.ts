import { Outcome } from '../../outcome.ts'
import type { LogEntry } from '../log-entry.ts'
import { Backend, Phase } from './backend.ts'
import type { LockWaits } from './lock-waits.ts'
import type { SqlLogEntry } from './sql-log-entry.ts'

/** Legs of one business transaction, at most, for numbers that name both. */
const LEGS_AT_MOST = 1024

/** Operations that work for one leg, at most. */
const BRANCHES_AT_MOST = 1024

/**
 * What a prepared transaction is called at every node that it has come to: the leg of its business transaction, and
 * which of the operations that work for that has done it (the branch of X/Open XA).
 */
export function preparedName(business: number, leg: number, branch: number = 0): number {
  return (business * LEGS_AT_MOST + leg) * BRANCHES_AT_MOST + branch
}

/**
 * The prepared transactions of one node. They are on its disk: neither the end of their session nor a crash of the node
 * ends them, and they keep their row locks until they are told how to end (PostgreSQL manual, PREPARE TRANSACTION).
 * They stand in the log of the node, too, so that whoever leads after it has them, with their locks.
 */
export class PreparedTransactions {
  readonly #instance: number
  readonly #locks: LockWaits
  readonly #backends = new Map<number, Backend>()

  constructor(instance: number, locks: LockWaits) {
    this.#instance = instance
    this.#locks = locks
  }

  get size(): number {
    return this.#backends.size
  }

  find(name: number): Backend | undefined {
    return this.#backends.get(name)
  }

  /** Whether one of them has changed this row. */
  changes(place: number): boolean {
    for (const { changes } of this.#backends.values()) if (changes?.has(place) === true) return true
    return false
  }

  /**
   * A transaction that can be committed is prepared under a name. Returns 0; or why it has to fail: the name is taken
   * by another one, or its leg has been called off in the meantime.
   */
  add(backend: Backend, name: number): number {
    const { business } = backend
    if (this.#backends.has(name)) return Outcome.error
    if (business?.prepared(backend.instance) === false) return Outcome.rejected
    backend.name = name
    backend.places = backend.locks.map(({ place }) => place)
    backend.phase = Phase.prepared
    this.#backends.set(name, backend)
    return Outcome.ok
  }

  /** One is over, because it was told so. */
  over(backend: Backend): void {
    this.#backends.delete(backend.name)
    backend.business?.released(this.#instance, backend.phase === Phase.committed ? Outcome.ok : Outcome.cancelled)
  }

  /** An entry of the log is taken over … */
  apply(entry: LogEntry): void {
    const { prepares, ends } = entry as SqlLogEntry
    if (ends !== undefined) this.#backends.delete(ends.name)
    if (prepares !== undefined && !this.#backends.has(prepares.name)) this.#keep(prepares)
  }

  /** … or back. */
  revert(entry: LogEntry): void {
    const { prepares, ends } = entry as SqlLogEntry
    if (ends !== undefined) this.#keep(ends)
    if (prepares !== undefined) this.#backends.delete(prepares.name)
  }

  /** The node does not lead any more: what it keeps of them holds nothing here. Returns those that are done with. */
  retire(): readonly Backend[] {
    const own = [...this.#backends.values()]
    for (const backend of own) {
      this.#keep(backend)
      backend.phase = Phase.rolledBack
      this.#locks.release(backend, Outcome.readOnly)
    }
    return own
  }

  /** The node leads: they hold their locks here. `evict` ends who has one of them. */
  promote(evict: (backend: Backend) => void): void {
    for (const backend of this.#backends.values()) {
      for (const place of backend.places) {
        const before = this.#locks.seize(place, backend)
        if (before !== undefined && before !== backend) evict(before)
      }
    }
  }

  #keep(of: Backend): void {
    const backend = new Backend(this.#instance, of.isolation, of.transaction)
    backend.name = of.name
    backend.business = of.business
    backend.changes = of.changes
    backend.places = of.places
    backend.phase = Phase.prepared
    this.#backends.set(of.name, backend)
  }
}
