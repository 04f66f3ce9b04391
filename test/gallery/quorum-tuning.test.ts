import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('quorum-tuning', () => {
  let carts: Simulation
  const stale = (operation: string): string => `consistency.carts.operations.shop.${operation}.staleReads.share`

  beforeAll(async () => {
    carts = await simulate(shipped('quorum-tuning'), {
      seed: 'gallery',
      duration: '6s',
      set: ['workload.shoppers.arrivals=poisson(300/s)'],
      replications: 20,
    })
  }, PATIENCE)

  // 1 - P(consistent after t) of the paper's model, computed with 1e8 trials; the margins are about twice the
  // half-width.
  it.each([
    ['r1-w1', 'at-once', 54.3, 58.3], // 56.34 %
    ['r1-w1', 'later', 6.4, 8.4], // 7.37 %
    ['r1-w2', 'at-once', 26.7, 30.7], // 28.71 %
    ['r1-w2', 'later', 3.5, 5.3], // 4.38 %
  ])('is as stale as in the paper: %s, %s, between %d %% and %d %%', (variant, operation, low, high) => {
    expect(carts).toMeet(`${stale(operation)} of ${variant} > ${low}%`)
    expect(carts).toMeet(`${stale(operation)} of ${variant} < ${high}%`)
  })

  it('makes readers wait for a twentieth of what it makes writers wait for, and buys more with it', () => {
    expect(carts).toMeet('shop.at-once.latency.p50 of r2-w1 < 105% of r1-w1')
    expect(carts).toMeet('shop.at-once.latency.p50 of r1-w2 > 150% of r1-w1')
    expect(carts).toMeet(`${stale('at-once')} of r2-w1 < 27%`)
    expect(carts).toMeet(`${stale('later')} of r2-w1 < 1%`)
    expect(carts).not.toMeet(`${stale('later')} of r1-w2 < 1%`)
  })

  it.each(['r2-w2', 'r1-w3'])('is never stale where all pairs overlap, and costs more: %s', (variant) => {
    expect(carts).toMeet(`consistency.carts.staleReads.count of ${variant} == 0`)
    expect(carts).toMeet(`consistency.carts.checked.staleReads of ${variant} > 900`)
    expect(carts).toMeet(`shop.at-once.latency.p50 of ${variant} > 150% of r1-w1`)
  })
})
