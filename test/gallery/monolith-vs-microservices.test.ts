import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('monolith-vs-microservices', () => {
  let shop: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', duration: '3s', replications: 20, set: ['run.warmup=1s'] }
    shop = await simulate(shipped('monolith-vs-microservices'), options)
  }, PATIENCE)

  it('compares what costs the same, to 2 %', () => {
    expect(shop).toMeet('cost.perMonth of microservices < 102% of monolith')
    expect(shop).toMeet('cost.perMonth of microservices > 98% of monolith')
  })

  it('makes browsing more than twice as long, and its p99 more than three times', () => {
    expect(shop).toMeet('shop.browse.latency.mean of microservices > 200% of monolith')
    expect(shop).toMeet('shop.browse.latency.p99 of microservices > 300% of monolith')
  })

  it('makes placing an order 9 to 13 % longer', () => {
    expect(shop).toMeet('shop.checkout.latency.mean of microservices > 109% of monolith')
    expect(shop).toMeet('shop.checkout.latency.mean of microservices < 113% of monolith')
  })

  it('keeps the cores of the catalogue busy and those of the users idle', () => {
    expect(shop).toMeet('units.catalog.cpuUtilisation of microservices > 70%')
    expect(shop).toMeet('units.users.cpuUtilisation of microservices < 15%')
    expect(shop).toMeet('units.web.cpuUtilisation of monolith < 26%')
  })

  it('loses without a network what orders lost but for the log, and less than a third of what browsing lost', () => {
    expect(shop).toMeet('shop.checkout.latency.mean of split-without-network > 102% of monolith')
    expect(shop).toMeet('shop.checkout.latency.mean of split-without-network < 106% of monolith')
    expect(shop).toMeet('shop.browse.latency.mean of split-without-network > 180% of monolith')
    const { variants } = shop.document
    const mean = (name: string): number =>
      variants[name]?.operations['shop.browse']?.latencyMs.mean?.value ?? Number.NaN
    const lost = mean('microservices') - mean('monolith')
    expect((mean('microservices') - mean('split-without-network')) / lost).toBeLessThan(1 / 3)
  })

  it.each(['monolith', 'microservices', 'split-without-network'])(
    'keeps stock, charges, orders and mails right in every run, though one card in fifty is declined: %s',
    (variant) => {
      const promises = [
        'at-most-once: payments.charge',
        'stock-never-negative',
        'settles: place-order within 5s',
        'saga-atomic: place-order',
        'no-lost-message: order.placed',
      ]
      for (const promise of promises) expect(shop).toMeet({ in: variant, that: promise })
      expect(shop).toMeet(`transactions.place-order.begun of ${variant} > 200`)
      expect(shop).toMeet(`transactions.place-order.compensated of ${variant} > 3`)
      expect(shop).toMeet(`transactions.place-order.orphans of ${variant} == 0`)
    },
  )

  it('shows half an order for as long as a card takes where it is a saga, and never where it is local', () => {
    expect(shop).toMeet('transactions.place-order.visibleTime.mean of monolith == 0ms')
    expect(shop).toMeet('transactions.place-order.visibleTime.mean of microservices > 80ms')
    expect(shop).toMeet('transactions.place-order.visibleTime.mean of microservices < 90ms')
  })

  it('leaves an item reserved for every declined card where nobody undoes anything', () => {
    expect(shop).toMeet('transactions.place-order.orphans of without-undo > 3')
    expect(shop).toMeet('transactions.place-order.compensated of without-undo == 0')
    expect(shop).toMeet('transactions.place-order.begun of without-undo > 200')
  })

  it('shows differences with fewer replications because both sides meet the same requests', () => {
    const orders = shop.document.comparison.find(
      ({ metric, variant }) => metric === 'shop.checkout.latency.mean' && variant === 'microservices',
    )
    expect(orders).toMatchObject({ baseline: 'monolith', verdict: 'worse' })
    expect(orders?.pairedOverUnpaired).toBeLessThan(0.5)
  })
})
