import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** A sixth of all rates: 15 orders a second come in the rush of 20 s, 8.2 can be handled, and 5 come otherwise. */
const SLOWER = [
  'workload.shoppers.arrivals=poisson(5/s)',
  'faults=[{ id: rush, surge: shoppers, factor: 3, at: 12s, for: 20s }]',
  'app.billing.on={ order.placed: [{ io: exp(120ms) }, { insert: bills }] }',
]

describe('slow-consumer', () => {
  let billing: Simulation

  beforeAll(async () => {
    const run = { seed: 'gallery', duration: '80s', replications: 20, control: false, set: SLOWER }
    billing = await simulate(shipped('slow-consumer'), run)
  }, PATIENCE)

  it('has a backlog of what comes in the rush and cannot be handled: (15 - 8.2) * 20 s = 136', () => {
    expect(billing).toMeet('messages.order.placed.backlog.max of one > 110')
    expect(billing).toMeet('messages.order.placed.backlog.max of one < 165')
  })

  it('drains it with what the usual load leaves: 136 / (8.2 - 5) = 43 s', () => {
    expect(billing).toMeet('messages.order.placed.drainTime of one > 33s')
    expect(billing).toMeet('messages.order.placed.drainTime of one < 53s')
  })

  it('is not helped by more consumers alone, nor by more partitions alone', () => {
    expect(billing).toMeet('messages.order.placed.backlog.mean of more-consumers > 99% of one')
    expect(billing).toMeet('messages.order.placed.backlog.mean of more-partitions > 90% of one')
  })

  it.each(['both', 'queue'])('is helped by %s', (variant) => {
    expect(billing).toMeet(`messages.order.placed.backlog.max of ${variant} < 30`)
    expect(billing).toMeet(`messages.order.placed.endToEnd.mean of ${variant} < 5% of one`)
  })

  it('is late and loses nothing, and without a rush is not even late', () => {
    expect(billing).toMeet('messages.order.placed.lost == 0')
    expect(billing).toMeet('messages.order.placed.handled > 250')
    expect(billing).toMeet('messages.order.placed.backlog.mean of no-rush < 4')
    expect(billing).not.toMeet('messages.order.placed.backlog.max of no-rush > 110')
  })
})
