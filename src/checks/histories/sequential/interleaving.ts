import type { Verdict } from '../judgement.ts'
import { apply } from '../registers/apply.ts'
import { ConfigurationTable } from '../registers/configuration-table.ts'
import { isUpdate, type Operation, type Value } from '../registers/operation.ts'
import type { Programs } from './program-order.ts'

/** How a search ended. */
export interface InterleavingEnd {
  /** `inconclusive`: the steps, or the memory for what has been tried, were used up. */
  readonly verdict: Verdict
  readonly steps: number
  /** At the furthest: the next operation of each session, none of which could come. */
  readonly stuckAt: readonly Operation[]
}

/**
 * Searches an interleaving of the sessions that explains every answer, with a memory of where it has been. Observations
 * are placed as soon as they are right. Cost: exponential in the number of sessions (the problem is NP-complete); a
 * step is an operation placed.
 */
export function interleave(programs: Programs, initial: (key: string) => Value, budget: number): InterleavingEnd {
  return new Interleaving(programs, initial, budget).run()
}

/**
 * A row of the table: how far each session is, the number of the value of each key, and a bit for each update without
 * an answer that has taken effect.
 */
class Interleaving {
  readonly #programs: Programs
  readonly #keyOf: Int32Array
  readonly #open: readonly { readonly operation: number; readonly session: number; readonly after: number }[]
  readonly #values: Value[] = []
  readonly #numbers = new Map<Value, number>()
  readonly #table: ConfigurationTable
  readonly #row: Int32Array
  readonly #openWord: number
  readonly #budget: number
  readonly #total: number
  #steps = 0
  #furthest = -1
  #stuck: readonly Operation[] = []

  constructor(programs: Programs, initial: (key: string) => Value, budget: number) {
    this.#programs = programs
    this.#budget = budget
    const keys = new Map<string, number>()
    this.#keyOf = Int32Array.from(programs.operations, ({ key }) => {
      const number = keys.get(key) ?? keys.size
      keys.set(key, number)
      return number
    })
    this.#open = programs.programs.flatMap(({ open }, session) => open.map((each) => ({ ...each, session })))
    this.#total = programs.programs.reduce((sum, { main }) => sum + main.length, 0)
    const sessions = programs.programs.length
    this.#openWord = sessions + keys.size
    this.#row = new Int32Array(this.#openWord + Math.ceil(this.#open.length / 32))
    for (const [key, number] of keys) this.#row[sessions + number] = this.#numberOf(initial(key))
    this.#table = new ConfigurationTable(Math.max(1, this.#row.length))
  }

  run(): InterleavingEnd {
    const end = (verdict: Verdict): InterleavingEnd => ({ verdict, steps: this.#steps, stuckAt: this.#stuck })
    if (this.#advance()) return end('ok')
    const choices = this.#programs.programs.length + this.#open.length
    const rows = [this.#table.add(this.#row)]
    const tried = [-1]
    while (rows.length > 0) {
      const depth = rows.length - 1
      const choice = (tried[depth] ?? 0) + 1
      if (choice >= choices) {
        rows.pop()
        tried.pop()
        continue
      }
      tried[depth] = choice
      this.#table.load(rows[depth] ?? 0, this.#row)
      if (!this.#take(choice)) continue
      if (this.#steps++ >= this.#budget || this.#table.full) return end('inconclusive')
      if (this.#advance()) return end('ok')
      const row = this.#table.add(this.#row)
      if (row < 0) continue
      rows.push(row)
      tried.push(-1)
    }
    return end('violated')
  }

  /** Places every observation that is right; whether all operations have been placed. */
  #advance(): boolean {
    const { programs } = this.#programs
    let placed = 0
    for (let session = 0; session < programs.length; session++) {
      for (;;) {
        const next = this.#next(session)
        if (next === undefined || isUpdate(this.#operation(next)) || !this.#apply(next)) break
        this.#row[session] = (this.#row[session] ?? 0) + 1
        this.#steps++
      }
      placed += this.#row[session] ?? 0
    }
    if (placed > this.#furthest) {
      this.#furthest = placed
      this.#stuck = programs.flatMap((_, session) => {
        const next = this.#next(session)
        return next === undefined ? [] : [this.#operation(next)]
      })
    }
    return placed === this.#total
  }

  /** Lets an update take effect: the next of a session, or, beyond the sessions, one without an answer. */
  #take(choice: number): boolean {
    const sessions = this.#programs.programs.length
    if (choice < sessions) {
      const next = this.#next(choice)
      if (next === undefined || !isUpdate(this.#operation(next)) || !this.#apply(next)) return false
      this.#row[choice] = (this.#row[choice] ?? 0) + 1
      return true
    }
    const open = this.#open[choice - sessions]
    const word = this.#openWord + ((choice - sessions) >>> 5)
    const bit = 1 << ((choice - sessions) & 31)
    if (open === undefined || ((this.#row[word] ?? 0) & bit) !== 0) return false
    if ((this.#row[open.session] ?? 0) < open.after || !this.#apply(open.operation)) return false
    this.#row[word] = (this.#row[word] ?? 0) | bit
    return true
  }

  #next(session: number): number | undefined {
    return this.#programs.programs[session]?.main[this.#row[session] ?? 0]
  }

  #operation(index: number): Operation {
    // Indexes come from the programs themselves, so there is an operation.
    return this.#programs.operations[index]!
  }

  /** Changes the key's value as the operation does; `false` if its answer would be wrong. */
  #apply(index: number): boolean {
    const word = this.#programs.programs.length + (this.#keyOf[index] ?? 0)
    const after = apply(this.#values[this.#row[word] ?? 0] ?? null, this.#operation(index))
    if (after === undefined) return false
    this.#row[word] = this.#numberOf(after)
    return true
  }

  #numberOf(value: Value): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    this.#numbers.set(value, this.#values.length)
    return this.#values.push(value) - 1
  }
}
