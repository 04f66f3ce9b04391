import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('shared-database', () => {
  let shop: Simulation

  beforeAll(async () => {
    const set = ['run.warmup=2s']
    shop = await simulate(shipped('shared-database'), { seed: 'gallery', duration: '22s', replications: 20, set })
  }, PATIENCE)

  it('makes buyers wait for the rows that the report of another team has locked, and some give up', () => {
    expect(shop).toMeet('shop.buy.latency.p99 of long-locks > 400ms')
    expect(shop).toMeet('shop.buy.availability of long-locks < 99.5%')
  })

  it('makes those wait, too, who want no locked row: the connections are taken', () => {
    expect(shop).toMeet('shop.look.latency.mean of long-locks > 300% of no-counting')
    expect(shop).not.toMeet('shop.look.latency.p99 of long-locks < 10ms')
  })

  it.each(['short-transactions', 'snapshot', 'own-copy', 'no-counting'])('does not with %s', (variant) => {
    for (const operation of ['buy', 'look']) {
      expect(shop).toMeet(`shop.${operation}.latency.p99 of ${variant} < 6ms`)
      expect(shop).toMeet(`shop.${operation}.availability of ${variant} > 99.9%`)
    }
  })

  it('still takes more than a second to count wherever it counts', () => {
    for (const variant of ['long-locks', 'short-transactions', 'snapshot', 'own-copy']) {
      expect(shop).toMeet(`reports.count.latency.mean of ${variant} > 1.3s`)
    }
  })

  it('is behind with a copy of its own, which it locks itself, and pays for another database', () => {
    expect(shop).toMeet('consistency.stock-here.copies.window.p99 of own-copy > 300ms')
    expect(shop).toMeet('cost.perMonth of own-copy > 120% of long-locks')
  })

  it('loses no purchase in any of them', () => {
    expect(shop).toMeet('invariant: no-lost-update: stock')
  })
})
