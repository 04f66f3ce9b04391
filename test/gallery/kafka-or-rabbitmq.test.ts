import { beforeAll, describe, expect, it } from 'vitest'
import { type Simulation, simulate } from '../../src/testing/vitest.ts'
import { PATIENCE } from './patience.ts'
import { shipped } from './shipped.ts'

/** A quarter of all rates, half the time of the loud account, and a session of 10 s instead of 45. */
const KAFKA = 'commit: after, max-poll-records: 10, session-timeout: 10s'
const SLOWER = [
  'workload.bookings.arrivals=poisson(20/s)',
  'app.search.on={ account.changed: [{ io: exp(80ms) }, { insert: pages }] }',
  'faults=[{ id: import, hot-key: bookings, share: 80%, keys: 1, at: 5s, for: 8s }, ' +
    '{ id: death, crash: search, instances: [1], at: 18s, for: 2s }]',
  `consumers=[{ on: "* -> *", ${KAFKA} }]`,
  `variants.kafka-static.consumers=[{ on: "* -> *", ${KAFKA}, static-membership: true }]`,
]

describe('kafka-or-rabbitmq', () => {
  let search: Simulation

  beforeAll(async () => {
    const run = { seed: 'gallery', duration: '32s', replications: 20, control: false, set: SLOWER }
    search = await simulate(shipped('kafka-or-rabbitmq'), run)
  }, PATIENCE)

  it('has the order of each account in a log, of everything that comes', () => {
    for (const variant of ['kafka', 'kafka-static', 'kafka-calm']) {
      expect(search).toMeet(`messages.account.changed.reordered of ${variant} == 0`)
      expect(search).toMeet(`messages.account.changed.handled of ${variant} > 450`)
    }
  })

  it('has everybody wait in a log whose group waits for the dead', () => {
    expect(search).toMeet('messages.account.changed -> search.rebalanceTime of kafka > 6s')
    expect(search).toMeet('messages.account.changed.backlog.max of kafka > 100')
    expect(search).toMeet('messages.account.changed -> search.rebalances of kafka-static == 0')
    expect(search).toMeet('messages.account.changed.backlog.max of kafka-static < 90')
    expect(search).toMeet('messages.account.changed.backlog.max of kafka-static > 25')
  })

  it('has nobody wait and the order lost in a queue', () => {
    expect(search).toMeet('messages.account.changed.backlog.max of rabbitmq < 30')
    expect(search).toMeet('messages.account.changed.reordered of rabbitmq > 20')
    expect(search).not.toMeet('messages.account.changed.reordered of rabbitmq == 0')
  })

  it('has the order in a FIFO queue, but for what comes there in another one, and only the loud one waits', () => {
    expect(search).toMeet('messages.account.changed.reordered of sqs-fifo < 3')
    expect(search).toMeet('messages.account.changed.endToEnd.mean of sqs-fifo < 90% of kafka-static')
  })

  it('hardly shows a difference when all is calm', () => {
    expect(search).toMeet('messages.account.changed.reordered of rabbitmq-calm < 3')
    expect(search).toMeet('messages.account.changed.lost == 0')
  })
})
