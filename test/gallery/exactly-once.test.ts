import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** The inbox has an idempotent producer, too. */
const VARIANTS = ['nothing-confirmed', 'at-least-once', 'transactions', 'inbox', 'keys', 'nothing-confirmed-calm']

/**
 * Half the load, with handlers twice as long, so that as many are cut off by each death; and all that breaks sooner.
 */
const SLOWER = [
  'workload.shoppers.arrivals=poisson(10/s)',
  'faults=[{ id: lost-replies, reset: "shop -> log", share: 10%, at: 1s, for: 8s }, ' +
    '{ id: deaths, crash: billing, pick: one, host: up, at: 9s, for: 300ms, every: 1s, until: 19s }, ' +
    '{ id: leader, crash: log, instances: [0], host: up, at: 22s, for: 3s }]',
  'app.billing.on={ order.placed: [{ call: bank.collect, key: order, optional: true }, { io: exp(80ms) }, ' +
    '{ publish: bill.sent, key: order }] }',
]

describe('exactly-once', () => {
  let shop: Simulation

  beforeAll(async () => {
    const run = { seed: 'gallery', duration: '27s', replications: 20, control: false, set: SLOWER, variants: VARIANTS }
    shop = await simulate(shipped('exactly-once'), run)
  }, PATIENCE)

  const none = (what: string, variant: string) => expect(shop).toMeet(`${what} of ${variant} == 0`)

  it('is at most once without confirmations', () => {
    expect(shop).toMeet('messages.order.placed.lost of nothing-confirmed > 4')
    none('bank.collect.failed.second-time', 'nothing-confirmed')
  })

  it('is at least once with them', () => {
    none('messages.order.placed.lost', 'at-least-once')
    expect(shop).toMeet('messages.order.placed.handled of at-least-once > 200')
    expect(shop).toMeet('bank.collect.failed.second-time of at-least-once > 40')
    expect(shop).toMeet('ledger.book.failed.second-time of at-least-once > 40')
    none('messages.order.placed.deduplicated', 'at-least-once')
  })

  it('is no more than that with an idempotent producer, or an inbox of messages', () => {
    expect(shop).toMeet('messages.order.placed.deduplicated of inbox > 3')
    expect(shop).toMeet('bank.collect.failed.second-time of inbox > 40')
    expect(shop).toMeet('ledger.book.failed.second-time of inbox > 40')
  })

  it('is exactly once between topics with transactions, and not outside', () => {
    none('messages.order.placed.lost', 'transactions')
    none('ledger.book.failed.second-time', 'transactions')
    expect(shop).toMeet('bank.collect.failed.second-time of transactions > 1')
  })

  it('is exactly once in effect with keys that the order has had from its beginning', () => {
    none('messages.order.placed.lost', 'keys')
    none('bank.collect.failed.second-time', 'keys')
    none('ledger.book.failed.second-time', 'keys')
    expect(shop).toMeet('messages.order.placed.handled of keys > 200')
    expect(shop).toMeet('bank-keys.insert.failed.duplicate-key of keys > 40')
    expect(shop).toMeet('ledger-keys.insert.failed.duplicate-key of keys > 40')
  })

  it('is exactly once with the loosest settings when nothing breaks', () => {
    none('messages.order.placed.lost', 'nothing-confirmed-calm')
    none('bank.collect.failed.second-time', 'nothing-confirmed-calm')
    expect(shop).toMeet('messages.order.placed.handled of nothing-confirmed-calm > 200')
  })
})
