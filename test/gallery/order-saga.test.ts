import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

const WHOLE = ['saga', 'try-confirm-cancel', 'two-phase-commit', 'local']

describe('order-saga', () => {
  let shop: Simulation

  beforeAll(async () => {
    // Every fault of the file, one after the other, in half a minute.
    const times = ['faults.0.at=2s', 'faults.0.for=8s', 'faults.1.at=12s', 'faults.2.at=20s']
    const local = ['variants.local.faults.0.at=12s']
    const chain = ['0.at=2s', '0.for=8s', '1.at=12s', '2.at=20s'].map((one) => `variants.choreography.faults.${one}`)
    const set = ['run.warmup=0s', ...times, ...local, ...chain]
    const run = { seed: 'gallery', duration: '28s', replications: 20, set, control: false } as const
    shop = await simulate(shipped('order-saga'), run)
  }, PATIENCE)

  it('leaves things behind where nothing makes it one: dual writes', () => {
    expect(shop).toMeet('transactions.place-order.orphans of dual-writes > 150')
    expect(shop).toMeet('transactions.place-order.abandoned of dual-writes > 100')
    expect(shop).not.toMeet('transactions.place-order.orphans of dual-writes == 0')
  })

  it.each(WHOLE)('does all or nothing, of 900 orders, a tenth of them in trouble: %s', (variant) => {
    expect(shop).toMeet(`transactions.place-order.orphans of ${variant} == 0`)
    expect(shop).toMeet(`transactions.place-order.missingEffects of ${variant} == 0`)
    expect(shop).toMeet(`transactions.place-order.begun of ${variant} > 900`)
    expect(shop).toMeet(`transactions.place-order.compensated of ${variant} > 10`)
  })

  it('ships nothing that was not paid for where nobody is in charge, either: choreography', () => {
    expect(shop).toMeet('transactions.place-order.missingEffects of choreography == 0')
    expect(shop).toMeet('transactions.place-order.committed of choreography > 900')
  })

  it('pays with time in the sagas, and with locks in two-phase commit', () => {
    expect(shop).toMeet('shop.checkout.latency.p50 of saga > 110% of dual-writes')
    expect(shop).toMeet('shop.checkout.latency.p50 of two-phase-commit < 100% of saga')
    expect(shop).toMeet('transactions.place-order.locksHeld.mean of two-phase-commit > 200% of saga')
    expect(shop).toMeet('transactions.place-order.visibleTime.mean of saga > 20ms')
  })
})
