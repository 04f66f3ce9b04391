import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Nothing is loaded, so fewer requests show the same. */
const QUIET = [
  'workload.buyers.arrivals=poisson(10/s)',
  'workload.visitors.arrivals=poisson(4/s)',
  'workload.analysts.arrivals=poisson(4/s)',
  'workload.clerks.arrivals=poisson(4/s)',
]

describe('partition', () => {
  let split: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', duration: '130s', replications: 20, set: QUIET, control: false }
    split = await simulate(shipped('partition'), options)
  }, PATIENCE)

  /** A mean over the replications. */
  const good = (variant: string, operation: string): number =>
    split.document.variants[variant]?.operations[operation]?.good?.value ?? Number.NaN

  it('costs exactly the timeout while it is silent, and a millisecond or so where connections are refused', () => {
    for (const variant of ['silent', 'refused']) {
      expect(split).toMeet(`shop.buy.availability of ${variant} < 1% during split`)
    }
    expect(split).toMeet('site.page.latency.mean of silent > 300ms during split')
    expect(split).toMeet('site.page.latency.mean of silent < 302ms during split')
    expect(split).toMeet('site.page.latency.mean of refused < 3ms during split')
  })

  it('charges every card while nobody gets an answer, where only answers are lost', () => {
    expect(split).toMeet('shop.buy.availability of one-way < 1% during split')
    expect(split).toMeet('ledger.book.good of one-way > 99% of no-partition')
    // 10 purchases a second for a minute are charged and not confirmed.
    const unconfirmed = good('one-way', 'ledger.book') - good('one-way', 'shop.buy')
    expect(unconfirmed).toBeGreaterThan(580)
    expect(unconfirmed).toBeLessThan(620)
  })

  it('charges twice with one retry, and still nobody gets an answer', () => {
    expect(split).toMeet('shop.buy.availability of one-way-retry < 1% during split')
    const unconfirmed = good('one-way-retry', 'ledger.book') - good('one-way-retry', 'shop.buy')
    expect(unconfirmed).toBeGreaterThan(1160)
    expect(unconfirmed).toBeLessThan(1240)
  })

  it('charges nothing where each call needs a connection, or where nothing arrives', () => {
    for (const variant of ['one-way-http1', 'silent', 'refused', 'bridge']) {
      expect(good(variant, 'ledger.book') - good(variant, 'shop.buy')).toBeLessThan(10)
    }
  })

  it('spares with a bridge what does not cross it, and a detour goes round', () => {
    expect(split).toMeet('shop.buy.availability of bridge < 1% during split')
    expect(split).toMeet('shop.sales.availability of bridge > 99.9% during split')
    expect(split).toMeet('payments.review.availability of bridge > 99.9% during split')
    expect(split).toMeet('shop.buy.availability of bridge-detour > 99.9% during split')
    expect(split).toMeet('shop.buy.latency.p99 of bridge-detour > 300ms during split')
    expect(split).toMeet('shop.buy.availability of silent-detour < 1% during split')
    expect(split).toMeet('payments.review.availability of silent < 1% during split')
  })

  it('charges every card once without a partition, under the same policies', () => {
    expect(split).toMeet('shop.buy.availability of no-partition > 99.9%')
    expect(split).toMeet('edges.shop -> payments.amplification of no-partition < 1.001')
    expect(Math.abs(good('no-partition', 'ledger.book') - good('no-partition', 'shop.buy'))).toBeLessThan(5)
    expect(split).not.toMeet('ledger.book.good of one-way-http1 > 99% of no-partition')
  })
})
