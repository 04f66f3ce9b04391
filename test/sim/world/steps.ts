import type { AccessPlan, AccessVerb, Isolation, LeasePlan } from '../../../src/sim/data-plan.ts'
import type { KeyLaw } from '../../../src/sim/kernel/keys/key-law.ts'
import { OUTCOME_NAMES, type Outcome } from '../../../src/sim/outcome.ts'
import { type ProgramPlan, StepKind, type StepPlan } from '../../../src/sim/plan.ts'
import { type Law, law } from './law.ts'
import { accessPlan, recordsOf, type StoreSpec } from './stores.ts'

export interface CallOptions {
  /** Over the network also to the unit that calls. */
  readonly network?: boolean
  readonly timeout?: number
  readonly optional?: boolean
  readonly request?: Law
}

export interface ParallelOptions {
  /** Branches that have to succeed; all of them by default. */
  readonly need?: number
  readonly optional?: boolean
}

/** One step as a test writes it. */
export type StepSpec =
  | { readonly kind: 'cpu' | 'io'; readonly time: Law }
  | ({ readonly kind: 'call' | 'send'; readonly operation: string } & CallOptions)
  | ({ readonly kind: 'parallel'; readonly branches: readonly (readonly StepSpec[])[] } & ParallelOptions)
  | { readonly kind: 'choose'; readonly ways: readonly (readonly [share: number, steps: readonly StepSpec[]])[] }
  | { readonly kind: 'repeat'; readonly times: Law; readonly steps: readonly StepSpec[]; readonly optional?: boolean }
  | { readonly kind: 'fail'; readonly probability: number; readonly reason: string }
  | { readonly kind: 'respond' }
  | {
      readonly kind: 'cached'
      readonly cache: string
      readonly keys: KeyLaw
      readonly lookUp: Law
      readonly steps: readonly StepSpec[]
      readonly optional: boolean
    }
  | { readonly kind: 'deliver' | 'end' }
  | { readonly kind: 'transact'; readonly business: number; readonly optional?: boolean }
  | { readonly kind: 'invalidate'; readonly cache: string; readonly delay: Law; readonly loss: number }
  | ({ readonly kind: 'access'; readonly verb: AccessVerb; readonly record: string } & AccessOptions)
  | ({ readonly kind: 'begin'; readonly store: string; readonly steps: readonly StepSpec[] } & BeginOptions)
  | ({ readonly kind: 'lease'; readonly record: string; readonly steps: readonly StepSpec[] } & LeaseOptions)

export interface AccessOptions extends Partial<Omit<AccessPlan, 'verb' | 'store' | 'record'>> {
  /** The key, or its law; all statements of a test are about key 0 by default. */
  readonly key?: number | KeyLaw
  readonly timeout?: number
  readonly optional?: boolean
}

export interface BeginOptions {
  readonly isolation?: Isolation
  readonly retries?: number
  readonly optional?: boolean
  /** Whether it is prepared at its end, for the business transaction that it is part of, instead of committed. */
  readonly prepare?: boolean
}

export interface LeaseOptions extends Partial<Omit<LeasePlan, 'store' | 'record'>> {
  readonly key?: number | KeyLaw
  readonly optional?: boolean
}

export const cpu = (time: Law): StepSpec => ({ kind: 'cpu', time })
export const io = (time: Law): StepSpec => ({ kind: 'io', time })
export const call = (operation: string, options: CallOptions = {}): StepSpec => ({
  kind: 'call',
  operation,
  ...options,
})
export const send = (operation: string, options: CallOptions = {}): StepSpec => ({
  kind: 'send',
  operation,
  ...options,
})
export const parallel = (branches: readonly (readonly StepSpec[])[], options: ParallelOptions = {}): StepSpec => ({
  kind: 'parallel',
  branches,
  ...options,
})
export const choose = (...ways: readonly (readonly [number, readonly StepSpec[]])[]): StepSpec => ({
  kind: 'choose',
  ways,
})
export const repeat = (
  times: Law,
  steps: readonly StepSpec[],
  options: { readonly optional?: boolean } = {},
): StepSpec => ({
  kind: 'repeat',
  times,
  steps,
  ...options,
})
export const fail = (probability: number = 1, reason: keyof typeof Outcome | (string & {}) = 'error'): StepSpec => ({
  kind: 'fail',
  probability,
  reason,
})
export const respond = (): StepSpec => ({ kind: 'respond' })
/** Looks a key drawn from `keys` up in a cache of the world; what a miss does are `steps`. */
export const cached = (
  cache: string,
  keys: KeyLaw,
  steps: readonly StepSpec[],
  options: { readonly lookUp?: Law; readonly optional?: boolean } = {},
): StepSpec => ({
  kind: 'cached',
  cache,
  keys,
  lookUp: options.lookUp ?? 0,
  steps,
  optional: options.optional ?? false,
})

/** At a store: what the statement wants. */
export const deliver = (): StepSpec => ({ kind: 'deliver' })
/** A place that stays empty. */
export const nothing = (): StepSpec => ({ kind: 'end' })
/** A business transaction of the plan. */
export const transact = (business: number, options: { readonly optional?: boolean } = {}): StepSpec => ({
  kind: 'transact',
  business,
  ...options,
})
/** Tells a cache of the world that its copies of key 0 are out of date. */
export const invalidate = (
  cache: string,
  options: { readonly delay?: Law; readonly loss?: number } = {},
): StepSpec => ({ kind: 'invalidate', cache, delay: options.delay ?? 0, loss: options.loss ?? 0 })
/** A statement about a record, at the operation `record.verb` (`store.commit`) of its store. */
export const access = (verb: AccessVerb, record: string, options: AccessOptions = {}): StepSpec => ({
  kind: 'access',
  verb,
  record,
  ...options,
})
/** A local transaction of a store. */
export const begin = (store: string, steps: readonly StepSpec[], options: BeginOptions = {}): StepSpec => ({
  kind: 'begin',
  store,
  steps,
  ...options,
})

/** What is done under a lease on key 0 of a record, 1 s unless it says otherwise. */
export const lease = (record: string, steps: readonly StepSpec[], options: LeaseOptions = {}): StepSpec => ({
  kind: 'lease',
  record,
  steps,
  ...options,
})

/** What the compiler needs of a world. */
export interface OperationsSpec {
  readonly operations: Readonly<Record<string, readonly StepSpec[]>>
  readonly modules?: Readonly<Record<string, string>>
  readonly answers?: Readonly<Record<string, Law>>
  readonly reasons?: readonly string[]
  readonly caches?: Readonly<Record<string, unknown>>
  readonly notIdempotent?: readonly string[]
  readonly stores?: Readonly<Record<string, StoreSpec>>
}

/** Name of the unit that runs an operation. */
export function unitOf(spec: Pick<OperationsSpec, 'modules'>, operation: string): string {
  const module = operation.split('.')[0] as string
  return spec.modules?.[module] ?? module
}

/** Flattens all operations; the anonymous programs of their branches and bodies follow after them. */
export function compileOperations(
  spec: OperationsSpec,
  units: readonly string[],
  edgeOf: (from: string, to: string) => number,
): readonly ProgramPlan[] {
  const names = Object.keys(spec.operations)
  const programs: ProgramPlan[] = names.map((name) => ({
    name,
    unit: units.indexOf(unitOf(spec, name)),
    operation: true,
    steps: [],
    answer: law(spec.answers?.[name] ?? 0),
    idempotent: spec.notIdempotent?.includes(name) !== true,
  }))
  const outcomes = [...OUTCOME_NAMES, ...(spec.reasons ?? [])]
  const edgeFor = (caller: number, operation: string, network = false): number => {
    const [from, to] = [units[caller] as string, unitOf(spec, operation)]
    return from === to && !network ? -1 : edgeOf(from, to)
  }
  const compiler = new Compiler(programs, names, outcomes, Object.keys(spec.caches ?? {}), edgeFor, spec.stores ?? {})
  names.forEach((name, i) => {
    const program = programs[i] as ProgramPlan
    programs[i] = { ...program, steps: compiler.flatten(spec.operations[name] ?? [], name, program.unit) }
  })
  return programs
}

class Compiler {
  readonly #programs: ProgramPlan[]
  readonly #operations: readonly string[]
  readonly #outcomes: readonly string[]
  readonly #caches: readonly string[]
  readonly #edgeFor: (caller: number, operation: string, network?: boolean) => number
  readonly #stores: readonly string[]
  readonly #records: readonly { readonly name: string; readonly store: number }[]

  constructor(
    programs: ProgramPlan[],
    operations: readonly string[],
    outcomes: readonly string[],
    caches: readonly string[],
    edgeFor: (caller: number, operation: string, network?: boolean) => number,
    stores: Readonly<Record<string, StoreSpec>>,
  ) {
    this.#stores = Object.keys(stores)
    this.#records = recordsOf(stores)
    this.#programs = programs
    this.#operations = operations
    this.#outcomes = outcomes
    this.#caches = caches
    this.#edgeFor = edgeFor
  }

  flatten(steps: readonly StepSpec[], name: string, unit: number): readonly StepPlan[] {
    const out: StepPlan[] = []
    this.#emitAll(steps, name, unit, out)
    out.push(blank(StepKind.end, name))
    return out
  }

  #emitAll(steps: readonly StepSpec[], name: string, unit: number, out: StepPlan[]): void {
    steps.forEach((step, i) => {
      if (step.kind === 'choose') this.#emitChoice(step, `${name}[${i}]`, unit, out)
      else if (step.kind === 'begin') this.#emitBegin(step, `${name}[${i}]`, unit, out)
      else if (step.kind === 'lease') this.#emitLease(step, `${name}[${i}]`, unit, out)
      else out.push(this.#plain(step, `${name}[${i}]`, unit))
    })
  }

  #emitChoice(step: Extract<StepSpec, { kind: 'choose' }>, path: string, unit: number, out: StepPlan[]): void {
    const position = out.length
    const targets: number[] = []
    const jumps: number[] = []
    let sum = 0
    const cumulative = step.ways.map(([share]) => {
      sum += share
      return sum
    })
    out.push(blank(StepKind.choose, path))
    step.ways.forEach(([, steps], i) => {
      targets.push(out.length)
      this.#emitAll(steps, `${path}.choose[${i}]`, unit, out)
      jumps.push(out.push(blank(StepKind.jump, path)) - 1)
    })
    out[position] = { ...blank(StepKind.choose, path), targets, cumulative }
    for (const jump of jumps) out[jump] = { ...blank(StepKind.jump, path), targets: [out.length] }
  }

  #emitBegin(step: Extract<StepSpec, { kind: 'begin' }>, path: string, unit: number, out: StepPlan[]): void {
    const program = this.#part(step.steps, `${path}.begin`, unit)
    const { isolation = 'read-committed', retries = 0, optional = false } = step
    const store = this.#stores.indexOf(step.store)
    out.push({ ...blank(StepKind.begin, path), program, optional, transaction: { store, isolation, retries } })
    for (const verb of [step.prepare === true ? 'prepare' : 'commit', 'rollback'] as const) {
      const plan = { ...accessPlan(verb, {}), store, record: -1 }
      const to = this.#to(unit, `${step.store}.${verb}`)
      out.push({ ...blank(StepKind.access, `${path}.${verb}`), ...to, access: plan })
    }
  }

  #emitLease(step: Extract<StepSpec, { kind: 'lease' }>, path: string, unit: number, out: StepPlan[]): void {
    const program = this.#part(step.steps, `${path}.lease`, unit)
    const { record: name, key = 0, optional = false, ttl = 1e9, retryEvery = 100e6, attempts = 50 } = step
    const record = this.#records.findIndex((one) => one.name === name)
    const store = this.#records[record]?.store ?? -1
    const plan: LeasePlan = { store, record, ttl, retryEvery, attempts, fencing: step.fencing ?? false }
    out.push({ ...blank(StepKind.lease, path), program, optional, lease: plan })
    for (const verb of ['acquire', 'release'] as const) {
      out.push(this.#access({ kind: 'access', verb, record: name, key }, `${path}.${verb}`, unit))
    }
  }

  #access(step: Extract<StepSpec, { kind: 'access' }>, path: string, unit: number): StepPlan {
    const record = this.#records.findIndex(({ name }) => name === step.record)
    // What is about no record names its store.
    const store = this.#records[record]?.store ?? this.#stores.indexOf(step.record)
    const { key = 0, timeout = 0, optional = false } = step
    const own = typeof key === 'number' ? theKey(key) : key
    const to = this.#to(unit, `${step.record}.${step.verb}`)
    const plan = { ...accessPlan(step.verb, step), store, record }
    return { ...blank(StepKind.access, path), ...to, timeout, optional, key: { own, inputs: [] }, access: plan }
  }

  #to(unit: number, operation: string): Pick<StepPlan, 'program' | 'edge'> {
    return { program: this.#operations.indexOf(operation), edge: this.#edgeFor(unit, operation) }
  }

  #plain(step: Exclude<StepSpec, { kind: 'choose' | 'begin' | 'lease' }>, path: string, unit: number): StepPlan {
    const base = blank(StepKind[step.kind], path)
    switch (step.kind) {
      case 'cpu':
      case 'io':
        return { ...base, amount: law(step.time) }
      case 'call':
      case 'send': {
        const { timeout = 0, optional = false, request = 0 } = step
        return {
          ...base,
          program: this.#operations.indexOf(step.operation),
          edge: this.#edgeFor(unit, step.operation, step.network),
          timeout,
          optional,
          request: law(request),
        }
      }
      case 'parallel': {
        const branches = step.branches.map((steps, i) => this.#part(steps, `${path}.parallel[${i}]`, unit))
        return { ...base, branches, need: step.need ?? branches.length, optional: step.optional ?? false }
      }
      case 'repeat': {
        const program = this.#part(step.steps, `${path}.repeat`, unit)
        return { ...base, program, amount: law(step.times), optional: step.optional ?? false }
      }
      case 'fail':
        return { ...base, probability: step.probability, outcome: this.#outcomes.indexOf(step.reason) }
      case 'respond':
      case 'deliver':
      case 'end':
        return base
      case 'transact': {
        const { business, optional = false } = step
        return { ...base, optional, transact: { business } }
      }
      case 'access':
        return this.#access(step, path, unit)
      case 'invalidate': {
        const { loss, delay } = step
        const invalidation = { caches: [this.#caches.indexOf(step.cache)], delay: law(delay), loss }
        return { ...base, key: { own: theKey(0), inputs: [] }, invalidation }
      }
      case 'cached': {
        const program = this.#part(step.steps, `${path}.miss`, unit)
        const key = { own: step.keys, inputs: [] }
        const cache = this.#caches.indexOf(step.cache)
        return { ...base, program, key, cache, amount: law(step.lookUp), optional: step.optional }
      }
    }
  }

  #part(steps: readonly StepSpec[], name: string, unit: number): number {
    const part = {
      name,
      unit,
      operation: false,
      idempotent: true,
      answer: law(0),
      steps: this.flatten(steps, name, unit),
    }
    return this.#programs.push(part) - 1
  }
}

function theKey(key: number): KeyLaw {
  return { text: `key ${key}`, count: key + 1, probability: (each) => (each === key ? 1 : 0), sample: () => key }
}

/** A step that says nothing but what it is. */
export function blank(kind: StepKind, path: string): StepPlan {
  return {
    kind,
    path,
    amount: law(0),
    program: -1,
    edge: -1,
    request: law(0),
    optional: false,
    timeout: 0,
    branches: [],
    need: 0,
    targets: [],
    cumulative: [],
    probability: 0,
    outcome: 0,
    key: null,
    cache: -1,
  }
}
