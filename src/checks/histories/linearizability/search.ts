import type { Verdict } from '../judgement.ts'
import { apply } from '../registers/apply.ts'
import { ConfigurationTable } from '../registers/configuration-table.ts'
import { isOpen, isUpdate, type Operation, type Value } from '../registers/operation.ts'
import { Pending } from './pending.ts'

/** How a search ended. */
export interface SearchEnd {
  /** `inconclusive`: the steps, or the memory for what has been tried, were used up. */
  readonly verdict: Verdict
  readonly steps: number
  /** The operation before whose return every order ended in a contradiction, at the furthest. */
  readonly stuckAt: Operation | null
  /** The most operations under way at once. */
  readonly concurrency: number
}

/**
 * Searches an order that explains the history of one key: J. M. Wing and C. Gong, "Testing and verifying concurrent
 * objects" (Journal of Parallel and Distributed Computing 17, 1993), with the memory of configurations and the late
 * choice of G. Lowe, "Testing for linearizability" (Concurrency and Computation 29, 2017). An update is placed only
 * when an operation that has not found its place must return; observations are placed as soon as they are right, which
 * costs nothing because they change nothing; of updates that do the same the first to return goes first.
 * Cost: linear in the length, exponential in what is under way at once. A step is a return passed or an update placed.
 */
export function search(operations: readonly Operation[], initial: Value, budget: number): SearchEnd {
  return new Search(operations, initial, budget).run()
}

/** A row of the table: the place among the returns, the value's number, and a bit for each slot that has its place. */
const headWords = 2

class Search {
  readonly #operations: readonly Operation[]
  readonly #pending: Pending
  readonly #effects: Int32Array
  readonly #values: Value[]
  readonly #numbers = new Map<Value, number>()
  readonly #table: ConfigurationTable
  readonly #row: Int32Array
  readonly #budget: number
  #steps = 0
  #furthest = 0

  constructor(operations: readonly Operation[], initial: Value, budget: number) {
    this.#operations = operations
    this.#pending = new Pending(operations)
    this.#effects = effects(operations)
    this.#values = [initial]
    this.#numbers.set(initial, 0)
    this.#row = new Int32Array(headWords + Math.ceil(this.#pending.concurrency / 32))
    this.#table = new ConfigurationTable(this.#row.length)
    this.#budget = budget
  }

  run(): SearchEnd {
    const end = (verdict: Verdict): SearchEnd => ({
      verdict,
      steps: this.#steps,
      stuckAt: this.#operations[this.#pending.returning[this.#furthest] ?? -1] ?? null,
      concurrency: this.#pending.concurrency,
    })
    if (this.#advance()) return end('ok')
    const rows = [this.#table.add(this.#row)]
    const tried = [-1]
    while (rows.length > 0) {
      const depth = rows.length - 1
      this.#table.load(rows[depth] ?? 0, this.#row)
      const slot = this.#nextUpdate(tried[depth] ?? -1)
      if (slot < 0) {
        rows.pop()
        tried.pop()
        continue
      }
      tried[depth] = slot
      if (this.#steps++ >= this.#budget || this.#table.full) return end('inconclusive')
      if (!this.#place(slot)) continue
      if (this.#advance()) return end('ok')
      const row = this.#table.add(this.#row)
      if (row < 0) continue
      rows.push(row)
      tried.push(-1)
    }
    return end('violated')
  }

  /** Places what can be placed without a choice; whether that was all. */
  #advance(): boolean {
    const row = this.#row
    const returns = this.#pending.returning
    for (let place = row[0] ?? 0; ; place++) {
      row[0] = place
      if (place > this.#furthest) this.#furthest = place
      if (place >= returns.length) return true
      this.#pending.goTo(place)
      this.#placeObservations()
      const slot = this.#pending.slotOf[returns[place] ?? 0] ?? 0
      if (!this.#isPlaced(slot)) return false
      // The slot is free for another operation from here on.
      row[headWords + (slot >>> 5)] = (row[headWords + (slot >>> 5)] ?? 0) & ~(1 << (slot & 31))
      this.#steps++
    }
  }

  #placeObservations(): void {
    const { owner } = this.#pending
    const value = this.#value()
    for (let slot = 0; slot < owner.length; slot++) {
      const operation = this.#operations[owner[slot] ?? -1]
      if (operation === undefined || isUpdate(operation) || this.#isPlaced(slot)) continue
      if (apply(value, operation) !== undefined) this.#mark(slot)
    }
  }

  /** The next slot after `tried` with an update that may come now; -1 if there is none. */
  #nextUpdate(tried: number): number {
    const { owner } = this.#pending
    this.#pending.goTo(this.#row[0] ?? 0)
    for (let slot = tried + 1; slot < owner.length; slot++) {
      const operation = this.#operations[owner[slot] ?? -1]
      if (operation === undefined || !isUpdate(operation) || this.#isPlaced(slot)) continue
      if (!this.#hasUrgentTwin(slot)) return slot
    }
    return -1
  }

  /** Whether another update under way does the same and returns before: then that one goes first. */
  #hasUrgentTwin(slot: number): boolean {
    const { owner, returnPlace } = this.#pending
    const index = owner[slot] ?? 0
    for (let other = 0; other < owner.length; other++) {
      const twin = owner[other] ?? -1
      if (twin < 0 || other === slot || this.#effects[twin] !== this.#effects[index] || this.#isPlaced(other)) continue
      if ((returnPlace[twin] ?? 0) < (returnPlace[index] ?? 0)) return true
    }
    return false
  }

  /** Lets the update take effect; `false` if it cannot, or if nothing would come of it. */
  #place(slot: number): boolean {
    const operation = this.#operations[this.#pending.owner[slot] ?? -1]
    const before = this.#value()
    const after = operation === undefined ? undefined : apply(before, operation)
    if (operation === undefined || after === undefined || (after === before && isOpen(operation))) return false
    this.#row[1] = this.#numberOf(after)
    this.#mark(slot)
    return true
  }

  #value(): Value {
    return this.#values[this.#row[1] ?? 0] ?? null
  }

  #numberOf(value: Value): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    this.#numbers.set(value, this.#values.length)
    return this.#values.push(value) - 1
  }

  #isPlaced(slot: number): boolean {
    return (((this.#row[headWords + (slot >>> 5)] ?? 0) >>> (slot & 31)) & 1) === 1
  }

  #mark(slot: number): void {
    this.#row[headWords + (slot >>> 5)] = (this.#row[headWords + (slot >>> 5)] ?? 0) | (1 << (slot & 31))
  }
}

/** A number for each operation, the same for those that do the same whatever the register holds. */
function effects(operations: readonly Operation[]): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(operations, (operation) => {
    const { kind, value } = operation
    const more = kind === 'cas' ? operation.expected : kind === 'add' ? operation.result : null
    // What an operation without an answer does is one thing, what one with its answer did another.
    const name = JSON.stringify([kind, value, more ?? null, more === undefined, isOpen(operation), isUpdate(operation)])
    const known = numbers.get(name) ?? numbers.size
    numbers.set(name, known)
    return known
  })
}
