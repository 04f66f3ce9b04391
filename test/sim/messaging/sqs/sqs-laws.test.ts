import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { run, type Town, town } from '../post-office.ts'
import { expectAtRest, mostAtOnce, storms, waiting, without } from '../storms.ts'

const SIZES = { b: 1, mailer: 2, shop: 2 }
const EDGES = ['shop -> b', 'mailer -> b']
/** Long enough for a pause in the middle of a handler. */
const EVENT = { visibility: '20s', 'request-timeout': '1s', 'delivery-timeout': '1min' }
const KEYED = { inputs: { who: 'uniform of 4' }, buy: [{ publish: 'order.placed', key: 'who' }] }

function of(more: Partial<Town>): ReturnType<typeof town> {
  const run = { duration: '30s', drain: '30min' }
  const handler = [{ io: 'exp(30ms)' }]
  return town({
    broker: { kind: 'sqs' },
    shops: 2,
    mailers: 2,
    run,
    load: 'poisson(5/s)',
    deadline: '30s',
    handler,
    ...more,
  })
}

const seeds = fc.nat(1000).map(String)
const event = fc
  .record({ wait: fc.constantFrom('0s', '5s'), fifo: fc.boolean() })
  .map(({ wait, fifo }) => (fifo ? { ...EVENT, wait, fifo } : { ...EVENT, wait, duplicates: '0%' }))

describe('whatever becomes of publishers, consumers, the network and the service itself', () => {
  it('no confirmed message is lost, and all end up deleted', () => {
    fc.assert(
      fc.property(
        storms(SIZES, EDGES),
        event,
        fc.integer({ min: 1, max: 12 }),
        seeds,
        (faults, rules, concurrency, seed) => {
          const result = run(of({ ...KEYED, faults, event: rules, consumer: { concurrency } }), { seed })
          const { facts } = result
          expect(facts.of('dropped')).toEqual([])
          expect(waiting(result, 0)).toEqual([])
          expect(without(facts.messages('confirmed'), facts.messages('handled'))).toEqual([])
          expect(without(facts.messages('stored'), facts.messages('settled'))).toEqual([])
          expectAtRest(result, 10)
        },
      ),
      { seed: 21, numRuns: 20 },
    )
  })

  it('a FIFO queue begins each group in order, and takes one message once', () => {
    fc.assert(
      fc.property(storms(SIZES, EDGES), fc.boolean(), seeds, (faults, fails, seed) => {
        const handler = [{ io: 'exp(30ms)' }, ...(fails ? [{ fail: '10%' }] : [])]
        const { facts } = run(of({ ...KEYED, faults, handler, event: { ...EVENT, fifo: true, wait: '5s' } }), { seed })
        const stored = facts.of('stored')
        expect(new Set(stored.map(({ message }) => message)).size).toBe(stored.length)
        const order = new Map(stored.map(({ message, position }) => [message, position]))
        const last = new Map<number, number>()
        const begun = new Set<number>()
        const late = facts.of('delivered').filter(({ message, key }) => {
          if (begun.has(message)) return false
          begun.add(message)
          const before = last.get(key) ?? -1
          last.set(key, order.get(message) ?? 0)
          return before > (order.get(message) ?? 0)
        })
        expect(late).toEqual([])
      }),
      { seed: 22, numRuns: 15 },
    )
  })

  it('what is deleted before it is handled is handled once at most', () => {
    fc.assert(
      fc.property(storms(SIZES, EDGES), seeds, (faults, seed) => {
        // One whose publisher sends it twice is two messages to the queue.
        const once = { ...EVENT, wait: '5s', duplicates: '0%', 'delivery-timeout': '0s' }
        const result = run(of({ faults, event: once, consumer: { ack: 'before' } }), { seed })
        const { facts } = result
        const delivered = facts.of('delivered').map(({ message }) => message)
        expect(delivered.length).toBe(new Set(delivered).size)
        expect(waiting(result, 0)).toEqual([])
        expectAtRest(result, 10)
      }),
      { seed: 23, numRuns: 15 },
    )
  })

  it('what comes too often is a dead letter, and nothing else is', () => {
    fc.assert(
      fc.property(storms(SIZES, EDGES), fc.integer({ min: 1, max: 4 }), seeds, (faults, most, seed) => {
        const rules = { ...EVENT, wait: '5s', visibility: '3s', duplicates: '0%', 'max-receive': most }
        const result = run(of({ faults, event: rules, handler: [{ io: 'exp(30ms)' }, { fail: '30%' }] }), { seed })
        const { facts } = result
        expect(waiting(result, 0)).toEqual([])
        expect(facts.of('deadLettered').every(({ delivery }) => delivery === most)).toBe(true)
        expect(facts.of('delivered').every(({ delivery }) => delivery <= most)).toBe(true)
      }),
      { seed: 24, numRuns: 15 },
    )
  })
})

describe('a queue at which nothing goes wrong', () => {
  it('has every message handled once, by nobody more than allowed at once', () => {
    fc.assert(
      fc.property(event, fc.integer({ min: 1, max: 12 }), seeds, (rules, concurrency, seed) => {
        const result = run(
          of({ ...KEYED, event: rules, consumer: { concurrency }, load: 'poisson(40/s)', run: { duration: '3s' } }),
          { seed },
        )
        expect(result.facts.of('handled').length).toBe(result.facts.of('published').length)
        expect(result.facts.messages('handled')).toEqual(result.facts.messages('published'))
        expect(mostAtOnce(result, 0)).toBeLessThanOrEqual(concurrency)
        expectAtRest(result, 4)
      }),
      { seed: 25, numRuns: 15 },
    )
  })
})
