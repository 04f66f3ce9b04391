import type { AccessPlan, AccessVerb, ValuePlan } from '../../../sim/data-plan.ts'
import type { Distribution } from '../../../sim/kernel/distribution.ts'
import { Outcome } from '../../../sim/outcome.ts'
import type { Scenario } from '../../scenario.ts'
import type { InsertStep, JoinStep, LeaseStep, QueryStep, StatementStep, UpdateStep, WriteStep } from '../../step.ts'
import { cacheName } from '../caches.ts'
import type { StepFields } from '../draft-program.ts'
import type { EdgeTable } from '../edge-table.ts'
import { keyPlan } from '../key-plan.ts'
import { outcomeIndex } from '../outcome-names.ts'
import type { PlacedStore, Storage } from '../place-records.ts'
import { callKey } from '../remote-call.ts'
import { recordNamed, recordNames } from './compile-records.ts'
import { statementProgram } from './store-programs.ts'

/** What statements compile against. */
export interface StatementContext {
  readonly scenario: Scenario
  readonly storage: Storage
  readonly edges: EdgeTable
  readonly outcomes: readonly string[]
  /** Positions by name of the caches that writes go through. */
  readonly writtenCaches: ReadonlyMap<string, number>
  /** Of a request nobody describes, bytes. */
  readonly payload: Distribution
}

/** Turns the statements of one module into the fields of steps. */
export class Statements {
  readonly #context: StatementContext
  readonly #module: string
  readonly #unit: string
  readonly #records: readonly string[]

  constructor(context: StatementContext, module: string, unit: string) {
    this.#context = context
    this.#module = module
    this.#unit = unit
    this.#records = recordNames(context.storage)
  }

  /** Reading, writing … one record. */
  of(step: StatementStep): StepFields {
    switch (step.kind) {
      case 'read':
        return this.#statement('read', step.read, step.key, { from: step.from, forUpdate: step['for-update'] })
      case 'write':
        return { ...this.#statement('write', step.write, step.key, this.#written(step)), ...this.#through(step) }
      case 'update':
        return this.#statement('update', step.update, step.key, this.#updated(step))
      case 'insert':
        return this.#insert(step)
      case 'delete':
        return this.#statement('delete', step.delete, step.key, this.#fenced(step.delete))
      case 'query':
        return this.#statement('query', step.query, step.key, this.#queried(step))
    }
  }

  /** One statement of a join: of several records, or of one alone. */
  join(records: readonly string[], { key, rows }: Pick<JoinStep, 'key' | 'rows'>): StepFields {
    const [first = '', ...others] = records
    const verb = others.length === 0 ? 'query' : 'join'
    const found = {
      rows: rows * records.length,
      grouped: this.#isGrouped(first),
      with: others.map((record) => ({ record: this.#records.indexOf(record), grouped: this.#isGrouped(record) })),
    }
    return this.#statement(verb, first, key, found)
  }

  /** Something about a record that Orrery makes, whose keys nobody draws. */
  made(
    verb: 'insert' | 'query' | 'delete' | 'write' | 'read',
    record: string,
    more: Partial<AccessPlan> = {},
  ): StepFields {
    const store = this.#context.storage.storeOf.get(record)
    return { ...this.#call(store, verb, record, this.#records.indexOf(record), more), key: null }
  }

  /** The end of a transaction. */
  end(
    store: PlacedStore,
    verb: 'commit' | 'rollback' | 'prepare' | 'commit-prepared' | 'rollback-prepared',
    more: Pick<AccessPlan, 'branch'> = {},
  ): StepFields {
    return this.#call(store, verb, '', -1, more)
  }

  /** Taking a lease or giving it back. */
  lease({ lease, key }: LeaseStep, verb: 'acquire' | 'release'): StepFields {
    return this.#statement(verb, lease, key, {})
  }

  #written({ write, set, if: unchanged }: WriteStep): Partial<AccessPlan> {
    return { value: valuePlan(set), ifUnchanged: unchanged === 'unchanged', ...this.#fenced(write) }
  }

  /** The cache that takes part in a write. */
  #through({ write }: WriteStep): StepFields {
    const cache = this.#context.writtenCaches.get(cacheName(this.#module, write))
    return cache === undefined ? {} : { cache }
  }

  #updated({ update, add, require, as }: UpdateStep): Partial<AccessPlan> {
    const outcome = as === undefined ? Outcome.rejected : outcomeIndex(this.#context.outcomes, as)
    return { add, require: require ?? null, outcome, ...this.#fenced(update) }
  }

  #insert({ insert, key, set }: InsertStep): StepFields {
    const grouped = this.#isGrouped(insert)
    const value = valuePlan(set === undefined ? undefined : { kind: 'value', value: set })
    const fields = this.#statement('insert', insert, key, { value, grouped, ...this.#fenced(insert) })
    // A row of its own has a key that nothing else has.
    return grouped || key !== undefined ? fields : { ...fields, key: null }
  }

  #queried({ query, rows, index }: QueryStep): Partial<AccessPlan> {
    const { scenario, storage } = this.#context
    const grouped = this.#isGrouped(query)
    const family = recordNamed(scenario, storage, query)
    const all = (family?.keys ?? 1) * (grouped ? (family?.rows ?? 0) : 1)
    return { grouped, rows: index ? (rows ?? -1) : all }
  }

  #isGrouped(record: string): boolean {
    return recordNamed(this.#context.scenario, this.#context.storage, record)?.per !== undefined
  }

  #fenced(record: string): Partial<AccessPlan> {
    return { fenced: recordNamed(this.#context.scenario, this.#context.storage, record)?.fenced === true }
  }

  #statement(verb: AccessVerb, record: string, input: string | undefined, more: Partial<AccessPlan>): StepFields {
    const { scenario, storage } = this.#context
    const store = storage.storeOf.get(record)
    const key = keyPlan(scenario, storage, record, input)
    return { ...this.#call(store, verb, record, this.#records.indexOf(record), more), key }
  }

  #call(
    store: PlacedStore | undefined,
    verb: AccessVerb,
    name: string,
    record: number,
    more: Partial<AccessPlan>,
  ): StepFields {
    const { storage, edges, payload } = this.#context
    const to = { to: store?.name ?? '', toModule: '', kind: 'store' } as const
    const edge = edges.edgeOf.get(callKey({ from: this.#unit, fromModule: this.#module, ...to })) ?? ''
    const access = { ...NOTHING_SAID, verb, store: store === undefined ? -1 : storage.stores.indexOf(store), record }
    return {
      program: store === undefined ? '' : statementProgram(store, verb, name),
      edge,
      request: payload,
      access: { ...access, ...more },
    }
  }
}

const NOTHING_SAID: Omit<AccessPlan, 'verb' | 'store' | 'record'> = {
  forUpdate: false,
  from: 'leader',
  value: { kind: 'own' },
  add: 0,
  require: null,
  outcome: Outcome.rejected,
  ifUnchanged: false,
  grouped: false,
  rows: -1,
  with: [],
  fenced: false,
}

function valuePlan(set: WriteStep['set']): ValuePlan {
  if (set === undefined) return { kind: 'own' }
  switch (set.kind) {
    case 'value':
      return { kind: 'set', value: set.value }
    case 'read':
      return { kind: 'read-plus', add: set.add }
    case 'copy':
      return { kind: 'copy' }
  }
}
