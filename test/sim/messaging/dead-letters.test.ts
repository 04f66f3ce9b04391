import { describe, expect, it } from 'vitest'
import { compiled } from '../../scenarios/compile/compiling.ts'
import { type Run, run, type Town, town } from './post-office.ts'

/** The mailer fails always; the clerk handles what is given up. */
function office(of: Town, clerk: unknown = [{ io: '5ms' }]) {
  return town({
    ...of,
    more: {
      app: {
        shop: { operations: { buy: of.buy ?? [{ publish: 'order.placed', key: 'sku' }] } },
        mailer: { on: { 'order.placed': [{ io: '10ms' }, { fail: '100%' }] } },
        clerk: { on: { 'order.placed.dead': clerk } },
      },
      deploy: { shop: {}, mailer: {}, clerk: {} },
      ...of.more,
    },
    inputs: { sku: 'uniform of 100' },
  })
}

function of(more: Town, at: readonly number[] = [0, 1000]): Run {
  return run(office(more), { at })
}

/** Index of an event. */
function event({ plan }: Run, name: string): number {
  return plan.events?.findIndex((one) => one.name === name) ?? -1
}

/** How many facts of a kind there are about an event. */
function count(result: Run, kind: Parameters<Run['facts']['of']>[0], name: string): number {
  return result.facts.of(kind).filter((fact) => fact.event === event(result, name)).length
}

const KINDS: readonly (readonly [string, Town])[] = [
  ['RabbitMQ', { broker: { kind: 'rabbitmq' }, event: { 'dead-letters': true }, consumer: { 'on-failure': 'reject' } }],
  [
    'RabbitMQ with quorum queues',
    {
      broker: { kind: 'rabbitmq', nodes: 3 },
      event: { queue: 'quorum', 'delivery-limit': 2, 'dead-letters': true },
      consumer: {},
    },
  ],
  ['SQS', { broker: { kind: 'sqs' }, event: { 'max-receive': 2, visibility: '1s', duplicates: 0 } }],
  [
    'Kafka',
    {
      broker: { kind: 'kafka', nodes: 3 },
      consumer: { 'on-failure': { retry: 1, backoff: '10ms' }, 'dead-letters': true },
    },
  ],
]

describe.each(KINDS)('a message that %s gives up, where somebody handles that', (_, place) => {
  it('is published as a message of its own, stored, delivered and settled as any other', () => {
    const result = of(place)
    expect(count(result, 'deadLettered', 'order.placed')).toBe(2)
    for (const kind of ['published', 'confirmed', 'stored', 'delivered', 'handled', 'settled'] as const) {
      expect([kind, count(result, kind, 'order.placed.dead')]).toEqual([kind, 2])
    }
    expect(count(result, 'handled', 'order.placed')).toBe(0)
    // It is another message, with the key of the one that it was.
    const [letter] = result.facts.of('published').filter((fact) => fact.event === event(result, 'order.placed.dead'))
    const [first] = result.facts.of('published')
    expect(letter?.message).not.toBe(first?.message)
    expect(letter?.key).toBe(first?.key)
    expect(letter?.request).toBe(first?.request)
  })
})

describe('a dead letter of Kafka', () => {
  const place: Town = { broker: { kind: 'kafka' }, consumer: { 'on-failure': 'skip', 'dead-letters': true } }

  it('holds up its consumer until it is safe', () => {
    // The broker stores in half a second, and a batch waits 5 ms for more.
    const result = of({ ...place, broker: { kind: 'kafka', publish: '500ms' } }, [0, 1])
    const failed = result.facts.times('failed')
    const dead = result.facts.times('deadLettered')
    expect(failed.length).toBe(2)
    expect((dead[0] ?? 0) - (failed[0] ?? 0)).toBe(507)
    expect(failed[1]).toBeGreaterThan(dead[0] ?? 0)
  })

  it('is published again and again while the broker cannot be reached, and the message is not passed over', () => {
    const cut = { partition: 'mailer -> b', direction: 'there', at: '500ms', for: '20s' }
    const result = of(
      {
        ...place,
        event: { 'request-timeout': '1s', 'delivery-timeout': '2s' },
        faults: [cut],
        run: { duration: '60s' },
        more: { events: { 'order.*': { linger: '0ms', 'request-timeout': '1s', 'delivery-timeout': '2s' } } },
      },
      [0, 495],
    )
    expect(count(result, 'handled', 'order.placed.dead')).toBe(2)
    expect(count(result, 'deadLettered', 'order.placed')).toBe(2)
    const [, second = 0] = result.facts.times('deadLettered')
    expect(second).toBeGreaterThan(20_000)
  })
})

describe('dead letters that nobody handles', () => {
  it('are facts, and no messages', () => {
    const mailer = { on: { 'order.placed': [{ fail: '100%' }] } }
    const result = run(
      town({ broker: { kind: 'kafka' }, mailer, consumer: { 'on-failure': 'skip', 'dead-letters': true } }),
      { at: [0] },
    )
    expect(result.facts.of('deadLettered').length).toBe(1)
    expect(result.facts.of('published').length).toBe(1)
  })
})

describe('the event of dead letters', () => {
  it('is with the broker of the event whose they are, whatever that holds', () => {
    const { plan } = of({ broker: { kind: 'sqs', holds: ['order.placed'] }, event: { 'max-receive': 2 } }, [])
    expect(plan.events?.map(({ name, broker }) => [name, broker])).toEqual([
      ['order.placed', 0],
      ['order.placed.dead', 0],
    ])
    expect(plan.events?.map(({ dead }) => dead)).toEqual([1, undefined])
  })

  it('has settings of its own', () => {
    const { plan } = of(
      {
        broker: { kind: 'kafka' },
        more: { events: { 'order.placed': { partitions: 6 }, 'order.placed.dead': { partitions: 2 } } },
        consumer: { 'dead-letters': true },
      },
      [],
    )
    expect(plan.events?.map(({ topic }) => (topic.kind === 'kafka' ? topic.partitions : 0))).toEqual([6, 2])
  })

  it('is in doubt where no dead letters are kept', () => {
    const doubts = (consumer: Readonly<Record<string, unknown>>) =>
      compiled(office({ broker: { kind: 'kafka' }, consumer })).problems.flatMap(({ code }) =>
        code === 'L411' ? [code] : [],
      )
    expect(doubts({ 'dead-letters': true })).toEqual([])
    expect(doubts({ 'dead-letters': false })).toEqual(['L411'])
  })
})
