import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('lost-update', () => {
  let shop: Simulation

  beforeAll(async () => {
    const set = ['run.warmup=2s']
    shop = await simulate(shipped('lost-update'), { seed: 'gallery', duration: '15s', replications: 20, set })
  }, PATIENCE)

  it('loses one update in twenty where transactions are read committed, though 700 writes are looked at', () => {
    expect(shop).toMeet('consistency.stock.lostUpdates of read-committed > 25')
    expect(shop).toMeet('consistency.stock.lostUpdates of read-committed < 55')
    expect(shop).toMeet('consistency.stock.checked.lostUpdates of read-committed > 700')
  })

  it.each(['repeatable-read', 'serializable', 'row-lock', 'version-check', 'atomic-update'])(
    'loses none in any run, of as many that are looked at: %s',
    (variant) => {
      expect(shop).toMeet({ in: variant, that: 'invariant: no-lost-update: stock' })
      expect(shop).toMeet(`consistency.stock.lostUpdates of ${variant} == 0`)
      expect(shop).toMeet(`consistency.stock.checked.lostUpdates of ${variant} > 700`)
    },
  )

  it('pays with another try, with a wait, or with nothing', () => {
    for (const variant of ['repeatable-read', 'serializable', 'version-check']) {
      expect(shop).toMeet(`consistency.stock.conflicts of ${variant} > 30`)
      expect(shop).toMeet(`shop.buy.latency.p99 of ${variant} > 120% of read-committed`)
      expect(shop).toMeet(`shop.buy.availability of ${variant} > 99.9%`)
    }
    expect(shop).toMeet('consistency.stock.conflicts of row-lock == 0')
    expect(shop).toMeet('shop.buy.latency.p99 of row-lock < 120% of read-committed')
    expect(shop).toMeet('shop.buy.latency.mean of atomic-update < 90% of read-committed')
  })

  it('loses none either when one buyer comes after the other, whatever the transaction is called', () => {
    expect(shop).toMeet('consistency.stock.lostUpdates of one-at-a-time == 0')
    expect(shop).toMeet('consistency.stock.checked.lostUpdates of one-at-a-time > 650')
    expect(shop).not.toMeet('consistency.stock.lostUpdates of read-committed == 0')
  })
})
