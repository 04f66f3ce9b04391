import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Each fault for half as long, and twice as often. */
const SHORT = [0, 1, 2].flatMap((i) => [`faults.${i}.at=${3 + 5 * i}s`, `faults.${i}.for=5s`, `faults.${i}.share=20%`])

describe('online-boutique-orders', () => {
  let orders: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', replications: 20, duration: '19s', control: false, set: SHORT }
    orders = await simulate(shipped('online-boutique-orders'), options)
  }, PATIENCE)

  it('charges a dozen orders that are never shipped, and refunds none of them', () => {
    expect(orders).toMeet('transactions.place-order.orphans of as-coded > 9')
    // 12, and a fifth of them once more.
    expect(orders).toMeet('transactions.place-order.orphans of as-coded < 20')
    expect(orders).toMeet('transactions.place-order.compensated of as-coded == 0')
  })

  it('leaves a dozen carts full whose orders are paid, and tells nobody', () => {
    expect(orders).toMeet('cartservice.EmptyCart.failed of as-coded > 9')
    expect(orders).toMeet('cartservice.EmptyCart.failed of as-coded < 15')
    expect(orders).toMeet('checkoutservice.PlaceOrder.availability of as-coded >= 99% during full-carts')
  })

  it('places a dozen orders twice for who asks again', () => {
    expect(orders).toMeet('checkoutservice.PlaceOrder.doubleEffects of as-coded > 9')
    expect(orders).toMeet('checkoutservice.PlaceOrder.doubleEffects of as-coded < 15')
  })

  it('loses one item of every double click, with and without faults', () => {
    for (const variant of ['as-coded', 'without-faults']) {
      expect(orders).toMeet(`consistency.carts.lostUpdates of ${variant} > 55`)
      expect(orders).toMeet(`consistency.carts.checked.lostUpdates of ${variant} > 450`)
    }
  })

  it('has none of the other three without faults, of as many orders', () => {
    expect(orders).toMeet('transactions.place-order.orphans of without-faults == 0')
    expect(orders).toMeet('cartservice.EmptyCart.failed of without-faults == 0')
    expect(orders).toMeet('checkoutservice.PlaceOrder.doubleEffects of without-faults == 0')
    expect(orders).toMeet('transactions.place-order.committed of without-faults > 180')
  })

  it.each([
    'saga-atomic: place-order',
    'settles: place-order within 10s',
    'implies: paymentservice.Charge -> cartservice.EmptyCart within 10s',
    'at-most-once: checkoutservice.PlaceOrder',
    'no-lost-update: carts',
  ])('keeps in every run, repaired: %s', (promise) => {
    expect(orders).toMeet({ in: 'repaired', that: promise })
  })

  it('meets the same failures repaired, and looks at as many orders', () => {
    expect(orders).toMeet('cartservice.EmptyCart.failed of repaired > 9')
    expect(orders).toMeet('shippingservice.ShipOrder.failed of repaired > 9')
    expect(orders).toMeet('transactions.place-order.committed of repaired > 180')
    expect(orders).toMeet('transactions.place-order.orphans of repaired == 0')
    expect(orders).toMeet('checkoutservice.PlaceOrder.doubleEffects of repaired == 0')
    expect(orders).toMeet('consistency.carts.lostUpdates of repaired == 0')
  })

  it('pays for that with half as long again for an order', () => {
    expect(orders).toMeet('checkoutservice.PlaceOrder.latency.p50 of repaired > 135% of as-coded')
    expect(orders).toMeet('checkoutservice.PlaceOrder.latency.p50 of repaired < 160% of as-coded')
  })
})
