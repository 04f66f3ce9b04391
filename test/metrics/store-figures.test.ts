import { describe, expect, it } from 'vitest'
import { defineScenario } from '../../src/scenarios/define.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import type { StepDocument } from '../../src/scenarios/schema/step-document.ts'
import { simulate } from '../../src/testing/vitest.ts'

/** Buyers of two items, who do in one transaction what `deeds` says. */
function shop(deeds: readonly StepDocument[]): ScenarioDocument {
  return defineScenario({
    name: 'shop',
    app: {
      shop: {
        owns: { stock: { keys: 2, initial: 100 } },
        operations: { buy: [{ begin: deeds }] },
      },
    },
    stores: {
      main: { connections: 50, read: '1ms', write: '1ms', commit: '1ms', 'deadlock-timeout': '20ms' },
    },
    network: { 'same-zone': '0ms', protocol: 'none' },
    workload: { buyers: { arrivals: 'poisson(60/s)', call: 'shop.buy' } },
  })
}

describe('the figures of a store', () => {
  it('tell how long rows were waited for, and what became of those who waited for each other', async () => {
    const both = [{ update: 'stock', add: -1 }, { io: '10ms' }, { update: 'stock', add: -1 }]
    const result = await simulate(shop(both), { seed: 'stores', duration: '20s', replications: 4 })
    const store = result.document.variants['default']?.stores['main']
    expect(store?.deadlocks?.value).toBeGreaterThan(1)
    expect(store?.lockWaitMs.max?.value).toBeGreaterThan(20)
    expect(store?.conflicts?.value).toBe(0)
    expect([store?.failovers, store?.hintsStored, store?.keysMoved]).toEqual([null, null, null])
    expect(result).toMeet('stores.main.deadlocks > 1')
  })

  it('are nothing where nobody waits', async () => {
    const result = await simulate(shop([{ read: 'stock' }]), { seed: 'stores', duration: '5s', replications: 4 })
    const store = result.document.variants['default']?.stores['main']
    expect([store?.deadlocks?.value, store?.lockWaitMs.max?.value ?? 0]).toEqual([0, 0])
  })
})
