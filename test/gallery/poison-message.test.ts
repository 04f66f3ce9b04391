import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** Poison each five seconds, at 2.5, 7.5, 12.5 and 17.5 s: then the queue stands still. */
const SOONER = [
  'workload.bug.arrivals=constant(0.2/s)',
  'workload.shoppers.arrivals=poisson(12/s)',
  'faults=[{ id: taxes-away, errors: taxes.rate, at: 9s, for: 2s }]',
]

describe('poison-message', () => {
  let billing: Simulation

  beforeAll(async () => {
    const run = { seed: 'gallery', duration: '28s', replications: 20, control: false, set: SOONER }
    billing = await simulate(shipped('poison-message'), run)
  }, PATIENCE)

  it('blocks a queue to which everything goes back, and burns its cpu', () => {
    expect(billing).toMeet('messages.order.placed.waiting of requeue > 40')
    expect(billing).toMeet('messages.order.placed.redelivered of requeue > 2500')
    expect(billing).toMeet('units.billing.cpuUtilisation of requeue > 35%')
    expect(billing).toMeet('messages.order.placed.deadLettered of requeue == 0')
  })

  it.each(['reject', 'limit'])('takes good messages along where nobody waits between attempts: %s', (variant) => {
    expect(billing).toMeet(`messages.order.placed.deadLettered of ${variant} > 12`)
    expect(billing).toMeet(`messages.order.placed.waiting of ${variant} < 5`)
  })

  it('has them lost where nobody keeps what is skipped', () => {
    expect(billing).toMeet('messages.order.placed.lost of kafka-skip > 12')
    expect(billing).not.toMeet('messages.order.placed.lost of kafka-skip == 0')
  })

  it.each(['sqs', 'kafka-retry'])('is told from a hiccup where somebody waits between attempts: %s', (variant) => {
    expect(billing).toMeet(`messages.order.placed.deadLettered of ${variant} <= 5`)
    expect(billing).toMeet(`messages.order.placed.deadLettered of ${variant} > 0`)
    expect(billing).toMeet(`messages.order.placed.lost of ${variant} == 0`)
    expect(billing).toMeet(`messages.order.placed.handled of ${variant} > 180`)
  })

  it('lets others wait in a partition, not in a queue', () => {
    expect(billing).toMeet('messages.order.placed.endToEnd.mean of kafka-retry > 300% of sqs')
  })

  it('is not there: requeueing gets over the hiccup without a loss', () => {
    expect(billing).toMeet('messages.order.placed.deadLettered of no-poison == 0')
    expect(billing).toMeet('messages.order.placed.lost of no-poison == 0')
    expect(billing).toMeet('messages.order.placed.waiting of no-poison < 5')
    expect(billing).toMeet('messages.order.placed.redelivered of no-poison > 150')
  })
})
