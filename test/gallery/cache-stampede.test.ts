import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Two expiries and the restart. */
const SHORT = ['run.warmup=8s', 'faults.0.at=24s']

describe('cache-stampede', () => {
  let shop: Simulation

  beforeAll(async () => {
    shop = await simulate(shipped('cache-stampede'), {
      seed: 'gallery',
      duration: '34s',
      replications: 20,
      set: SHORT,
    })
  }, PATIENCE)

  it('starts some sixty fetches at each expiry, and has those who buy wait behind them', () => {
    // Two or three expiries in 26 s, 300/s x 200 ms each.
    expect(shop).toMeet('pages.read.good of no-restart > 110')
    expect(shop).toMeet('pages.read.good of no-restart < 200')
    expect(shop).toMeet('caches.front.pages.hitRatio of no-restart > 97%')
    expect(shop).toMeet('front.buy.latency.p99 of no-restart > 0.5s')
  })

  it('fetches each article three times after a restart', () => {
    expect(shop).toMeet('articles.read.good of everybody-fetches > 270')
    expect(shop).toMeet('articles.read.good of everybody-fetches < 340')
    expect(shop).toMeet('front.buy.latency.p99 of everybody-fetches > 2.5s')
  })

  it('fetches once with coalescing', () => {
    expect(shop).toMeet('pages.read.good of one-fetches < 5')
    expect(shop).toMeet('articles.read.good of one-fetches < 105')
    expect(shop).toMeet('front.buy.latency.p99 of one-fetches < 0.35s')
    expect(shop).not.toMeet('front.buy.latency.p99 of one-fetches > 20% of everybody-fetches')
  })

  it('takes five milliseconds where nothing expires', () => {
    expect(shop).toMeet('front.buy.latency.p99 of no-expiry < 6ms')
    expect(shop).toMeet('caches.front.pages.hitRatio of no-expiry > 99.9%')
  })
})
