import type { RecordPlan } from '../../data-plan.ts'
import { type Cell, type Merge, NOTHING, same } from './cell.ts'
import { DotSet } from './dot-set.ts'

/** What one node has on its disk. */
export class Replica {
  readonly #merge: Merge
  /** By record of the plan: what was there at the start … */
  readonly #initial: readonly Cell[]
  readonly #keys: readonly number[]
  /** … and what has been written since. */
  readonly #cells: readonly Map<number, Cell>[]

  constructor(records: readonly RecordPlan[], merge: Merge) {
    this.#merge = merge
    this.#keys = records.map(({ keys }) => keys)
    this.#initial = records.map(({ initial, rows }) => [
      { version: 0, order: 0, value: initial ?? rows, gone: false, dot: null, past: DotSet.empty },
    ])
    this.#cells = records.map(() => new Map())
  }

  /** What it has of a key that belongs here. */
  cell(record: number, key: number): Cell {
    const cell = this.written(record, key)
    if (cell !== undefined) return cell
    return key < (this.#keys[record] as number) ? (this.#initial[record] as Cell) : NOTHING
  }

  /** The same of what has been written here, also of keys that belong elsewhere. */
  written(record: number, key: number): Cell | undefined {
    return this.#cells[record]?.get(key)
  }

  /** Adds what another node or a coordinator has; returns whether that changes anything. */
  add(record: number, key: number, cell: Cell): boolean {
    const before = this.cell(record, key)
    const after = this.#merge(before, cell)
    if (after === before) return false
    this.#cells[record]?.set(key, after)
    return true
  }

  /** Forgets a key that was kept for another node and has been handed over; not what has come since. */
  forget(record: number, key: number, cell: Cell): void {
    const kept = this.written(record, key)
    if (kept !== undefined && same(kept, cell)) this.#cells[record]?.delete(key)
  }

  /** Keys of a record that have been written here, in the order in which they were first. */
  keys(record: number): Iterable<number> {
    return this.#cells[record]?.keys() ?? []
  }
}
