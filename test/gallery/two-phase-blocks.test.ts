import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('two-phase-blocks', () => {
  let shop: Simulation

  beforeAll(async () => {
    const set = ['run.warmup=0s', 'faults.0.at=5s', 'run.drain=40s']
    const run = { seed: 'gallery', duration: '15s', replications: 20, set, control: false } as const
    shop = await simulate(shipped('two-phase-blocks'), run)
  }, PATIENCE)

  it('lets others wait for rows in doubt until somebody reads the log', () => {
    expect(shop).toMeet('transactions.purchase.inDoubtTime.max of two-phase-commit > 3s')
    expect(shop).toMeet('stock.restock.latency.p99 of two-phase-commit > 300ms')
    expect(shop).toMeet('shop.buy.availability of slow-recovery < 70%')
    expect(shop).toMeet('stock.restock.latency.p99 of slow-recovery > 1s')
  })

  it('lets nobody wait where nothing is held: the saga', () => {
    expect(shop).toMeet('stock.restock.latency.p99 of saga < 10ms')
    expect(shop).toMeet('stock.restock.availability of saga > 99.9%')
    expect(shop).toMeet('transactions.purchase.visibleTime.mean of saga > 10ms')
  })

  it.each(['two-phase-commit', 'saga', 'slow-recovery'])(
    'leaves nothing half done, of 1,000 purchases: %s',
    (variant) => {
      expect(shop).toMeet(`transactions.purchase.orphans of ${variant} == 0`)
      expect(shop).toMeet(`transactions.purchase.missingEffects of ${variant} == 0`)
      expect(shop).toMeet(`transactions.purchase.begun of ${variant} > 1000`)
    },
  )
})
