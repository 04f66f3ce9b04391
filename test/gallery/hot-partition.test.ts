import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('hot-partition', () => {
  let shop: Simulation

  beforeAll(async () => {
    shop = await simulate(shipped('hot-partition'), {
      seed: 'gallery',
      duration: '17s',
      replications: 20,
    })
  }, PATIENCE)

  it.each(['hot-item', 'twice-the-shards'])('serves nobody, whatever they ask for: %s', (variant) => {
    expect(shop).toMeet(`shop.look.availability of ${variant} < 5%`)
    expect(shop).toMeet(`shop.look-at-star.availability of ${variant} < 5%`)
  })

  it('is hardly busy all the while', () => {
    expect(shop).toMeet('units.main.utilisation of hot-item < 45%')
    expect(shop).toMeet('units.main.utilisation of twice-the-shards < 60% of hot-item')
  })

  it('is cured by more nodes for the same key, and no read is stale by more than their lag', () => {
    expect(shop).toMeet('shop.look.availability of replicas > 99.9%')
    expect(shop).toMeet('shop.look-at-star.latency.p99 of replicas < 60ms')
    expect(shop).toMeet('consistency.items.staleReads.share of replicas < 1%')
  })

  it('is cured by a copy nearby, which is older than the item for most of those who look', () => {
    expect(shop).toMeet('shop.look-at-star.latency.p99 of cached < 12ms')
    expect(shop).toMeet('shop.look.availability of cached > 99.9%')
    expect(shop).toMeet('consistency.items.operations.shop.look-at-star.staleReads.share of cached > 50%')
    expect(shop).toMeet('consistency.items.staleness.max of cached < 1.05s')
  })

  it('serves everybody where the same load is spread, busier than before, and nobody sees the past', () => {
    expect(shop).toMeet('shop.look.availability of even > 99.9%')
    expect(shop).toMeet('units.main.utilisation of even > 48%')
    expect(shop).toMeet('shop.look.latency.p99 of even < 80ms')
    expect(shop).toMeet('consistency.items.staleReads.count of even == 0')
    expect(shop).toMeet('consistency.items.checked.staleReads of even > 2300')
    expect(shop).not.toMeet('shop.look.availability of even < 5%')
  })
})
