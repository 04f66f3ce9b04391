import type { FaultPlan, FaultSchedule } from '../../../src/sim/fault-plan.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { complaints, planOf, type Written } from '../compile/compiling.ts'

/**
 * A shop that calls payments and a catalogue with a cache, in two zones of one region and one of another. Units by
 * index: catalog, catalog-db, payments, payments-db, shop; edges: catalog -> catalog-db, payments -> payments-db,
 * shop -> catalog, shop -> payments, shoppers -> shop; zones: a, b, c.
 */
export const town: Written = {
  run: { duration: '10min' },
  app: {
    shop: {
      operations: {
        browse: [{ call: 'catalog.stock' }, { call: 'catalog.search' }],
        buy: [{ call: 'payments.charge' }],
      },
    },
    catalog: {
      owns: { products: {} },
      operations: {
        search: [{ cache: 'products', ttl: '60s', miss: [{ read: 'products' }] }],
        stock: [{ cpu: '1ms' }],
      },
    },
    payments: { owns: { charges: {} }, operations: { charge: [{ cpu: '5ms' }, { write: 'charges' }] } },
  },
  network: { zones: { a: 'us-east-1', b: 'us-east-1', c: 'eu-west-1' } },
  deploy: {
    shop: { instances: 2, zones: ['a', 'c'] },
    catalog: { runtime: 'event-loop' },
    payments: { instances: 3, zones: ['a', 'b'], cores: 2 },
  },
  workload: {
    shoppers: {
      arrivals: 'poisson(10/s)',
      mix: { 'shop.browse': '80%', 'shop.buy': '20%' },
      deadline: { after: '5s', propagate: true },
    },
  },
}

/** The same in one process. */
export const village: Written = { ...town, deploy: { everything: { modules: 'all', zone: 'a' } } }

export function faultPlans(...faults: readonly unknown[]): readonly FaultPlan[] {
  return townPlan(...faults).faults
}

export function townPlan(...faults: readonly unknown[]): Plan {
  return planOf({ ...town, faults })
}

/** The effect of the only fault. */
export function effectOf(fault: unknown): FaultPlan['effect'] | undefined {
  return faultPlans(fault)[0]?.effect
}

/** When a pause of payments with these times is on. */
export function scheduleOf(times: Readonly<Record<string, unknown>>): FaultSchedule | undefined {
  return faultPlans({ pause: 'payments', id: 'pause', ...times }).find(({ id }) => id === 'pause')?.schedule
}

/** Codes and paths of what is said about faults of the town. */
export function said(faults: readonly unknown[], more: Partial<Written> = {}): readonly string[] {
  return complaints({ ...town, ...more, faults })
}
