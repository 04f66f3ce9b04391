import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { type Run, run, type Town, town } from '../../messaging/post-office.ts'
import { expectAtRest, storms, waiting, without } from '../../messaging/storms.ts'

const POLLING = { polling: '500ms', batch: 100 }
const READING = { 'change-data-capture': '50ms' }
const IN_ONE = [{ begin: [{ insert: 'orders' }, { publish: 'order.placed' }] }]
const EVENT = { 'request-timeout': '1s' }

interface Shop extends Partial<Omit<Town, 'event'>> {
  readonly outbox: unknown
  readonly event?: Readonly<Record<string, unknown>>
}

function shop({ outbox, event, more, ...rest }: Shop) {
  return town({
    broker: { kind: 'rabbitmq' },
    event: { ...EVENT, ...event, outbox },
    shop: { owns: { orders: {} } },
    buy: IN_ONE,
    ...rest,
    more: { stores: { db: { holds: 'all', read: '1ms', write: '1ms', commit: '0ms', 'per-row': '0us' } }, ...more },
  })
}

/** Requests whose order is committed, ascending. */
function ordered({ plan, facts }: Run): readonly number[] {
  const record = plan.records.findIndex(({ name }) => name === 'orders')
  return facts
    .dataOf(FactKind.committed, record)
    .map(({ request }) => request)
    .toSorted((a, b) => a - b)
}

/** Requests whose message was published, each once, ascending. */
function published({ facts }: Run): readonly number[] {
  return [...new Set(facts.of('published').map(({ request }) => request))].toSorted((a, b) => a - b)
}

/** Rows that the outbox has left. */
function rows({ plan, facts }: Run): number {
  const record = plan.records.findIndex(({ name }) => name.endsWith('-outbox'))
  const commits = new Map<number, number>()
  for (const { key } of facts.dataOf(FactKind.committed, record)) commits.set(key, (commits.get(key) ?? 0) + 1)
  // The first is its insert, what follows are deletions.
  return [...commits.values()].filter((count) => count === 1).length
}

describe('an outbox that is polled', () => {
  it('publishes with the next look what was committed before, and deletes the row once it is confirmed', () => {
    const result = run(shop({ outbox: POLLING }), { at: [100] })
    const { facts } = result
    expect(facts.of('noted').length).toBe(1)
    // Looked at 500 ms; the query takes 3 ms; the broker has it a hop later.
    expect(facts.times('published')).toEqual([503])
    expect(facts.times('stored')).toEqual([504])
    expect(facts.story(0)).toEqual(['noted', 'published', 'stored', 'delivered 1', 'confirmed', 'handled', 'settled'])
    expect(rows(result)).toBe(0)
    expect(result.log.calls('shop.buy').map(({ outcome }) => outcome)).toEqual(['ok'])
  })

  it('publishes so many at a time, in the order of the rows', () => {
    const many = Array.from({ length: 5 }, (_, i) => 100 + i)
    const { facts } = run(shop({ outbox: { polling: '500ms', batch: 2 } }), { at: many })
    expect(facts.of('published').map(({ request }) => request)).toEqual([0, 1, 2, 3, 4])
    expect(facts.times('published')).toEqual([503, 503, 1003, 1003, 1503])
  })

  it('says nothing of what was rolled back', () => {
    const fails = [{ begin: [{ insert: 'orders' }, { publish: 'order.placed' }, { fail: '100%' }] }]
    const result = run(shop({ outbox: POLLING, buy: fails }), { at: [100] })
    expect(result.facts.of('noted').length).toBe(1)
    expect(result.facts.of('published')).toEqual([])
    expect(ordered(result)).toEqual([])
    expectAtRest(result)
  })

  it('needs no transaction around it: then the row is one of its own', () => {
    const { facts } = run(shop({ outbox: POLLING, buy: [{ publish: 'order.placed' }] }), { at: [100] })
    expect(facts.messages('settled')).toEqual([0])
  })

  it('tries again what the broker has not confirmed, as long as it takes', () => {
    const faults = [{ crash: 'b', host: 'up', restart: '0s', at: '0s', for: '3200ms' }]
    const { facts } = run(shop({ outbox: POLLING, faults }), { at: [100] })
    expect(facts.of('published').length).toBe(1)
    expect(facts.of('unconfirmed').length).toBe(6)
    expect(facts.messages('settled')).toEqual([0])
  })

  it('publishes twice what a crash finds confirmed and not deleted', () => {
    // Published at 503 ms, confirmed at 505 ms, deleted at 506 ms.
    const faults = [{ crash: 'shop', host: 'up', restart: '0s', at: '504500us', for: '1s' }]
    const { facts } = run(shop({ outbox: POLLING, faults }), { at: [100] })
    expect(facts.of('stored').map(({ message }) => message)).toEqual([0, 0])
    expect(facts.of('published').length).toBe(1)
  })

  it('is taken over by another instance', () => {
    const faults = [{ crash: 'shop', instances: [0], host: 'up', restart: '0s', at: '300ms', for: '20s' }]
    const { facts } = run(shop({ outbox: POLLING, faults, shops: 2 }), { at: [100] })
    expect(facts.times('published').length).toBe(1)
    expect(facts.times('published')[0]).toBeLessThan(1000)
  })

  it('minds no crash of others while it waits for the broker', () => {
    const slow = [{ latency: 'shop -> b', direction: 'there', add: '200ms', at: '0s' }]
    const other = [{ crash: 'mailer', host: 'up', restart: '0s', at: '600ms', for: '50ms' }]
    const { facts } = run(shop({ outbox: { polling: '50ms', batch: 100 }, faults: [...slow, ...other] }), { at: [500] })
    expect(facts.of('stored').length).toBe(1)
  })
})

describe('an outbox whose log is read', () => {
  it('publishes so long after the commit, and deletes nothing', () => {
    const result = run(shop({ outbox: READING }), { at: [100] })
    const record = result.plan.records.findIndex(({ name }) => name.endsWith('-outbox'))
    const [row] = result.facts.dataOf(FactKind.committed, record)
    expect(result.facts.times('published')).toEqual([(row?.at ?? 0) / 1e6 + 50])
    expect(rows(result)).toBe(1)
  })

  it('keeps the order of the commits, however unsteady it is', () => {
    const many = Array.from({ length: 40 }, (_, i) => 100 + 5 * i)
    const { facts } = run(shop({ outbox: { 'change-data-capture': 'exp(200ms)' } }), { at: many })
    const order = facts.of('published').map(({ request }) => request)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order.length).toBe(40)
  })

  it('does nothing while its instance stands still', () => {
    const faults = [{ pause: 'shop', at: '120ms', for: '5s' }]
    const { facts } = run(shop({ outbox: READING, faults }), { at: [100] })
    expect(facts.times('published')[0]).toBeGreaterThanOrEqual(5120)
    expect(facts.messages('settled')).toEqual([0])
  })
})

describe('whatever happens to shops, brokers, stores and the network', () => {
  const SIZES = { shop: 2, b: 1, mailer: 1, db: 1 }
  const EDGES = ['shop -> b', 'shop -> db', 'b -> mailer']
  const outbox = fc.constantFrom(POLLING, READING, { polling: '50ms', batch: 3 })

  const storm = (faults: readonly unknown[], how: unknown, seed: string, buy: readonly unknown[] = IN_ONE): Run =>
    run(
      shop({
        outbox: how,
        faults,
        buy,
        shops: 2,
        broker: { kind: 'rabbitmq', heartbeat: '2s' },
        load: 'poisson(5/s)',
        deadline: '30s',
        run: { duration: '30s', drain: '30min' },
      }),
      { seed },
    )

  it('a message is published exactly if what it tells of is committed, and is handled', () => {
    const buy = [{ begin: [{ insert: 'orders' }, { publish: 'order.placed' }, { fail: '10%' }] }]
    fc.assert(
      fc.property(storms(SIZES, EDGES), outbox, fc.nat(1000).map(String), (faults, how, seed) => {
        const result = storm(faults, how, seed, buy)
        expect(published(result)).toEqual(ordered(result))
        const { facts } = result
        expect(without(facts.messages('published'), facts.messages('handled'))).toEqual([])
        expect(waiting(result, 0)).toEqual([])
        expect(facts.of('published').length).toBe(facts.messages('published').length)
        if (how !== READING) expect(rows(result)).toBe(0)
      }),
      { seed: 51, numRuns: 20 },
    )
  })

  it('which two writes one after the other do not give', () => {
    const both = [{ insert: 'orders' }, { publish: 'order.placed' }]
    const faults = [{ partition: 'shop -> b', at: '1s', for: '5s' }]
    const result = storm(faults, 'none', '1', both)
    expect(
      without(
        ordered(result),
        result.facts.of('handled').map(({ request }) => request),
      ).length,
    ).toBeGreaterThan(5)
  })
})
