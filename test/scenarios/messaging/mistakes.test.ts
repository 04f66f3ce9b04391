import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../../src/scenarios/load.ts'
import type { Problem } from '../../../src/scenarios/problem.ts'
import { problemsOf } from '../compile/compiling.ts'
import { said, sentence, type Town, town } from './post-town.ts'

const BUY = 'app.shop.operations.buy.steps'
const ON = 'app.mailer.on.order.placed'
const kafka = { kafka: { kind: 'kafka', nodes: 3 } }
const sqs = { sqs: { kind: 'sqs' } }
const once = (idempotency: unknown, steps: readonly unknown[] = [{ insert: 'sent' }]): Town => ({
  handler: { steps, idempotency },
})

describe('a mistake about messages is answered at its place', () => {
  test.each<[string, Town, readonly string[]]>([
    ['a handler with the name of an operation', { mailer: { operations: { 'on-order-placed': [] } } }, [`S307 ${ON}`]],
    [
      'two handlers with one name',
      {
        steps: [{ publish: 'order.placed' }, { publish: 'order-placed' }],
        mailer: { on: { 'order.placed': [], 'order-placed': [] } },
      },
      [`S307 ${ON}`],
    ],
    [
      'an event that no broker holds',
      {
        brokers: { r: { kind: 'rabbitmq', holds: ['order.*'] } },
        steps: [{ publish: 'order.placed' }, { publish: 'x' }],
      },
      [`S312 ${BUY}.1.publish`],
    ],
    ['an event with two brokers', { brokers: { ...kafka, ...sqs } }, ['S313 brokers.sqs.holds']],
    [
      'an event that there is none of, held',
      { brokers: { sqs: { kind: 'sqs', holds: ['order.placed', 'order.plcaed'] } } },
      ['S306 brokers.sqs.holds.1'],
    ],
    [
      'an event that there is none of, set',
      { events: { 'order.plcaed': { size: '1KiB' } } },
      ['S306 events.order.plcaed'],
    ],
    [
      'a handler that there is none of',
      { consumers: [{ on: 'order.placed -> shop', prefetch: 5 }] },
      ['S306 consumers.0.on'],
    ],
    ['memory that does not reach another unit', { brokers: { bus: { kind: 'in-process' } } }, [`S314 ${ON}`]],
    ['an option of a log for a queue', { events: { '*': { partitions: 3 } } }, ['S304 events.*.partitions']],
    [
      'an option of a queue for a log',
      { brokers: kafka, events: { 'order.placed': { ttl: '1s' } } },
      ['S304 events.order.placed.ttl'],
    ],
    [
      'acknowledgements of memory',
      { deploy: { all: { modules: 'all' } }, events: { '*': { acks: 'one' } } },
      ['S304 events.*.acks'],
    ],
    [
      'a consumer option of another broker',
      { brokers: sqs, consumers: [{ on: '* -> *', prefetch: 5 }] },
      ['S305 consumers.0.prefetch'],
    ],
    [
      'a word of another broker',
      { brokers: sqs, consumers: [{ on: '* -> *', ack: 'on-delivery' }] },
      ['S305 consumers.0.ack'],
    ],
    [
      'what a queue cannot do with a failure',
      { consumers: [{ on: '* -> *', 'on-failure': 'skip' }] },
      ['S305 consumers.0.on-failure'],
    ],
    [
      'an outbox of two publishers',
      {
        modules: { desk: { operations: { o: [{ publish: 'order.placed' }] } } },
        events: { '*': { outbox: 'polling' } },
      },
      ['S310 events.*.outbox'],
    ],
    [
      'a record with the name of an outbox',
      { shop: { owns: { orders: {}, 'shop-order-placed-outbox': {} } }, events: { '*': { outbox: 'polling' } } },
      ['S311 app.shop.owns.shop-order-placed-outbox'],
    ],
    [
      'a record with the name of keys',
      { ...once(true), mailer: { owns: { sent: {}, 'mailer-keys': {} } } },
      ['S311 app.mailer.owns.mailer-keys'],
    ],
    [
      'an outbox without a table',
      { events: { '*': { outbox: 'polling' } }, rest: { stores: { main: { kind: 'object', holds: 'all' } } } },
      ['S322 events.*.outbox'],
    ],
    [
      'more replicas than nodes',
      { brokers: kafka, events: { '*': { replication: 4 } } },
      ['S315 events.*.replication'],
    ],
    [
      'more replicas in sync than replicas',
      { brokers: kafka, events: { '*': { 'min-in-sync': 2 } } },
      ['S315 events.*.min-in-sync'],
    ],
    [
      'an idempotent producer that does not wait',
      { brokers: kafka, events: { '*': { idempotent: true, acks: 'one' } } },
      ['S316 events.*.idempotent'],
    ],
    [
      'a message given up too soon',
      { brokers: kafka, events: { '*': { 'delivery-timeout': '1s' } } },
      ['S317 events.*.delivery-timeout'],
    ],
    [
      'a consumer gone between two heartbeats',
      { brokers: kafka, consumers: [{ on: '* -> *', heartbeat: '60s' }] },
      ['S317 consumers.0.heartbeat'],
    ],
    ['a quorum queue in memory', { events: { '*': { queue: 'quorum', durable: false } } }, ['S318 events.*.durable']],
    [
      'priorities of a quorum queue',
      { events: { '*': { queue: 'quorum', priorities: 3 } } },
      ['S318 events.*.priorities'],
    ],
    ['an overflow that never comes', { events: { '*': { overflow: 'drop-head' } } }, ['S318 events.*.overflow']],
    [
      'deduplication without order',
      { brokers: sqs, events: { '*': { deduplication: '1s' } } },
      ['S318 events.*.deduplication'],
    ],
    [
      'duplicates of a FIFO queue',
      { brokers: sqs, events: { '*': { fifo: true, duplicates: '1%' } } },
      ['S318 events.*.duplicates'],
    ],
    ['a key of no input', { steps: [{ publish: 'order.placed', key: 'skku' }] }, [`S207 ${BUY}.0.key`]],
    ['a broker with the name of a unit', { brokers: { shop: { kind: 'sqs' } } }, ['S215 brokers.shop']],
    ['a broker in no zone', { brokers: { sqs: { kind: 'sqs', zone: 'z' } } }, ['S205 brokers.sqs.zone']],
    [
      'a broker on no machine',
      { brokers: { kafka: { kind: 'kafka', machine: 'c7i.larg' } } },
      ['S206 brokers.kafka.machine'],
    ],
    ['keys by something that is not there', once({ by: 'basket' }), [`S207 ${ON}.idempotency.by`]],
    ['a handler by its call', once({ by: 'call' }), [`S321 ${ON}.idempotency.by`]],
    [
      'an operation by its message',
      { shop: { operations: { buy: { steps: [{ publish: 'order.placed' }], idempotency: { by: 'message' } } } } },
      ['S321 app.shop.operations.buy.idempotency.by'],
    ],
    ['a transaction in what is one', once(true, [{ begin: [{ insert: 'sent' }] }]), [`S320 ${ON}.steps.0.begin`]],
    ['branches in what is one', once(true, [{ parallel: [{ insert: 'sent' }] }]), [`S320 ${ON}.steps.0.parallel`]],
    [
      'work in another store than the keys',
      { ...once(true), rest: { stores: { a: { holds: ['sent'] }, b: { holds: ['mailer-keys'] } } } },
      [`S320 ${ON}.idempotency`],
    ],
    [
      'keys where there are no transactions',
      { ...once(true), rest: { stores: { a: { kind: 'object', holds: ['sent'] } } } },
      [`S320 ${ON}.idempotency`],
    ],
    [
      'keys that nobody refuses twice',
      { ...once({ atomic: false }), rest: { stores: { a: { kind: 'quorum', holds: ['sent'] } } } },
      [`S320 ${ON}.idempotency`],
    ],
    ['an answer before it is known', once({ atomic: false }, ['respond', { insert: 'sent' }]), [`S320 ${ON}.steps.0`]],
  ])('%s', (_, change, expected) => {
    expect(said(change).filter((line) => !line.startsWith('L'))).toEqual(expected)
  })

  test('says what is wrong, and what would be right', () => {
    expect(sentence({ brokers: { bus: { kind: 'in-process' } } }, 'S314')).toBe(
      '"mailer" is not in the unit that publishes "order.placed" | it is in "mailer", and "shop" is in "shop"',
    )
    expect(sentence({ brokers: kafka, events: { '*': { 'min-in-sync': 2 } } }, 'S315')).toBe(
      'acks: all asks for 2 replicas in sync of "order.placed", and there are never more than 1',
    )
  })
})

describe('an answer about messages', () => {
  test('names the handlers that a consumer could be about, and shows the one that is meant', () => {
    const consumers = [{ on: 'order.placde -> mailer', prefetch: 5 }]
    const [found] = problemsOf(town({ consumers }))
    expect(found).toMatchObject({ code: 'S306', suggestion: 'order.placed -> mailer' })
    expect(found?.related?.map(({ path }) => path.join('.'))).toEqual([ON])
    const [pattern] = problemsOf(town({ consumers: [{ on: '* -> billing' }] }))
    expect(pattern).toMatchObject({ code: 'L308', expected: 'a pattern that fits order.placed -> mailer' })
    const [event] = problemsOf(town({ events: { 'x*': {} } }))
    expect(event).toMatchObject({ code: 'L308', expected: 'a pattern that fits order.placed' })
  })

  test('about two brokers of an event says nothing of options, which depend on that', () => {
    const events = { '*': { partitions: 3 } }
    const consumers = [{ on: '* -> *', prefetch: 3 }]
    expect(said({ brokers: { ...kafka, ...sqs }, events, consumers })).toEqual(['S313 brokers.sqs.holds'])
  })

  test('lists no records that nobody has written', () => {
    const [found] = problemsOf(town({ handler: { steps: [{ insert: 'snet' }], idempotency: true } }))
    expect(found).toMatchObject({ code: 'S203', expected: 'one of orders and sent', suggestion: 'sent' })
  })

  test('about an input that there is none of knows who has messages and who has calls', () => {
    const hints = (change: Town): unknown => problemsOf(town(change)).find(({ code }) => code === 'S207')?.hint
    expect(hints(once({ by: 'nobody' }))).toBe('or by: message, the default')
    const operations = { buy: { steps: [{ insert: 'orders' }], idempotency: { by: 'nobody' } } }
    expect(hints({ shop: { operations } })).toBe('or by: call, the default')
  })
})

describe('a mistake in the sections is answered by the schema', () => {
  const schemaProblems = (change: Town): readonly Problem[] =>
    loadScenario({ kind: 'value', file: 'post.ts', value: { name: 'post', ...town(change) } }).problems
  const problems = (change: Town): string[] =>
    schemaProblems(change).map(({ code, path }) => `${code} ${path.join('.')}`)

  test.each<[string, Town, readonly string[]]>([
    ['the name of an event', { steps: [{ publish: 'order placed' }] }, ['S300 app.shop.operations.buy.0.publish']],
    ['the name of an event that is handled', { mailer: { on: { '.x': [] } } }, ['S300 app.mailer.on..x']],
    ['a pattern of events', { events: { 'a b': {} } }, ['S300 events.a b']],
    ['a consumer without a module', { consumers: [{ on: 'order.placed' }] }, ['S301 consumers.0.on']],
    ['a consumer the wrong way round', { consumers: [{ on: 'mailer -> order.placed' }] }, ['S301 consumers.0.on']],
    ['machines of a managed queue', { brokers: { sqs: { kind: 'sqs', nodes: 3 } } }, ['S302 brokers.sqs.nodes']],
    [
      'an option of another broker',
      { brokers: { r: { kind: 'rabbitmq', failover: '1s' } } },
      ['S302 brokers.r.failover'],
    ],
    ['a zone and zones', { brokers: { r: { kind: 'sqs', zone: 'a', zones: ['a'] } } }, ['S108 brokers.r.zones']],
    ['a receive that waits too long', { events: { '*': { wait: '21s' } } }, ['S303 events.*.wait']],
    ['a receive that brings too many', { events: { '*': { batch: 11 } } }, ['S303 events.*.batch']],
    ['a message that always comes again', { events: { '*': { duplicates: '100%' } } }, ['S303 events.*.duplicates']],
    ['a kind that there is none of', { brokers: { r: { kind: 'rabitmq' } } }, ['S104 brokers.r.kind']],
    ['a key of a publish step', { steps: [{ publish: 'x', to: 'y' }] }, ['S101 app.shop.operations.buy.0.to']],
    ['two things in one step', { steps: [{ publish: 'x', call: 'y' }] }, ['S107 app.shop.operations.buy.0.publish']],
    ['an outbox of no kind', { events: { '*': { outbox: 'poll' } } }, ['S104 events.*.outbox']],
    ['a commit that is no time', { consumers: [{ on: '* -> *', commit: 'never' }] }, ['S104 consumers.0.commit']],
    [
      'an idempotency that is no truth',
      { handler: { steps: [], idempotency: 'yes' } },
      ['S103 app.mailer.on.order.placed.idempotency'],
    ],
  ])('%s', (_, change, expected) => {
    expect(problems(change)).toEqual(expected)
  })

  test.each<[string, Town, string]>([
    ['a consumer the wrong way round', { consumers: [{ on: 'mailer -> order.placed' }] }, 'order.placed -> mailer'],
    ['an outbox that is wanted', { events: { '*': { outbox: true } } }, 'polling'],
    ['an outbox by the name of a tool', { events: { '*': { outbox: 'debezium' } } }, 'change-data-capture'],
  ])('%s, with what is meant', (_, change, meant) => {
    expect(schemaProblems(change)[0]?.suggestion).toBe(meant)
  })

  test.each<[string, Town, string | undefined, string | undefined]>([
    ['a step that is no list', { handler: { insert: 'sent' } }, 'one of steps, idempotency', '[{ insert: … }]'],
    ['a list of brokers', { brokers: [{ kind: 'kafka' }] }, 'a name and a colon before each', undefined],
    ['a map of consumers', { rest: { consumers: { mailer: {} } } }, 'a dash before each', undefined],
  ])('%s, with what to do, and nothing else', (_, change, expected, hint) => {
    const [found, ...others] = schemaProblems(change)
    expect(others).toEqual([])
    expect(found?.expected).toBe(expected)
    if (hint !== undefined) expect(found?.hint).toContain(hint)
  })

  test('never says half of what would be right', () => {
    const messages = [
      { events: { '*': { outbox: 5 } } },
      { handler: { steps: [], idempotency: 'yes' } },
      { consumers: [{ on: '* -> *', 'on-failure': 5 }] },
    ].flatMap((change) => schemaProblems(change).map(({ message, expected = '' }) => `${message} ${expected}`))
    expect(messages).toHaveLength(3)
    for (const message of messages) {
      expect(message.split('{')).toHaveLength(message.split('}').length)
      expect(message).not.toContain('a map with some of')
    }
  })
})
