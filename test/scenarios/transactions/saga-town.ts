import type { Written } from '../compile/compiling.ts'

/** A business transaction of a shop, as somebody would write it. */
export interface SagaTown {
  /** How it is realised. */
  readonly as: unknown
  readonly steps?: readonly unknown[]
  /** Chance that a leg says no, by module. */
  readonly no?: Readonly<Record<string, string>>
  /** Whether its operations and undos are done once for each transaction. */
  readonly once?: boolean
  readonly brokers?: unknown
  readonly events?: unknown
  readonly consumers?: readonly unknown[]
  readonly deploy?: unknown
  readonly rest?: Readonly<Record<string, unknown>>
}

export const MODULES: readonly string[] = ['inventory', 'payments', 'parcels', 'orders']

export const CHAIN: readonly unknown[] = MODULES.map((module) => legOf(module))
export const FORK: readonly unknown[] = [
  legOf('inventory'),
  { parallel: [legOf('payments'), legOf('parcels')] },
  legOf('orders'),
]

function legOf(module: string): unknown {
  return { call: `${module}.take`, undo: `${module}.giveBack` }
}

/** A shop whose `checkout` takes one of the stock of each module in the transaction `place-order`. */
export function sagaTown(change: SagaTown): Written & { readonly transactions: unknown } {
  const { as, steps = CHAIN, no = {}, once = false, rest = {} } = change
  const operation = (body: readonly unknown[]): unknown => (once ? { steps: body, idempotency: true } : body)
  const modules = MODULES.map((module): [string, unknown] => [
    module,
    {
      owns: { [`${module}-stock`]: { keys: 50, initial: 1000 } },
      operations: {
        take: operation([
          { cpu: '1ms' },
          ...(no[module] === undefined ? [] : [{ fail: no[module], as: 'refused-by-us' }]),
          { update: `${module}-stock`, add: -1 },
        ]),
        giveBack: operation([{ update: `${module}-stock`, add: 1 }]),
      },
    },
  ])
  const { brokers, events, consumers, deploy } = change
  return {
    // A store keeps what nobody talks of any more, and its locks, for a minute.
    run: { duration: '4s', drain: '2min' },
    app: {
      shop: { operations: { checkout: [{ cpu: '1ms' }, { transaction: 'place-order', steps }] } },
      ...Object.fromEntries(modules),
    },
    deploy: deploy ?? 'each-module',
    ...(brokers === undefined ? {} : { brokers }),
    ...(events === undefined ? {} : { events }),
    ...(consumers === undefined ? {} : { consumers }),
    transactions: { 'place-order': as },
    workload: { shoppers: { arrivals: 'poisson(5/s)', call: 'shop.checkout' } },
    ...rest,
  }
}
