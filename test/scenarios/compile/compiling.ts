import { type CompileOptions, type CompileResult, compile } from '../../../src/scenarios/compile.ts'
import type { Problem } from '../../../src/scenarios/problem.ts'
import type { Scenario } from '../../../src/scenarios/scenario.ts'
import { scenarioSchema } from '../../../src/scenarios/schema/scenario.ts'
import type { EdgePlan, Plan, ProgramPlan, UnitPlan } from '../../../src/sim/plan.ts'

/** A scenario as somebody would write it in YAML, without its name. */
export interface Written {
  readonly run?: unknown
  readonly app: Readonly<Record<string, unknown>>
  readonly deploy?: unknown
  readonly stores?: unknown
  readonly brokers?: unknown
  readonly events?: unknown
  readonly consumers?: readonly unknown[]
  readonly network?: unknown
  readonly workload: Readonly<Record<string, unknown>>
  readonly policies?: readonly unknown[]
  readonly faults?: readonly unknown[]
  readonly expect?: readonly unknown[]
}

/** Reads a document with the schema of the language. */
export function scenarioOf(document: Written): Scenario {
  return scenarioSchema.parse({ name: 'test', ...document })
}

export type Compiled = Extract<CompileResult, { ok: true }>

/** Compiles a document that has no mistake. */
export function compiled(document: Written, options?: CompileOptions): Compiled {
  const result = compile(scenarioOf(document), options)
  if (!result.ok) throw new Error(result.problems.map((problem) => `${problem.code} ${problem.message}`).join('\n'))
  return result
}

export function planOf(document: Written, options?: CompileOptions): Plan {
  return compiled(document, options).plan
}

/** What the compiler says about a document, code, path and sentence. */
export function problemsOf(document: Written, options?: CompileOptions): readonly Problem[] {
  return compile(scenarioOf(document), options).problems
}

/** Codes and paths, which is what most tests are about. */
export function complaints(document: Written, options?: CompileOptions): readonly string[] {
  return problemsOf(document, options).map(({ code, path }) => `${code} ${path.join('.')}`)
}

export function unit(plan: Plan, name: string): UnitPlan {
  return named(plan.units, name)
}

export function edge(plan: Plan, name: string): EdgePlan {
  return named(plan.edges, name)
}

export function program(plan: Plan, name: string): ProgramPlan {
  return named(plan.programs, name)
}

function named<Part extends { readonly name: string }>(parts: readonly Part[], name: string): Part {
  const part = parts.find((one) => one.name === name)
  if (part === undefined) throw new Error(`no ${name} among ${parts.map((one) => one.name).join(', ')}`)
  return part
}

/** The application most tests compile: a shop that looks things up, keeps records and takes money. */
export const shop: Written & { readonly policies: readonly unknown[] } = {
  run: { duration: '1min' },
  app: {
    shop: {
      operations: {
        browse: [{ cpu: 'exp(1ms)' }, { call: 'catalog.search' }],
        checkout: [
          { cpu: 'exp(2ms)' },
          { call: 'catalog.reserve', timeout: '500ms' },
          { call: 'payments.charge', request: '2KiB' },
        ],
      },
    },
    catalog: {
      owns: { products: { keys: 10_000, popularity: 'zipf(0.9)' }, stock: { keys: 1000 } },
      operations: {
        search: [{ cpu: 'exp(3ms)' }, { read: 'products' }],
        reserve: [{ cpu: 'exp(1ms)' }, { write: 'stock' }, { fail: '1%', as: 'out-of-stock' }],
      },
    },
    payments: {
      owns: { charges: {} },
      operations: { charge: [{ io: 'exp(50ms)' }, { write: 'charges' }] },
    },
  },
  workload: {
    shoppers: { arrivals: 'poisson(20/s)', mix: { 'shop.browse': '80%', 'shop.checkout': '20%' }, deadline: '5s' },
  },
  policies: [
    { on: '* -> *', timeout: '3s', cancel: true },
    { on: '* -> payments', timeout: '1s', cancel: true },
  ],
}

/** The same in one process over one store. */
export const monolith: Written = {
  ...shop,
  deploy: { everything: { modules: 'all' } },
  stores: { main: { holds: 'all' } },
}
