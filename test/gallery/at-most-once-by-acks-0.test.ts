import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Fewer orders, and shorter restarts sooner after each other. */
const SMALLER = [
  'run.warmup=0s',
  'workload.customers.arrivals=poisson(5/s)',
  'faults=[{ id: kafka-restarts, crash: kafka, host: up, at: 4s, for: 6s }, ' +
    '{ id: db-restarts, crash: astronomy-db, host: up, at: 13s, for: 4s }, ' +
    '{ id: accounting-restarts, crash: accounting, host: up, at: 19s, for: 1s }]',
]

describe('at-most-once-by-acks-0', () => {
  let demo: Simulation

  beforeAll(async () => {
    const run = { seed: 'gallery', duration: '35s', replications: 20, control: false, set: SMALLER }
    demo = await simulate(shipped('at-most-once-by-acks-0'), run)
  }, PATIENCE)

  it('loses paid orders without an error to anybody', () => {
    expect(demo).toMeet('checkout.PlaceOrder.failed of as-it-is == 0')
    expect(demo).toMeet('messages.orders -> accounting.lost of as-it-is > 30')
    expect(demo).toMeet('messages.orders -> fraud-detection.lost of as-it-is > 20')
  })

  it('loses none on the way with acks: all, and makes customers wait', () => {
    expect(demo).toMeet('messages.orders -> fraud-detection.lost of acks-all == 0')
    expect(demo).toMeet('messages.orders -> fraud-detection.handled of acks-all > 80')
    expect(demo).toMeet('checkout.PlaceOrder.latency.max of acks-all > 5s')
    expect(demo).toMeet('messages.orders -> accounting.lost of acks-all > 8')
  })

  it('loses none with retries, and neither an order nor time with an outbox', () => {
    expect(demo).toMeet('messages.orders.lost of acks-all-and-retries == 0')
    expect(demo).toMeet('messages.orders -> accounting.absorbed of acks-all-and-retries > 0.5')
    expect(demo).toMeet('messages.orders.lost of outbox-and-retries == 0')
    expect(demo).toMeet('messages.orders -> accounting.handled of outbox-and-retries > 100')
    expect(demo).toMeet('checkout.PlaceOrder.failed of outbox-and-retries == 0')
    expect(demo).toMeet('checkout.PlaceOrder.latency.max of outbox-and-retries < 1s')
  })

  it('loses nothing as long as nothing restarts', () => {
    expect(demo).toMeet('messages.orders.lost of calm == 0')
    expect(demo).toMeet('messages.orders -> accounting.handled of calm > 100')
    expect(demo).not.toMeet('messages.orders -> accounting.lost of calm > 30')
  })
})
