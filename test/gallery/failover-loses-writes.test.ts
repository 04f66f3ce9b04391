import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Earlier and fewer: what is lost goes with the rate. */
const SHORT = [
  'run.warmup=2s',
  'workload.shoppers.arrivals=poisson(30/s)',
  'faults.0.at=5.9s',
  'faults.1.at=6s',
  ...['cut', 'cut-no-fence', 'cut-semi-sync'].map((variant) => `variants.${variant}.faults.0.at=6s`),
]

describe('failover-loses-writes', () => {
  let failover: Simulation

  beforeAll(async () => {
    const options = {
      seed: 'gallery',
      duration: '24s',
      replications: 20,
      control: false,
      set: SHORT,
    }
    failover = await simulate(shipped('failover-loses-writes'), options)
  }, PATIENCE)

  it('loses what was confirmed in the 100 ms before the leader died, three orders of thirty a second', () => {
    expect(failover).toMeet('consistency.orders.lostWrites of async > 1.5')
    expect(failover).toMeet('consistency.orders.lostWrites of async < 5')
    expect(failover).toMeet('consistency.orders.convergence.behind of async == 0')
  })

  it('loses seconds of half of all orders where the leader is cut off, and three times that without a fence', () => {
    expect(failover).toMeet('consistency.orders.lostWrites of cut > 65')
    expect(failover).toMeet('consistency.orders.lostWrites of cut < 90')
    expect(failover).toMeet('consistency.orders.splitBrainWrites of cut == 0')
    expect(failover).toMeet('consistency.orders.lostWrites of cut-no-fence > 280% of cut')
    expect(failover).toMeet('consistency.orders.splitBrainWrites of cut-no-fence > 100')
    expect(failover).toMeet('consistency.orders.convergence.behind of cut-no-fence == 0')
  })

  it.each(['semi-sync', 'cut-semi-sync', 'sync'])('loses nothing where replicas have it first: %s', (variant) => {
    expect(failover).toMeet(`consistency.orders.lostWrites of ${variant} == 0`)
    expect(failover).toMeet(`consistency.orders.checked.lostWrites of ${variant} > 150`)
  })

  it('sells nothing while one replica of two is away and both have to confirm', () => {
    expect(failover).toMeet('shop.buy.availability of sync < 80% of semi-sync')
    expect(failover).toMeet('shop.buy.latency.p50 of semi-sync < 150% of async')
  })

  it('loses nothing without a fault', () => {
    expect(failover).toMeet('consistency.orders.lostWrites of no-fault == 0')
    expect(failover).toMeet('consistency.orders.checked.lostWrites of no-fault > 600')
    expect(failover).not.toMeet('shop.buy.availability of no-fault < 99%')
  })
})
