import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** A quarter of the load, and the fault sooner and less than half as long: a tenth of the mails. */
const DEAD = 'at: 12s, for: 12s }]'
const SMALLER = [
  'workload.shoppers.arrivals=poisson(10/s)',
  `faults=[{ id: dead, crash: notifications, ${DEAD}`,
  `variants.events-broker-dies.faults=[{ id: dead, crash: rabbit, ${DEAD}`,
  `variants.events-outbox-broker-dies.faults=[{ id: dead, crash: rabbit, ${DEAD}`,
]

describe('sync-or-async', () => {
  let shop: Simulation

  beforeAll(async () => {
    const run = { seed: 'gallery', duration: '40s', replications: 20, control: false, set: SMALLER }
    shop = await simulate(shipped('sync-or-async'), run)
  }, PATIENCE)

  it('loses every order by calls, and none but seconds and mails by calls that may fail', () => {
    expect(shop).toMeet('shop.order.availability of calls < 10% during dead')
    expect(shop).toMeet('shop.order.failed of calls-optional == 0')
    expect(shop).toMeet('shop.order.latency.mean of calls-optional > 1s during dead')
    expect(shop).toMeet('notifications.confirm.failed.timeout of calls-optional > 90')
  })

  it('loses no order, no time and no mail by an event, and is late instead', () => {
    expect(shop).toMeet('shop.order.failed of events == 0')
    expect(shop).toMeet('shop.order.latency.mean of events < 5ms during dead')
    expect(shop).toMeet('messages.order.placed.lost of events == 0')
    expect(shop).toMeet('messages.order.placed -> notifications.handled of events > 220')
    expect(shop).toMeet('messages.order.placed -> notifications.backlog.max of events > 90')
    expect(shop).toMeet('messages.order.placed -> notifications.endToEnd.max of events > 9s')
    expect(shop).toMeet('messages.order.placed -> points.endToEnd.p99 of events < 20ms')
  })

  it('depends on the broker instead, but for an outbox', () => {
    expect(shop).toMeet('shop.order.availability of events-broker-dies < 10% during dead')
    expect(shop).toMeet('messages.order.placed -> notifications.lost of events-broker-dies > 90')
    expect(shop).not.toMeet('messages.order.placed.lost of events-broker-dies == 0')
    expect(shop).toMeet('shop.order.failed of events-outbox-broker-dies == 0')
    expect(shop).toMeet('messages.order.placed.lost of events-outbox-broker-dies == 0')
    expect(shop).toMeet('messages.order.placed -> notifications.handled of events-outbox-broker-dies > 220')
  })
})
