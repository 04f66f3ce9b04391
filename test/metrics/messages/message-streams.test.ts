import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { levelMean } from '../../../src/metrics/level-data.ts'
import { MESSAGE_COUNTS, type MessageCountName } from '../../../src/metrics/messages/message-anomaly.ts'
import { messageSpan } from '../../../src/metrics/messages/message-span.ts'
import type { MessagesOf } from '../../../src/metrics/messages/message-summary.ts'
import { foldFacts, SUBJECTS, type Written } from './facts.ts'
import { countNaively } from './reference.ts'

const count = ({ tally }: MessagesOf, name: MessageCountName): number => tally.counts[MESSAGE_COUNTS.indexOf(name)] ?? 0

/** Anything may happen to a message that can: stored before it is settled, delivered before it is handled. */
const streams = fc
  .array(
    fc.record({
      message: fc.nat(11),
      what: fc.constantFrom(
        'stored',
        'stored',
        'delivered',
        'delivered',
        'handled',
        'handled',
        'failed',
        'absorbed',
        'settled',
        'dropped',
        'deadLettered',
        'returned',
        'confirmed',
        'unconfirmed',
      ),
      subscription: fc.nat(1),
    }),
    { maxLength: 160 },
  )
  .map((moves): Written[] => {
    const facts: Written[] = []
    const numbers = new Map<number, number>()
    const state = new Map<string, { copies: number; inHand: number }>()
    const answered = new Set<number>()
    for (const { message, what, subscription } of moves) {
      const at = facts.length * 10
      const number = numbers.get(message)
      if (number === undefined) {
        numbers.set(message, numbers.size)
        facts.push({ kind: 'published', at, event: 0, message: numbers.size - 1, key: message % 3 })
        continue
      }
      const base = { at, event: 0, message: number, key: message % 3 }
      if (what === 'confirmed' || what === 'unconfirmed') {
        if (!answered.has(number)) facts.push({ kind: what, ...base })
        answered.add(number)
        continue
      }
      const place = `${number}/${subscription}`
      const now = state.get(place) ?? { copies: 0, inHand: 0 }
      const gone = what === 'settled' || what === 'dropped' || what === 'deadLettered'
      const over = what === 'handled' || what === 'failed' || what === 'absorbed'
      if ((gone && now.copies === 0) || (over && now.inHand === 0)) continue
      if (what === 'stored') now.copies++
      if (gone) now.copies--
      if (what === 'delivered') now.inHand++
      if (over) now.inHand--
      state.set(place, now)
      facts.push({ kind: what, ...base, subscription })
    }
    return facts
  })

describe('over random streams', () => {
  test('every message of a subscription ends in exactly one way: the parts add up to what was published', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }), (facts, open, ended) => {
        const { subscriptions, events } = foldFacts(facts, { limits: { open, ended } })
        const parts = ['handled', 'deadLettered', 'waiting', 'lost', 'unfollowed'] as const
        for (const own of subscriptions) {
          expect(parts.reduce((sum, name) => sum + count(own, name), 0)).toBe(count(own, 'published'))
          expect(count(own, 'lostConfirmed')).toBeLessThanOrEqual(count(own, 'lost'))
          expect(own.tally.endToEnd.count).toBeLessThanOrEqual(count(own, 'handled'))
        }
        for (const name of ['stored', 'delivered', 'handled', 'lost', 'duplicates', 'reordered'] as const) {
          const own = [0, 1].reduce((sum, s) => sum + count(subscriptions[s] as MessagesOf, name), 0)
          expect(count(events[0] as MessagesOf, name), name).toBe(own)
        }
      }),
      { seed: 20260806, numRuns: 300 },
    )
  })

  test('every part of the time has its own messages, and the parts together are the whole', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 30 }), (facts, windows) => {
        const { events, subscriptions, course } = foldFacts(facts, { to: 1500, course: windows })
        const all = Array.from({ length: windows }, (_, k) => k)
        const width = 1500 / windows
        for (const own of [...events, ...subscriptions]) {
          const mine = course?.find(({ name }) => name === own.name)
          if (mine === undefined) throw new Error(`no course of ${own.name}`)
          const span = messageSpan(mine, all, width)
          expect(span.counts, own.name).toEqual(own.tally.counts)
          expect(span.endToEnd).toEqual(own.tally.endToEnd)
          expect(span.lag).toEqual(own.tally.lag)
          expect(span.backlogMax).toBe(own.backlog.level.max)
          expect(span.backlogArea / 1500).toBeCloseTo(levelMean(own.backlog.level) ?? Number.NaN, 9)
          const [first, ...later] = all.map((k) => messageSpan(mine, [k], width).counts)
          const sums = later.reduce((sum, one) => sum.map((count, at) => count + (one[at] ?? 0)), first ?? [])
          expect(sums).toEqual(own.tally.counts)
        }
        const early = countNaively(facts, 0, { from: 0, to: width })
        const firstWindow = course?.find(({ name }) => name === 'order.placed -> mailer')
        const found = firstWindow === undefined ? [] : messageSpan(firstWindow, [0], width).counts
        expect(found[MESSAGE_COUNTS.indexOf('published')]).toBe(early.published)
        expect(found[MESSAGE_COUNTS.indexOf('duplicates')]).toBe(early.duplicates)
      }),
      { seed: 20260808, numRuns: 200 },
    )
  })

  test('every count is what a naive search of the list finds', () => {
    fc.assert(
      fc.property(streams, fc.nat(300), fc.nat(1200), (facts, from, length) => {
        const time = { from, to: from + length + 1 }
        const { subscriptions } = foldFacts(facts, time)
        for (const s of [0, 1]) {
          const naive = countNaively(facts, s, time)
          const own = subscriptions[s] as MessagesOf
          const found = Object.fromEntries(MESSAGE_COUNTS.map((name) => [name, count(own, name)]))
          expect(found, SUBJECTS.subscriptions[s]?.name).toEqual(naive)
        }
      }),
      { seed: 20260807, numRuns: 300 },
    )
  })
})
