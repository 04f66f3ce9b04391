import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('idempotency', () => {
  let shop: Simulation

  beforeAll(async () => {
    const set = ['run.warmup=0s', 'faults.0.at=5s', 'faults.0.for=12s']
    const run = { seed: 'gallery', duration: '20s', replications: 20, set, control: false } as const
    shop = await simulate(shipped('idempotency'), run)
  }, PATIENCE)

  it('charges customers twice who ask again without a key, or with one that is forgotten too soon', () => {
    for (const variant of ['retry', 'key-forgotten']) {
      expect(shop).toMeet(`payments.charge.doubleEffects of ${variant} > 20`)
      expect(shop).toMeet(`payments.charge.doubleEffects of ${variant} < 60`)
    }
    expect(shop).not.toMeet('payments.charge.doubleEffects of retry == 0')
  })

  it('charges nobody twice with a key, of 1,500 charges looked at, and recognises the others', () => {
    for (const variant of ['key', 'key-on-its-own']) {
      expect(shop).toMeet(`payments.charge.doubleEffects of ${variant} == 0`)
      expect(shop).toMeet(`payments.charge.absorbed of ${variant} > 20`)
      expect(shop).toMeet(`payments.charge.effects of ${variant} > 1500`)
      expect(shop).toMeet(`shop.checkout.availability of ${variant} > 99.8%`)
    }
  })

  it('tells customers a lie who do not ask again', () => {
    expect(shop).toMeet('payments.charge.doubleEffects of no-retry == 0')
    expect(shop).toMeet('shop.checkout.availability of no-retry < 99%')
  })

  it('pays for the key with a row', () => {
    expect(shop).toMeet('shop.checkout.latency.p50 of key > 104% of retry')
    expect(shop).toMeet('shop.checkout.latency.p50 of key < 125% of retry')
  })
})
