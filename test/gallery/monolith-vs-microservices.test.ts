import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('monolith-vs-microservices', () => {
  let shop: Simulation

  beforeAll(async () => {
    shop = await simulate(shipped('monolith-vs-microservices'), { seed: 'gallery', duration: '12s' })
  }, PATIENCE)

  it('compares what costs the same, to 2 %', () => {
    expect(shop).toMeet('cost.perMonth of microservices < 102% of monolith')
    expect(shop).toMeet('cost.perMonth of microservices > 98% of monolith')
  })

  it('makes browsing more than twice as long, and its p99 more than three times', () => {
    expect(shop).toMeet('shop.browse.latency.mean of microservices > 200% of monolith')
    expect(shop).toMeet('shop.browse.latency.p99 of microservices > 300% of monolith')
  })

  it('makes placing an order 3 to 6 % longer', () => {
    expect(shop).toMeet('shop.checkout.latency.mean of microservices > 103% of monolith')
    expect(shop).toMeet('shop.checkout.latency.mean of microservices < 106% of monolith')
  })

  it('keeps the cores of the catalogue busy and those of the users idle', () => {
    expect(shop).toMeet('units.catalog.cpuUtilisation of microservices > 70%')
    expect(shop).toMeet('units.users.cpuUtilisation of microservices < 15%')
    expect(shop).toMeet('units.web.cpuUtilisation of monolith < 32%')
  })

  it('loses what orders lost without a network, and less than a third of what browsing lost', () => {
    expect(shop).toMeet('shop.checkout.latency.mean of split-without-network < 101% of monolith')
    expect(shop).not.toMeet('shop.checkout.latency.mean of split-without-network > 103% of monolith')
    expect(shop).toMeet('shop.browse.latency.mean of split-without-network > 180% of monolith')
    const { variants } = shop.document
    const mean = (name: string): number =>
      variants[name]?.operations['shop.browse']?.latencyMs.mean?.value ?? Number.NaN
    const lost = mean('microservices') - mean('monolith')
    expect((mean('microservices') - mean('split-without-network')) / lost).toBeLessThan(1 / 3)
  })

  it('shows differences with fewer replications because both sides meet the same requests', () => {
    const orders = shop.document.comparison.find(
      ({ metric, variant }) => metric === 'shop.checkout.latency.mean' && variant === 'microservices',
    )
    expect(orders).toMatchObject({ baseline: 'monolith', verdict: 'worse' })
    expect(orders?.pairedOverUnpaired).toBeLessThan(0.3)
  })
})
