import type { Frame } from '../frame.ts'

/**
 * What is known of one leg of one business transaction by those who work for it, wherever they are: its participants
 * know it by the number of the transaction, which comes along with every call, from rows of their own.
 */
export class LegMemory {
  readonly index: number
  /** Calls made of its operation. */
  #operations = 0
  /** Calls made of its undo, and of its confirm: one of the two at most is ever called. */
  #endings = 0
  /** How often its operation has come to its end. */
  effects = 0
  /** A policy has called its operation again: how the last attempt has ended does not say what became of the others. */
  repeated = false
  /** Whether its operation has written something, as far as its code knows. */
  written = false
  /** Visits of its operation that are under way. */
  inside = 0
  /** An undo has come, and from then on the operation is not done any more. */
  cancelled = false
  /** Undos that wait for the operation to end. */
  waiting: Frame[] | null = null
  #keys: Map<number, number> | null = null

  constructor(index: number) {
    this.index = index
  }

  /** Whether there is nothing that an undo could undo. */
  get untouched(): boolean {
    return this.effects === 0 && !this.written
  }

  /** Another call is made of its operation, or of its undo or confirm; returns how many there were before. */
  called(isOperation: boolean): number {
    return isOperation ? this.#operations++ : this.#endings++
  }

  keyOf(record: number): number {
    return this.#keys?.get(record) ?? -1
  }

  drew(record: number, key: number): void {
    this.#keys ??= new Map()
    this.#keys.set(record, key)
  }
}
