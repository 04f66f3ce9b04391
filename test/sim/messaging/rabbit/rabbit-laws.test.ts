import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MESSAGE_CAUSES } from '../../../../src/sim/message-fact.ts'
import { run, type Town, town } from '../post-office.ts'
import { expectAtRest, mostAtOnce, storms, waiting, without } from '../storms.ts'

const SIZES = { b: 3, mailer: 2, shop: 2 }
const EDGES = ['shop -> b', 'b -> b', 'b -> mailer']
const RUN = { duration: '30s', drain: '30min' }
/** Short, so that a storm sees it. */
const BROKER = { kind: 'rabbitmq', nodes: 3, heartbeat: '2s' }

function of(more: Partial<Town>): ReturnType<typeof town> {
  return town({
    broker: BROKER,
    shops: 2,
    mailers: 2,
    run: RUN,
    load: 'poisson(5/s)',
    deadline: '30s',
    handler: [{ io: 'exp(30ms)' }],
    ...more,
  })
}

const queue = fc.constantFrom('classic', 'quorum')
const seeds = fc.nat(1000).map(String)

describe('whatever becomes of brokers, publishers, consumers and the network', () => {
  it('no message is lost that was confirmed, where it is on disk or on a majority, and all end up settled', () => {
    fc.assert(
      fc.property(
        storms(SIZES, EDGES),
        queue,
        fc.constantFrom(1, 3, 'unlimited'),
        seeds,
        (faults, kind, prefetch, seed) => {
          const result = run(of({ faults, event: { queue: kind }, consumer: { prefetch } }), { seed })
          const { facts } = result
          expect(facts.of('dropped')).toEqual([])
          expect(waiting(result, 0)).toEqual([])
          expect(without(facts.messages('confirmed'), facts.messages('handled'))).toEqual([])
          expect(without(facts.messages('confirmed'), facts.messages('settled'))).toEqual([])
          expectAtRest(result)
        },
      ),
      { seed: 11, numRuns: 25 },
    )
  })

  it('what is not on disk is lost with its node only, and counted', () => {
    fc.assert(
      fc.property(storms(SIZES, EDGES), seeds, (faults, seed) => {
        const result = run(of({ faults, event: { durable: false } }), { seed })
        const { facts } = result
        expect(facts.of('dropped').filter(({ cause }) => MESSAGE_CAUSES[cause] !== 'lost-node')).toEqual([])
        expect(waiting(result, 0)).toEqual([])
        expect(without(facts.messages('confirmed'), facts.messages('handled'), facts.messages('dropped'))).toEqual([])
        expectAtRest(result)
      }),
      { seed: 12, numRuns: 15 },
    )
  })

  it('what is acknowledged as it is sent is handled once at most', () => {
    fc.assert(
      fc.property(storms(SIZES, EDGES), queue, seeds, (faults, kind, seed) => {
        const result = run(of({ faults, event: { queue: kind }, consumer: { ack: 'on-delivery' } }), { seed })
        const { facts } = result
        const stored = new Map<number, number>()
        for (const { message } of facts.of('stored')) stored.set(message, (stored.get(message) ?? 0) + 1)
        for (const { message } of facts.of('delivered')) stored.set(message, (stored.get(message) ?? 0) - 1)
        expect([...stored.values()].filter((left) => left < 0)).toEqual([])
        expectAtRest(result)
      }),
      { seed: 13, numRuns: 15 },
    )
  })

  it('the rest of what was stored was dropped for a reason that its queue has', () => {
    const event = fc.record({
      queue,
      ttl: fc.constantFrom('100ms', '5s'),
      'max-length': fc.constantFrom(2, 20),
      overflow: fc.constantFrom('drop-head', 'reject-publish'),
      'dead-letters': fc.boolean(),
    })
    const failing = [{ io: 'exp(60ms)' }, { fail: '20%' }]
    const causes = ['expired', 'overflow', 'rejected', 'delivery-limit']
    fc.assert(
      fc.property(
        storms(SIZES, EDGES),
        event,
        fc.constantFrom('requeue', 'reject'),
        seeds,
        (faults, rules, failed, seed) => {
          const consumer = { prefetch: 2, 'on-failure': failed }
          const result = run(of({ faults, event: rules, consumer, handler: failing }), { seed })
          const { facts } = result
          const gone = [...facts.of('dropped'), ...facts.of('deadLettered')]
          expect(gone.filter(({ cause }) => !causes.includes(MESSAGE_CAUSES[cause] ?? ''))).toEqual([])
          const dropped = facts.of('dropped').filter(({ position }) => position >= 0)
          if (rules['dead-letters']) expect(dropped).toEqual([])
          if (failed === 'requeue') expect(gone.filter(({ cause }) => MESSAGE_CAUSES[cause] === 'rejected')).toEqual([])
          expect(waiting(result, 0)).toEqual([])
          expectAtRest(result)
        },
      ),
      { seed: 14, numRuns: 25 },
    )
  })
})

describe('at a broker at which nothing goes wrong', () => {
  it('no instance has more messages than its prefetch, and each message is handled once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        queue,
        seeds,
        (prefetch, mailers, kind, seed) => {
          const result = run(
            of({
              consumer: { prefetch },
              mailers,
              event: { queue: kind },
              load: 'poisson(60/s)',
              run: { duration: '3s' },
            }),
            { seed },
          )
          const { facts } = result
          expect(mostAtOnce(result, 0)).toBeLessThanOrEqual(prefetch)
          expect(mostAtOnce(result, 0)).toBeGreaterThan(0)
          expect(facts.of('handled').length).toBe(facts.of('published').length)
          expect(facts.messages('handled')).toEqual(facts.messages('published'))
          expectAtRest(result)
        },
      ),
      { seed: 15, numRuns: 15 },
    )
  })

  it('one consumer with a prefetch of one handles all in the order in which they were stored', () => {
    fc.assert(
      fc.property(queue, fc.boolean(), seeds, (kind, fails, seed) => {
        const handler = [{ io: 'exp(20ms)' }, ...(fails ? [{ fail: '30%' }] : [])]
        const result = run(
          of({
            consumer: { prefetch: 1 },
            mailers: 1,
            handler,
            event: { queue: kind, ...(kind === 'quorum' ? { 'delivery-limit': 100 } : {}) },
            load: 'poisson(30/s)',
            run: { duration: '3s' },
          }),
          { seed },
        )
        const positions = result.facts.of('settled').map(({ position }) => position)
        expect(positions).toEqual(positions.toSorted((a, b) => a - b))
        expect(positions.length).toBe(result.facts.of('published').length)
      }),
      { seed: 16, numRuns: 15 },
    )
  })
})
