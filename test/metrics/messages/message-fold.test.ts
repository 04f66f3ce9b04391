import { describe, expect, test } from 'vitest'
import { levelMean } from '../../../src/metrics/level-data.ts'
import { MESSAGE_COUNTS, type MessageCountName } from '../../../src/metrics/messages/message-anomaly.ts'
import type { MessageFinding } from '../../../src/metrics/messages/message-listener.ts'
import type { MessageSummary, MessagesOf } from '../../../src/metrics/messages/message-summary.ts'
import { foldFacts, type Written } from './facts.ts'

const S = 1e9
const count = ({ tally }: MessagesOf, name: MessageCountName): number => tally.counts[MESSAGE_COUNTS.indexOf(name)] ?? 0
const of = (summary: MessageSummary, name: string): MessagesOf => {
  const found = [...summary.events, ...summary.subscriptions].find((one) => one.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
const shipping = (summary: MessageSummary): MessagesOf => of(summary, 'paid -> shipping')

const publish = (message: number, at: number, fields: Partial<Written> = {}): Written => {
  return { kind: 'published', at, event: 1, message, ...fields }
}
const told = (kind: Written['kind'], message: number, at: number, fields: Partial<Written> = {}): Written => {
  return { kind, at, event: 1, message, subscription: 2, ...fields }
}
const confirmed = (message: number, at: number): Written => told('confirmed', message, at, { subscription: -1 })
/** All goes well. */
const course = (message: number, at: number, key = -1): Written[] => [
  publish(message, at, { key }),
  told('stored', message, at + 1, { key }),
  confirmed(message, at + 2),
  told('delivered', message, at + 3, { key, delivery: 1 }),
  told('handled', message, at + 8, { key, delivery: 1 }),
  told('settled', message, at + 9, { key }),
]
const sorted = (facts: readonly Written[]): Written[] => facts.toSorted((a, b) => a.at - b.at)

describe('a message', () => {
  test('that is published, stored, confirmed, delivered, handled and settled leaves no anomaly', () => {
    const summary = foldFacts(course(0, 10))
    const own = shipping(summary)
    for (const name of ['published', 'confirmed', 'stored', 'delivered', 'handled', 'settled'] as const) {
      expect(count(own, name), name).toBe(1)
    }
    for (const name of ['lost', 'duplicates', 'reordered', 'late', 'waiting', 'deadLettered', 'redelivered'] as const) {
      expect(count(own, name), name).toBe(0)
    }
    expect(own.tally.endToEnd).toMatchObject({ count: 1, max: 8 })
    expect(own.tally.lag).toMatchObject({ count: 1, max: 2 })
    expect(summary.examples).toEqual([])
  })

  test('that was confirmed and is nowhere any more is lost, although its publisher was told', () => {
    const facts = [publish(0, 10), told('stored', 0, 11), confirmed(0, 12), told('dropped', 0, 20, { cause: 5 })]
    const summary = foldFacts(facts)
    expect(count(shipping(summary), 'lost')).toBe(1)
    expect(count(shipping(summary), 'lostConfirmed')).toBe(1)
    expect(shipping(summary).tally.drops[5]).toBe(1)
    expect(summary.examples).toMatchObject([
      {
        anomaly: 'lost',
        subscription: 'paid -> shipping',
        message: 0,
        confirmed: true,
        events: [
          { at: 10, deed: 'was published' },
          { at: 11, deed: 'was stored' },
          { at: 12, deed: 'was confirmed to its publisher' },
          { at: 20, deed: 'was dropped', why: 'lost-node' },
        ],
      },
    ])
  })

  test('that was acknowledged on delivery and failed in its handler is lost', () => {
    const facts = [
      publish(0, 1),
      told('stored', 0, 2),
      confirmed(0, 3),
      told('settled', 0, 4),
      told('delivered', 0, 5, { delivery: 1 }),
      told('failed', 0, 6, { delivery: 1, outcome: 2 }),
    ]
    expect(count(shipping(foldFacts(facts)), 'lost')).toBe(1)
    expect(count(shipping(foldFacts(facts.slice(0, 5), { atRest: false, end: 10 })), 'waiting')).toBe(1)
  })

  test('that nobody confirms is lost once nothing can be under way', () => {
    const fact = { kind: 'published', at: 10, event: 3, message: 0 } as const
    expect(count(of(foldFacts([fact]), 'whispered -> mailer'), 'lost')).toBe(1)
    expect(count(of(foldFacts([fact], { atRest: false, end: 12 }), 'whispered -> mailer'), 'waiting')).toBe(1)
    expect(count(of(foldFacts([fact], { atRest: false, end: 2e9 }), 'whispered -> mailer'), 'lost')).toBe(1)
  })

  test('whose publisher is still trying is not lost', () => {
    expect(count(shipping(foldFacts([publish(0, 10)], { atRest: false, end: 90 * S })), 'waiting')).toBe(1)
    expect(count(shipping(foldFacts([publish(0, 10)], { atRest: true })), 'lost')).toBe(1)
  })

  test('that is handled twice is doubled, for the subscription that did', () => {
    const again = [
      told('returned', 0, 30, { cause: 7 }),
      told('delivered', 0, 31, { delivery: 2 }),
      told('handled', 0, 32),
    ]
    const summary = foldFacts([...course(0, 10).slice(0, 5), ...again, told('settled', 0, 33)])
    expect(count(shipping(summary), 'duplicates')).toBe(1)
    expect(count(shipping(summary), 'redelivered')).toBe(1)
    expect(count(shipping(summary), 'handled')).toBe(1)
    expect(summary.examples.map(({ anomaly }) => anomaly)).toEqual(['duplicates'])
  })

  test('that comes once more after it was done with is still known', () => {
    const again = [told('stored', 0, 50), told('delivered', 0, 51, { delivery: 1 }), told('handled', 0, 52)]
    expect(count(shipping(foldFacts([...course(0, 10), ...again])), 'duplicates')).toBe(1)
  })

  test('whose delivery did not reach its handler has not failed in it, and is followed no longer than others', () => {
    const unreached = [told('failed', 0, 13, { delivery: 1, outcome: 1 }), told('returned', 0, 14)]
    const facts = [...course(0, 10).slice(0, 3), ...unreached, ...course(0, 20).slice(3), ...course(1, 100)]
    const summary = foldFacts(facts, { limits: { open: 1, ended: 1 } })
    const own = shipping(summary)
    expect([count(own, 'failed'), count(own, 'handled'), count(own, 'unfollowed')]).toEqual([0, 2, 0])
    const lost = foldFacts([...course(0, 10).slice(0, 3), ...unreached, told('dropped', 0, 20)])
    expect(lost.examples[0]?.events.map(({ deed }) => deed)).toContain('did not reach its handler')
  })

  test('whose second delivery is recognised is absorbed, and not doubled', () => {
    const again = [told('delivered', 0, 31, { delivery: 2 }), told('absorbed', 0, 32)]
    const own = shipping(foldFacts([...course(0, 10).slice(0, 5), ...again, told('settled', 0, 33)]))
    expect([count(own, 'absorbed'), count(own, 'duplicates'), count(own, 'handled')]).toEqual([1, 0, 1])
  })

  test('that is handled after a later one of its key is out of order, and its story says after which', () => {
    const first = course(0, 10, 7)
    const late = [...first.slice(0, 3), ...first.slice(3).map((fact) => ({ ...fact, at: fact.at + 100, instance: 2 }))]
    const other = course(1, 20, 7).map((fact) => ({ ...fact, instance: 1, delivery: 4 }))
    const summary = foldFacts(sorted([...late, ...other, ...course(2, 30, 8)]))
    expect(count(shipping(summary), 'reordered')).toBe(1)
    const { message, events } = summary.examples[0] ?? { message: -1, events: [] }
    expect(message).toBe(0)
    expect(events.find((event) => event.message === 1)).toMatchObject({
      deed: 'was handled',
      at: 28,
      node: 'broker/0',
      delivery: 4,
    })
    expect(shipping(summary).keys).toEqual([{ key: 7, lost: 0, duplicates: 0, reordered: 1 }])
  })

  test('that is handled after its publisher gave it up is late', () => {
    const facts = course(0, 10).map((fact) => {
      return fact.kind === 'confirmed' ? { ...fact, kind: 'unconfirmed' as const, outcome: 1 } : fact
    })
    expect(count(shipping(foldFacts(facts)), 'late')).toBe(1)
  })

  test('that never succeeds ends as a dead letter, once', () => {
    const fails = [1, 2, 3].flatMap((delivery) => [
      told('delivered', 0, 10 * delivery, { delivery }),
      told('failed', 0, 10 * delivery + 1, { delivery }),
    ])
    const facts = [
      publish(0, 1),
      told('stored', 0, 2),
      confirmed(0, 3),
      ...fails,
      told('deadLettered', 0, 40, { cause: 4 }),
    ]
    const own = shipping(foldFacts(facts))
    expect([count(own, 'deadLettered'), count(own, 'failed'), count(own, 'redelivered'), count(own, 'lost')]).toEqual([
      1, 3, 2, 0,
    ])
  })

  test('of an event that nobody handles is dropped, and lost for nobody', () => {
    const facts: Written[] = [
      { kind: 'published', at: 1, event: 2, message: 0 },
      { kind: 'dropped', at: 2, event: 2, message: 0, cause: 9 },
    ]
    const own = of(foldFacts(facts), 'shot.in.the.dark')
    expect([count(own, 'published'), count(own, 'dropped'), count(own, 'lost')]).toEqual([1, 1, 0])
  })

  test('of two subscriptions is a matter of each of them', () => {
    const facts: Written[] = [
      { kind: 'published', at: 1, event: 0, message: 0 },
      { kind: 'stored', at: 2, event: 0, message: 0 },
      { kind: 'confirmed', at: 3, event: 0, message: 0 },
      { kind: 'delivered', at: 4, event: 0, message: 0, subscription: 0, delivery: 1 },
      { kind: 'handled', at: 5, event: 0, message: 0, subscription: 0 },
      { kind: 'settled', at: 6, event: 0, message: 0, subscription: 0 },
    ]
    const summary = foldFacts(facts)
    expect(count(of(summary, 'order.placed -> mailer'), 'handled')).toBe(1)
    expect(count(of(summary, 'order.placed -> stats'), 'waiting')).toBe(1)
    const event = of(summary, 'order.placed')
    expect([
      count(event, 'published'),
      count(event, 'stored'),
      count(event, 'handled'),
      count(event, 'waiting'),
    ]).toEqual([1, 2, 1, 1])
  })
})

describe('the backlog', () => {
  /** Message i is stored at 10 s + i and settled as `settled` says. */
  const stays = (spans: readonly (readonly [stored: number, settled: number])[]): Written[] =>
    sorted(
      spans.flatMap(([from, to], message) => [
        publish(message, from),
        told('stored', message, from),
        confirmed(message, from),
        told('settled', message, to),
      ]),
    )

  test('is the time average and the most of what the broker has, in the measured time', () => {
    const facts = stays([
      [0, 4 * S],
      [1 * S, 3 * S],
      [1 * S, 20 * S],
    ])
    const { level } = shipping(foldFacts(facts, { from: 2 * S, to: 10 * S, end: 30 * S })).backlog
    // 3 for one second, 2 for one, 1 for six.
    expect(levelMean(level)).toBeCloseTo((3 + 2 + 6) / 8, 12)
    expect(level.max).toBe(3)
  })

  test('drains, after a fault, until it is what it was before on average', () => {
    // One at a time before the fault, four when it ends.
    const facts = stays([
      [0, 10 * S],
      [10 * S, 31 * S],
      [11 * S, 32 * S],
      [12 * S, 33 * S],
      [13 * S, 90 * S],
    ])
    const times = { strikes: [10 * S], heals: [30 * S], to: 80 * S, end: 99 * S }
    expect(shipping(foldFacts(facts, times)).backlog.drain).toEqual({ after: 3 * S, done: true })
  })

  test('that never goes back says so, and how long that was watched', () => {
    const facts = stays([[12 * S, 200 * S]])
    const summary = foldFacts(facts.slice(0, 3), { strikes: [10 * S], heals: [30 * S], to: 80 * S, end: 90 * S })
    expect(shipping(summary).backlog.drain).toEqual({ after: 60 * S, done: false })
  })

  test('drains, without faults, from the end of the load', () => {
    const drained = foldFacts(stays([[70 * S, 85 * S]]), { to: 80 * S, end: 100 * S })
    expect(shipping(drained).backlog.drain).toEqual({ after: 5 * S, done: true })
    expect(shipping(foldFacts(stays([[1, 2]]), { to: 80 * S, end: 80 * S })).backlog.drain).toBe(null)
  })
})

describe('rebalances', () => {
  test('are counted with their time, and what has not ended counts up to the end of the load', () => {
    const facts = [told('rebalancing', -1, 1 * S), told('rebalanced', -1, 3 * S), told('rebalancing', -1, 8 * S)]
    const own = shipping(foldFacts(facts, { to: 10 * S, end: 20 * S }))
    expect(count(own, 'rebalances')).toBe(2)
    expect(own.tally.rebalance).toMatchObject({ count: 2, max: 2 * S })
  })
})

describe('the fold of messages', () => {
  test('counts what was published in the measured time, whenever the rest happens', () => {
    const own = shipping(
      foldFacts([...course(0, 5), ...course(1, 18), ...course(2, 30)], { from: 10, to: 20, end: 50 }),
    )
    expect([count(own, 'published'), count(own, 'handled'), count(own, 'settled')]).toEqual([1, 1, 1])
  })

  test('keeps three stories of each anomaly, and tells a listener of all', () => {
    const heard: MessageFinding[] = []
    const facts = Array.from({ length: 10 }, (_, message) => [publish(message, message), confirmed(message, message)])
    const summary = foldFacts(facts.flat(), { listener: { found: (finding) => heard.push(finding) } })
    expect(summary.examples.length).toBe(3)
    expect(heard.map(({ message }) => message)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(heard.every(({ confirmed: told, anomaly }) => told && anomaly === 'lost')).toBe(true)
  })

  test('follows no more messages than it may, and says how many it did not follow', () => {
    const facts = Array.from({ length: 10 }, (_, message) => publish(message, message))
    const own = shipping(foldFacts(facts, { limits: { open: 4, ended: 2 } }))
    expect([count(own, 'published'), count(own, 'lost'), count(own, 'unfollowed')]).toEqual([10, 4, 6])
    const ended = Array.from({ length: 100 }, (_, message) => course(message, 10 * message)).flat()
    const calm = shipping(foldFacts(ended, { limits: { open: 1, ended: 1 } }))
    expect([count(calm, 'handled'), count(calm, 'unfollowed')]).toEqual([100, 0])
  })
})
