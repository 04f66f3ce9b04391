import { defineScenario } from '../../src/scenarios/define.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'

type Fault = NonNullable<ScenarioDocument['faults']>[number]

/** A shop that asks a stock, with faults; a run takes milliseconds. */
export function faultyShop(faults: readonly Fault[], expect: readonly string[] = []): ScenarioDocument {
  return defineScenario({
    name: 'faulty-shop',
    run: { duration: '60s', warmup: '0s', seed: 3, replications: 3 },
    app: {
      shop: {
        operations: { buy: [{ cpu: '1ms' }, { call: 'stock.take', timeout: '200ms' }], look: [{ cpu: '1ms' }] },
      },
      stock: { operations: { take: [{ cpu: 'exp(3ms)' }] } },
    },
    deploy: 'each-module',
    workload: { users: { arrivals: 'poisson(100/s)', mix: { 'shop.buy': '50%', 'shop.look': '50%' } } },
    faults: [...faults],
    expect: [...expect],
  })
}

export const SLOW_STOCK: Fault = { id: 'slow-stock', slow: 'stock', factor: 30, at: '20s', for: '10s' }
export const REFUSING: Fault = { id: 'refusing', errors: 'shop.buy', share: '80%', at: '20s', for: '10s' }
/** It is over before anybody could notice. */
export const SILENT: Fault = { id: 'silent', errors: 'shop.buy', share: '80%', at: '20s', for: '1ns' }
