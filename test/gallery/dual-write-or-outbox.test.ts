import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('dual-write-or-outbox', () => {
  let shop: Simulation

  beforeAll(async () => {
    const set = ['run.warmup=0s', 'faults.0.at=3s', 'faults.1.at=16s', 'faults.1.until=18s']
    const run = { seed: 'gallery', duration: '20s', replications: 20, set, control: false } as const
    shop = await simulate(shipped('dual-write-or-outbox'), run)
  }, PATIENCE)

  it('loses what was to be told while the broker was away, where the order is written by itself', () => {
    expect(shop).toMeet('messages.order.placed.lost of write-then-tell > 500')
    expect(shop).toMeet('shop.place.availability of write-then-tell < 60%')
  })

  it.each(['outbox', 'log-reading'])(
    'loses and doubles nothing of 700 messages with a row beside the order: %s',
    (variant) => {
      expect(shop).toMeet(`messages.order.placed.lost of ${variant} == 0`)
      expect(shop).toMeet(`messages.order.placed -> shipping.duplicates of ${variant} == 0`)
      expect(shop).toMeet(`messages.order.placed -> shipping.handled of ${variant} > 700`)
      expect(shop).toMeet(`shop.place.availability of ${variant} > 85%`)
    },
  )

  it('pays with time: a row more, and a tail as long as the broker was away', () => {
    expect(shop).toMeet('shop.place.latency.p50 of outbox > 115% of write-then-tell')
    expect(shop).toMeet('messages.order.placed.endToEnd.p99 of write-then-tell < 100ms')
    expect(shop).toMeet('messages.order.placed.endToEnd.p99 of outbox > 8s')
  })
})
