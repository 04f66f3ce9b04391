import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** The crash earlier and for a third of the time. */
const SHORT = ['run.warmup=1s', 'faults.0.at=3s', 'faults.0.for=2s', 'faults.0.restart=1s']

describe('ftgo', () => {
  let ftgo: Simulation

  beforeAll(async () => {
    const options = { seed: 'gallery', replications: 20, duration: '8s', control: false, set: SHORT }
    ftgo = await simulate(shipped('ftgo'), options)
  }, PATIENCE)

  it('loses everything to the crash in one process', () => {
    for (const page of ['order', 'look', 'history']) {
      expect(ftgo).toMeet(`app.${page}.availability of monolith < 10% during crash`)
    }
  })

  it('refuses no order and fails no page taken apart, in any of twenty runs', () => {
    for (const page of ['order', 'look', 'history']) {
      expect(ftgo).toMeet(`app.${page}.availability of microservices >= 99.5%`)
    }
    expect(ftgo).toMeet('accounting.authorize.failed of microservices > 50')
  })

  it('answers an order when it has been accepted, and approves it later', () => {
    expect(ftgo).toMeet('app.order.latency.mean of microservices < 25% of monolith')
    expect(ftgo).toMeet('transactions.create-order.settleTime.p50 of microservices > 150ms')
    expect(ftgo).toMeet('transactions.create-order.settleTime.p99 of microservices > 2500ms')
    expect(ftgo).toMeet('transactions.create-order.settleTime.p50 of monolith < 50ms')
  })

  it('settles every order and leaves nothing behind, though one card in fifty is declined', () => {
    expect(ftgo).toMeet({ in: 'microservices', that: 'settles: create-order within 15s' })
    expect(ftgo).toMeet({ in: 'microservices', that: 'saga-atomic: create-order' })
    expect(ftgo).toMeet({ in: 'microservices', that: 'no-lost-message: order.authorized' })
    expect(ftgo).toMeet('transactions.create-order.orphans of microservices == 0')
    expect(ftgo).toMeet('transactions.create-order.compensated of microservices > 1')
    expect(ftgo).toMeet('transactions.create-order.begun of microservices > 120')
  })

  it('tells about half of those who change their minds at once that the order is pending', () => {
    expect(ftgo).toMeet('app.order-and-cancel.availability of microservices > 20%')
    expect(ftgo).toMeet('app.order-and-cancel.availability of microservices < 65%')
  })

  it('tells nobody without the pending state', () => {
    expect(ftgo).toMeet('app.order-and-cancel.availability of without-pending >= 98%')
    expect(ftgo).toMeet('order.cancel.failed of without-pending == 0')
    expect(ftgo).toMeet('order.cancel.failed of microservices > 4')
  })

  it('carries an event in as long as it says that a command takes, and the work of its handler', () => {
    expect(ftgo).toMeet('messages.order.created.endToEnd.p50 of microservices > 13ms')
    expect(ftgo).toMeet('messages.order.created.endToEnd.p50 of microservices < 18ms')
  })

  it('costs three quarters more', () => {
    expect(ftgo).toMeet('cost.perMonth of microservices > 160% of monolith')
    expect(ftgo).toMeet('cost.perMonth of microservices < 185% of monolith')
  })
})
