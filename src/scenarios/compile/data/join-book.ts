import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import type { JoinStep } from '../../step.ts'
import { byCodeUnit } from '../names.ts'
import type { Storage } from '../place-records.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import { mayTouch } from './may-touch.ts'

/** An operation that Orrery makes, because a module joins a record that it may not touch. */
export interface LookUp {
  /** `inventory.look-up-stock` */
  readonly name: string
  /** The owner of the record. */
  readonly module: string
  readonly record: string
  readonly rows: number
  readonly key: string | undefined
  /** The first join that needs it. */
  readonly place: DocumentPath
}

/** One part of a join, done one after the other. */
export type JoinPart =
  /** One statement: a query of one record, a join of several. */
  | { readonly kind: 'statement'; readonly records: readonly string[] }
  | { readonly kind: 'look-up'; readonly lookUp: LookUp }

/**
 * How the joins of a scenario are done: one statement where one store can do it, else calls to those who own the rows.
 */
export class JoinBook {
  readonly #storage: Storage
  readonly #lookUps = new Map<string, LookUp>()

  constructor(scenario: Scenario, storage: Storage) {
    this.#storage = storage
    const needed = new Map<string, Omit<LookUp, 'name'>>()
    for (const { module, steps, path } of operationsOf(scenario)) {
      walkSteps(steps, [...path, 'steps'], (step, place) => {
        if (step.kind !== 'join' || this.#together(module, step)) return
        for (const record of step.join) {
          const owner = storage.ownerOf.get(record)
          if (owner === undefined || mayTouch(storage, module, record)) continue
          const id = lookUpId(step, record)
          if (!needed.has(id)) needed.set(id, { module: owner, record, rows: step.rows, key: step.key, place })
        }
      })
    }
    const used = new Map<string, number>()
    for (const id of [...needed.keys()].sort(byCodeUnit)) {
      const one = needed.get(id)
      if (one === undefined) continue
      const base = `${one.module}.look-up-${one.record}`
      const count = (used.get(base) ?? 0) + 1
      used.set(base, count)
      this.#lookUps.set(id, { ...one, name: count === 1 ? base : `${base}-${count}` })
    }
  }

  /** All operations that joins need, in code-unit order of what they look up. */
  get lookUps(): readonly LookUp[] {
    return [...this.#lookUps.values()]
  }

  /** What a join of a module does. */
  partsOf(module: string, step: JoinStep): readonly JoinPart[] {
    if (this.#together(module, step)) return [{ kind: 'statement', records: step.join }]
    return step.join.map((record): JoinPart => {
      const lookUp = this.#lookUps.get(lookUpId(step, record))
      if (mayTouch(this.#storage, module, record) || lookUp === undefined) {
        return { kind: 'statement', records: [record] }
      }
      return { kind: 'look-up', lookUp }
    })
  }

  /** Whether one store that can join holds all of them, and the module may touch them. */
  #together(module: string, { join }: JoinStep): boolean {
    const store = this.#storage.storeOf.get(join[0] ?? '')
    if (store === undefined || store.template.rules.kind !== 'sql') return false
    return join.every(
      (record) => this.#storage.storeOf.get(record) === store && mayTouch(this.#storage, module, record),
    )
  }
}

/** Joins that ask for the same rows share the operation. */
function lookUpId({ rows, key }: JoinStep, record: string): string {
  return `${record}\n${String(rows).padStart(16, '0')}\n${key ?? ''}`
}
