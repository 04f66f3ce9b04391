import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

describe('poison-message', () => {
  let billing: Simulation

  beforeAll(async () => {
    // Poison at 5, 15, 25, 35 and 45 s; with four of them the queue stands still.
    billing = await simulate(shipped('poison-message'), { seed: 'gallery', duration: '50s', replications: 20 })
  }, PATIENCE)

  it('blocks a queue to which everything goes back, and burns its cpu', () => {
    expect(billing).toMeet('messages.order.placed.waiting of requeue > 200')
    expect(billing).toMeet('messages.order.placed.redelivered of requeue > 5000')
    expect(billing).toMeet('units.billing.cpuUtilisation of requeue > 30%')
    expect(billing).toMeet('messages.order.placed.deadLettered of requeue == 0')
  })

  it.each(['reject', 'limit'])('takes good messages along where nobody waits between attempts: %s', (variant) => {
    expect(billing).toMeet(`messages.order.placed.deadLettered of ${variant} > 15`)
    expect(billing).toMeet(`messages.order.placed.waiting of ${variant} < 5`)
  })

  it('has them lost where nobody keeps what is skipped', () => {
    expect(billing).toMeet('messages.order.placed.lost of kafka-skip > 15')
    expect(billing).not.toMeet('messages.order.placed.lost of kafka-skip == 0')
  })

  it.each(['sqs', 'kafka-retry'])('is told from a hiccup where somebody waits between attempts: %s', (variant) => {
    expect(billing).toMeet(`messages.order.placed.deadLettered of ${variant} <= 5`)
    expect(billing).toMeet(`messages.order.placed.deadLettered of ${variant} >= 2`)
    expect(billing).toMeet(`messages.order.placed.lost of ${variant} == 0`)
    expect(billing).toMeet(`messages.order.placed.handled of ${variant} > 900`)
  })

  it('lets others wait in a partition, not in a queue', () => {
    expect(billing).toMeet('messages.order.placed.endToEnd.mean of kafka-retry > 300% of sqs')
  })

  it('is not there: requeueing gets over the hiccup without a loss', () => {
    expect(billing).toMeet('messages.order.placed.deadLettered of no-poison == 0')
    expect(billing).toMeet('messages.order.placed.lost of no-poison == 0')
    expect(billing).toMeet('messages.order.placed.waiting of no-poison < 5')
    expect(billing).toMeet('messages.order.placed.redelivered of no-poison > 300')
  })
})
