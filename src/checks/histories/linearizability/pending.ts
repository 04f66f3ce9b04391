import { type Operation, returnOf } from '../registers/operation.ts'

/**
 * Walks along the returns of a history, in time and back, and tells which operations are under way at each: called
 * then at the latest, and not returned before. Each holds one of few slots while it is under way, the same whichever
 * way the walk came.
 */
export class Pending {
  /** The operations that return, in the order in which they do. */
  readonly returning: readonly number[]
  /** The place of each operation in that order; those that never return come last. */
  readonly returnPlace: Int32Array
  /** The slot of each operation. */
  readonly slotOf: Int32Array
  /** The operation in each slot at the present return, -1 for none. */
  readonly owner: Int32Array
  readonly #called: readonly number[]
  /** How many of the calls come before each return. */
  readonly #callsBefore: Int32Array
  #at = 0

  constructor(operations: readonly Operation[]) {
    const indexes = operations.map((_, index) => index)
    const calls = operations.map(({ call }) => call)
    const returns = operations.map(returnOf)
    const at = (times: readonly number[], index: number): number => times[index] ?? 0
    this.#called = indexes.toSorted((a, b) => at(calls, a) - at(calls, b) || a - b)
    this.returning = indexes
      .filter((index) => at(returns, index) < Infinity)
      .sort((a, b) => at(returns, a) - at(returns, b) || a - b)
    this.returnPlace = Int32Array.from(indexes, (index) => indexes.length + index)
    for (const [place, index] of this.returning.entries()) this.returnPlace[index] = place
    this.#callsBefore = new Int32Array(this.returning.length + 1).fill(indexes.length)
    this.slotOf = new Int32Array(indexes.length)
    const free: number[] = []
    let slots = 0
    let next = 0
    for (const [place, index] of this.returning.entries()) {
      while (next < indexes.length && at(calls, this.#called[next] ?? 0) <= at(returns, index)) {
        this.slotOf[this.#called[next++] ?? 0] = free.pop() ?? slots++
      }
      this.#callsBefore[place] = next
      free.push(this.slotOf[index] ?? 0)
    }
    this.owner = new Int32Array(slots).fill(-1)
    this.#enter(0, this.#callsBefore[0] ?? 0)
  }

  /** The most operations that were under way at once. */
  get concurrency(): number {
    return this.owner.length
  }

  /** Goes to a return, by its place among the returns. */
  goTo(place: number): void {
    while (this.#at < place) {
      this.owner[this.#slotAt(this.#at)] = -1
      this.#enter(this.#callsBefore[this.#at] ?? 0, this.#callsBefore[this.#at + 1] ?? 0)
      this.#at++
    }
    while (this.#at > place) {
      const from = this.#callsBefore[this.#at - 1] ?? 0
      for (let next = (this.#callsBefore[this.#at] ?? 0) - 1; next >= from; next--) {
        this.owner[this.slotOf[this.#called[next] ?? 0] ?? 0] = -1
      }
      this.#at--
      this.owner[this.#slotAt(this.#at)] = this.returning[this.#at] ?? -1
    }
  }

  #slotAt(place: number): number {
    return this.slotOf[this.returning[place] ?? 0] ?? 0
  }

  #enter(from: number, to: number): void {
    for (let next = from; next < to; next++) {
      const index = this.#called[next] ?? 0
      this.owner[this.slotOf[index] ?? 0] = index
    }
  }
}
