import type { EventPlan, SubscriptionPlan } from '../../../src/sim/message-plan.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { complaints, planOf, problemsOf, type Written } from '../compile/compiling.ts'

/** What a test changes of the town: steps, what handles the order, brokers and the rest. */
export interface Town {
  readonly steps?: readonly unknown[]
  readonly handler?: unknown
  /** More of the module that publishes, and of the one that handles. */
  readonly shop?: Readonly<Record<string, unknown>>
  readonly mailer?: Readonly<Record<string, unknown>>
  readonly modules?: Readonly<Record<string, unknown>>
  readonly brokers?: unknown
  readonly events?: unknown
  readonly consumers?: readonly unknown[]
  readonly deploy?: unknown
  readonly workload?: Readonly<Record<string, unknown>>
  readonly rest?: Readonly<Record<string, unknown>>
}

/** A shop that tells a mailer of every order. */
export function town(change: Town = {}): Written {
  const { steps, handler, shop, mailer, modules, brokers, events, consumers, deploy, workload, rest } = change
  return {
    run: { duration: '1min' },
    app: {
      shop: {
        operations: { buy: steps ?? [{ insert: 'orders' }, { publish: 'order.placed' }] },
        owns: { orders: {} },
        ...shop,
      },
      mailer: { on: { 'order.placed': handler ?? [{ insert: 'sent' }] }, owns: { sent: {} }, ...mailer },
      ...modules,
    },
    deploy: deploy ?? 'each-module',
    ...(brokers === undefined ? {} : { brokers }),
    ...(events === undefined ? {} : { events }),
    ...(consumers === undefined ? {} : { consumers }),
    workload: {
      shoppers: { arrivals: 'poisson(10/s)', call: 'shop.buy', inputs: { sku: 'uniform of 100' }, ...workload },
    },
    ...rest,
  }
}

/** Codes and paths of what is said about the town. */
export function said(change: Town): readonly string[] {
  return complaints(town(change))
}

/** The sentence and the label of the first thing that is said with that code. */
export function sentence(change: Town, code: string): string {
  const problem = problemsOf(town(change)).find((one) => one.code === code)
  return [problem?.message, problem?.label].filter((text) => text !== undefined).join(' | ')
}

export function eventOf(plan: Plan, name = 'order.placed'): EventPlan {
  return found(plan.events, name)
}

export function subscriptionOf(plan: Plan, name = 'order.placed -> mailer'): SubscriptionPlan {
  return found(plan.subscriptions, name)
}

export function townPlan(change: Town = {}): Plan {
  return planOf(town(change))
}

function found<Part extends { readonly name: string }>(parts: readonly Part[] | undefined, name: string): Part {
  const part = parts?.find((one) => one.name === name)
  if (part === undefined) throw new Error(`no ${name}`)
  return part
}
