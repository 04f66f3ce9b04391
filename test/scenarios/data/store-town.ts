import type { AccessPlan, RecordPlan, StorePlan } from '../../../src/sim/data-plan.ts'
import type { Plan, StepPlan } from '../../../src/sim/plan.ts'
import { complaints, planOf, problemsOf, program, type Written } from '../compile/compiling.ts'

/** What a test changes of the town: steps of `shop.buy`, records of the shop, its store, the rest of the app. */
export interface Town {
  readonly steps?: readonly unknown[]
  readonly owns?: Readonly<Record<string, unknown>>
  readonly store?: Readonly<Record<string, unknown>>
  readonly stores?: Readonly<Record<string, unknown>>
  readonly modules?: Readonly<Record<string, unknown>>
  readonly deploy?: unknown
  readonly workload?: Readonly<Record<string, unknown>>
  readonly rest?: Readonly<Record<string, unknown>>
}

/** A shop that buys, with whole numbers in `stock`, opaque values in `products` and rows by customer in `orders`. */
export function town({ steps, owns, store, stores, modules, deploy, workload, rest }: Town = {}): Written {
  return {
    run: { duration: '1min' },
    app: {
      shop: {
        operations: { buy: steps ?? [{ read: 'stock', key: 'sku' }] },
        owns: {
          stock: { initial: 50 },
          products: { keys: 5000 },
          orders: { keys: 200, per: 'customer', rows: 5 },
          ...owns,
        },
      },
      ...modules,
    },
    deploy: deploy ?? 'each-module',
    stores: stores ?? { main: { holds: 'all', ...store } },
    workload: {
      shoppers: {
        arrivals: 'poisson(10/s)',
        call: 'shop.buy',
        inputs: { sku: 'uniform of 1000', who: 'uniform of 200' },
        ...workload,
      },
    },
    ...rest,
  }
}

/** The steps of `shop.buy` as they run. */
export function stepsOf(change: Town, operation = 'shop.buy'): readonly StepPlan[] {
  return program(planOf(town(change)), operation).steps
}

/** What the first statement of `shop.buy` is. */
export function accessOf(step: unknown, change: Town = {}): AccessPlan {
  const access = stepsOf({ ...change, steps: [step] })[0]?.access
  if (access === undefined) throw new Error('the step is no statement')
  return access
}

export function storePlan(change: Town, name = 'main'): StorePlan {
  return found(planOf(town(change)).stores, name)
}

export function recordPlan(change: Town, name: string): RecordPlan {
  return found(planOf(town(change)).records, name)
}

function found<Part extends { readonly name: string }>(parts: readonly Part[], name: string): Part {
  const part = parts.find((each) => each.name === name)
  if (part === undefined) throw new Error(`no ${name} among ${parts.map((each) => each.name).join(', ')}`)
  return part
}

/** Codes and paths of what is wrong, without the doubts about parts that nothing reaches. */
export function said(change: Town): readonly string[] {
  return complaints(town(change)).filter((text) => !/^L30[345] /.test(text))
}

/** The sentence of the problem with that code. */
export function sentence(change: Town, code: string): string {
  const problem = problemsOf(town(change)).find((each) => each.code === code)
  return problem === undefined ? '' : [problem.message, problem.label, problem.expected].filter(Boolean).join(' | ')
}

/** Names of the plan's programs. */
export function programNames(plan: Plan): readonly string[] {
  return plan.programs.map(({ name }) => name)
}
