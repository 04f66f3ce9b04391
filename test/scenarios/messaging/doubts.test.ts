import { describe, expect, test } from 'vitest'
import { said, sentence, type Town } from './post-town.ts'

const BUY = 'app.shop.operations.buy.steps'
const ON = 'app.mailer.on.order.placed'
const still = { network: { 'same-zone': '0ms', protocol: 'none' } }
const kafka = (nodes = 1): unknown => ({ kafka: { kind: 'kafka', nodes } })
const at = (rate: number): Readonly<Record<string, unknown>> => ({ arrivals: `poisson(${rate}/s)` })

describe('messages that may not be meant so are doubted with numbers', () => {
  test('nothing is said of a town where all is well', () => {
    expect(said({})).toEqual([])
    expect(said({ brokers: kafka() })).toEqual([])
    expect(said({ brokers: { sqs: { kind: 'sqs' } } })).toEqual([])
  })

  test('an event of which one side is missing', () => {
    const modules = { desk: { on: { 'order.palced': [{ cpu: '1ms' }] } } }
    const steps = [{ insert: 'orders' }, { publish: 'order.placed' }, { publish: 'order.paid' }]
    const change: Town = { steps, modules }
    expect(said(change)).toEqual([`L410 ${BUY}.2.publish`, 'L411 app.desk.on.order.palced'])
    expect(sentence(change, 'L411')).toBe('"desk" handles event "order.palced", and nobody publishes it')
  })

  test('a broker that carries nothing', () => {
    const idle = { kind: 'rabbitmq', holds: [] }
    expect(said({ brokers: { rabbit: { kind: 'rabbitmq' }, idle } })).toEqual(['L303 brokers.idle'])
  })

  test('a pattern that fits nothing', () => {
    expect(said({ events: { 'x.*': {} }, consumers: [{ on: '* -> x*' }] })).toEqual([
      'L308 events.x.*',
      'L308 consumers.0.on',
    ])
  })

  test.each<[string, Town, readonly string[]]>([
    ['nobody waits for the broker', { events: { '*': { acks: 'none' } } }, ['L412 events.*.acks']],
    ['one node keeps a queue', { brokers: { r: { kind: 'rabbitmq', nodes: 3 } } }, [`L412 ${BUY}.1.publish`]],
    [
      'a majority keeps it',
      { brokers: { r: { kind: 'rabbitmq', nodes: 3 } }, events: { '*': { queue: 'quorum' } } },
      [],
    ],
    ['a queue in memory', { events: { '*': { durable: false } } }, ['L412 events.*.durable']],
    [
      'one node keeps a partition',
      { brokers: kafka(3), events: { '*': { replication: 1 } } },
      ['L412 events.*.replication'],
    ],
    [
      'the leader alone is enough',
      { brokers: kafka(3), events: { '*': { replication: 3 } } },
      [`L412 ${BUY}.1.publish`],
    ],
    ['two are asked for', { brokers: kafka(3), events: { '*': { replication: 3, 'min-in-sync': 2 } } }, []],
    [
      'two are asked for, by some',
      { brokers: kafka(3), events: { '*': { replication: 3, 'min-in-sync': 2, acks: 'one' } } },
      ['L412 events.*.acks'],
    ],
  ])('messages that a broker may lose: %s', (_, change, expected) => {
    expect(said(change)).toEqual(expected)
  })

  test('messages that a consumer may lose, with how many are open', () => {
    const change: Town = {
      handler: [{ io: '100ms' }],
      mailer: { owns: {} },
      consumers: [{ on: '* -> *', ack: 'on-delivery' }],
      workload: at(50),
    }
    expect(said(change)).toEqual(['L413 consumers.0.ack'])
    expect(sentence(change, 'L413')).toMatch(/\| about 5 at any time: a crash loses them$/)
    expect(said({ ...change, consumers: [{ on: '* -> *', ack: 'after' }] })).toEqual([])
    const log: Town = { ...change, brokers: kafka(), workload: at(5), consumers: [{ on: '* -> *', commit: 'before' }] }
    expect(said(log)).toEqual(['L413 consumers.0.commit'])
  })

  test.each<[string, Town, number, string]>([
    ['a log with one partition', { brokers: kafka() }, 9, ON],
    ['a prefetch of 2', { consumers: [{ on: '* -> *', prefetch: 2 }] }, 19, 'consumers.0.prefetch'],
    [
      '4 at once',
      { brokers: { sqs: { kind: 'sqs' } }, consumers: [{ on: '* -> *', concurrency: 4 }] },
      39,
      'consumers.0.concurrency',
    ],
  ])('a backlog that grows for ever, at just more than can be handled: %s', (_, change, enough, place) => {
    const slow: Town = { handler: [{ io: '100ms' }], mailer: { owns: {} }, rest: still, ...change }
    expect(said({ ...slow, workload: at(enough) })).toEqual([])
    expect(said({ ...slow, workload: at(enough + 2) })).toEqual([`L414 ${place}`])
    expect(sentence({ ...slow, workload: at(enough + 2) }, 'L414')).toMatch(
      new RegExp(`gets ${enough + 2} messages/s and can handle ${enough + 1}/s`),
    )
  })

  test('a unit without slots for its messages is a doubt about the unit', () => {
    const change: Town = {
      handler: [{ io: '100ms' }],
      mailer: { owns: {} },
      deploy: { 'each-module': {}, mailer: { runtime: 'threads(2)' } },
      consumers: [{ on: '* -> *', prefetch: 50 }],
      workload: at(30),
      rest: still,
    }
    expect(said(change)).toEqual(['L321 deploy.mailer.runtime'])
    const computing: Town = { ...change, handler: [{ cpu: '100ms' }], deploy: { 'each-module': { instances: 1 } } }
    expect(said(computing)).toEqual(['L320 deploy.each-module'])
  })

  test('consumers without a partition', () => {
    const change: Town = {
      brokers: kafka(),
      events: { '*': { partitions: 2 } },
      deploy: { 'each-module': {}, mailer: { instances: 3 } },
    }
    expect(said(change)).toEqual([`L415 ${ON}`])
    expect(sentence(change, 'L415')).toBe(
      '3 instances of "mailer" share 2 partitions of "order.placed" | 1 of them get no messages',
    )
    expect(said({ ...change, events: { '*': { partitions: 3 } } })).toEqual([])
  })

  test.each<[string, Town, Town, readonly string[]]>([
    [
      'a visibility timeout',
      { brokers: { sqs: { kind: 'sqs' } }, events: { '*': { visibility: '1s' } } },
      { events: { '*': { visibility: '3s' } } },
      [`L416 ${ON}`],
    ],
    [
      'an acknowledgement timeout',
      { consumers: [{ on: '* -> *', timeout: '1s' }] },
      { consumers: [{ on: '* -> *', timeout: '3s' }] },
      ['L416 consumers.0.timeout'],
    ],
    [
      'the time between polls',
      { brokers: kafka(), consumers: [{ on: '* -> *', 'max-poll-records': 200 }] },
      { consumers: [{ on: '* -> *', 'max-poll-records': 100 }] },
      ['L416 consumers.0.max-poll-records'],
    ],
  ])('a message that comes again while it is handled: %s is shorter than the handler', (_, short, long, expected) => {
    const slow: Town = { handler: [{ io: '2s' }], mailer: { owns: {} }, rest: still, workload: at(0.1) }
    expect(said({ ...slow, ...short })).toEqual(expected)
    expect(said({ ...slow, ...short, ...long })).toEqual([])
  })

  test('a receive that waits longer than its caller, unless the broker is told', () => {
    const change = (policy: Readonly<Record<string, unknown>>, wait = '20s'): Town => ({
      brokers: { sqs: { kind: 'sqs' } },
      events: { '*': { wait } },
      rest: { policies: [{ on: 'mailer -> sqs', ...policy }] },
    })
    expect(said(change({ timeout: '5s' }))).toEqual([`L422 ${ON}`])
    expect(sentence(change({ timeout: '5s' }), 'L422')).toBe(
      'a receive of "order.placed -> mailer" waits 20s, and its caller 5s | ' +
        'the queue answers who is gone, and what that brings is hidden for 30s, perhaps again and again',
    )
    expect(said(change({ 'total-timeout': '20s' }))).toEqual([`L422 ${ON}`])
    expect(said(change({ timeout: '25s' }))).toEqual([])
    expect(said(change({ timeout: '5s' }, '0s'))).toEqual([])
    expect(said(change({ timeout: '5s', cancel: true }))).toEqual([])
  })

  test('a message that counts twice when it comes twice', () => {
    const faults = [{ id: 'dead', crash: 'mailer', restart: '1s', at: '1s', for: '1s' }]
    const adding = [{ update: 'sent', add: 1 }]
    const change = (handler: unknown, more: Partial<Town> = {}): Town => ({
      handler,
      mailer: { owns: { sent: { keys: 9, initial: 0 } } },
      rest: { faults },
      ...more,
    })
    expect(said(change(adding))).toEqual([`L425 ${ON}`])
    expect(sentence(change(adding), 'L425')).toContain(
      '"order.placed -> mailer" may come twice, and "sent" is added to',
    )
    // Not where nothing is lost, where it is done once, or where it comes at most once.
    expect(said(change(adding, { rest: {} }))).toEqual([])
    expect(said(change({ steps: adding, idempotency: true }))).toEqual([])
    const early = { consumers: [{ on: '* -> *', ack: 'on-delivery' }] }
    expect(said(change(adding, early))).toEqual(['L413 consumers.0.ack'])
    // One that the value itself refuses the second time is none.
    const guarded = [{ update: 'sent', add: -1, require: '>= 0' }]
    expect(said(change(guarded, { mailer: { owns: { sent: { keys: 9, initial: 1 } } } }))).toEqual([])
    expect(said(change(guarded, { mailer: { owns: { sent: { keys: 9, initial: 5 } } } }))).toEqual([`L425 ${ON}`])
    // Standard queues of SQS deliver twice for no reason at all.
    expect(said(change(adding, { rest: {}, brokers: { sqs: { kind: 'sqs' } } }))).toEqual([`L425 ${ON}`])
  })

  test('as many replicas in sync as there are', () => {
    const change = (minInSync: number, acks = 'all'): Town => ({
      brokers: kafka(3),
      events: { '*': { replication: 3, 'min-in-sync': minInSync, acks, idempotent: false } },
    })
    expect(said(change(3))).toEqual(['L426 events.*.min-in-sync'])
    expect(said(change(2))).toEqual([])
    expect(said(change(3, 'one'))).toEqual(['L412 events.*.acks'])
  })

  test('messages without the key that their broker goes by', () => {
    const keyed = [{ insert: 'orders' }, { publish: 'order.placed', key: 'sku' }]
    for (const change of [
      { brokers: kafka(), events: { '*': { compact: true } } },
      { brokers: { sqs: { kind: 'sqs' } }, events: { '*': { fifo: true } } },
    ]) {
      expect(said(change)).toEqual([`L430 ${BUY}.1.publish`])
      expect(said({ ...change, steps: keyed })).toEqual([])
    }
  })

  test('consumers that see what was given up', () => {
    const change: Town = { brokers: kafka(), events: { '*': { transactions: true } } }
    expect(said(change)).toEqual([`L431 ${ON}`])
    const consumers = (read: boolean): unknown[] => [{ on: '* -> *', 'read-committed': read }]
    expect(said({ ...change, consumers: consumers(false) })).toEqual(['L431 consumers.0.read-committed'])
    expect(said({ ...change, consumers: consumers(true) })).toEqual([])
  })

  test('a prefetch without a bound, where the slots are half taken', () => {
    const change = (rate: number): Town => ({
      handler: [{ io: '1s' }],
      mailer: { owns: {} },
      rest: still,
      workload: at(rate),
    })
    expect(said(change(101))).toEqual([`L417 ${ON}`])
    expect(said(change(99))).toEqual([])
    expect(said({ ...change(101), consumers: [{ on: '* -> *', prefetch: 150 }] })).toEqual([])
  })

  test('a message that goes out of a transaction', () => {
    const steps = [{ begin: [{ insert: 'orders' }, { publish: 'order.placed' }] }]
    const codes = (change: Town): string[] => said(change).map((line) => line.slice(0, 4))
    expect(codes({ steps })).toEqual(['L391', 'L418'])
    expect(codes({ steps, events: { '*': { outbox: 'polling' } } })).toEqual([])
    expect(codes({ steps: [{ insert: 'orders' }, { publish: 'order.placed' }] })).toEqual([])
    const operation = { steps: [{ insert: 'orders' }, { publish: 'order.placed' }], idempotency: true }
    expect(codes({ shop: { operations: { buy: operation } } })).toEqual(['L391', 'L418'])
  })

  test('a message that fails for ever', () => {
    const handler = [{ fail: '10%' }]
    const change: Town = { handler, mailer: { owns: {} } }
    expect(said(change)).toEqual([`L419 ${ON}`])
    expect(sentence(change, 'L419')).toMatch(/\| 10% of the deliveries fail$/)
    expect(said({ ...change, events: { '*': { queue: 'quorum' } } })).toEqual([])
    expect(said({ ...change, consumers: [{ on: '* -> *', 'on-failure': 'reject' }] })).toEqual([])
    expect(said({ ...change, brokers: { sqs: { kind: 'sqs' } } })).toEqual([`L419 ${ON}`])
    expect(said({ ...change, brokers: kafka() })).toEqual([])
  })

  test('events that call each other up without end', () => {
    const handler = [{ publish: 'order.placed' }]
    expect(said({ handler, mailer: { owns: {} } })).toEqual([`L302 ${ON}.steps.0`])
  })

  test('more batches than a broker stores at a time', () => {
    const brokers = { r: { kind: 'rabbitmq', publish: '100ms', concurrency: 1 } }
    expect(said({ brokers, workload: at(11), rest: still })).toEqual(['L322 brokers.r.concurrency'])
    expect(said({ brokers, workload: at(9), rest: still })).toEqual([])
  })
})
