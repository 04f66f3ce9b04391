import { describe, expect, it } from 'vitest'
import { defineScenario } from '../../src/scenarios/define.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import type { StepDocument } from '../../src/scenarios/schema/step-document.ts'
import type { StoreDocument } from '../../src/scenarios/schema/stores/store-document.ts'
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

  it('tell how unevenly shards have keys, and how many of them went elsewhere', async () => {
    const sharded = (shards: NonNullable<StoreDocument['shards']>): ScenarioDocument => ({
      ...shop([{ read: 'stock' }]),
      run: { warmup: '0s' },
      app: { shop: { owns: { stock: { keys: 1000 } }, operations: { buy: [{ read: 'stock' }] } } },
      stores: { main: { read: '0s', write: '0s', shards } },
    })
    const options = { seed: 'shards', duration: '4s', replications: 2 } as const
    const grow = { at: '2s', to: 4, rate: '1000000/s' }
    const grown = await simulate(sharded({ count: 3, by: 'range', grow }), options)
    const even = await simulate(sharded({ count: 3, by: 'range' }), options)
    const single = await simulate(sharded(1), options)
    const storeOf = ({ document }: typeof grown) => document.variants['default']?.stores['main']
    // Equal ranges of 1000: thirds become quarters, so 1/4 + 1/6 + 1/12 of the keys move.
    expect(storeOf(grown)?.movedShare?.value).toBeCloseTo(0.5, 2)
    // Half of the time 333 or 334 of the three and none of the fourth, then 250 of each: 292 and 125, over 250.
    expect(storeOf(grown)?.imbalance?.value).toBeCloseTo(292 / 250, 2)
    expect(storeOf(even)?.imbalance?.value).toBeCloseTo(334 / (1000 / 3), 6)
    expect(storeOf(even)?.movedShare).toBeNull()
    expect(storeOf(single)?.imbalance ?? null).toBeNull()
  })

  it('are nothing where nobody waits', async () => {
    const result = await simulate(shop([{ read: 'stock' }]), { seed: 'stores', duration: '5s', replications: 4 })
    const store = result.document.variants['default']?.stores['main']
    expect([store?.deadlocks?.value, store?.lockWaitMs.max?.value ?? 0]).toEqual([0, 0])
  })
})
