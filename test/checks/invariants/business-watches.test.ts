import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectsOnce } from '../../../src/checks/histories/effects/effects-once.ts'
import type { InvariantRule } from '../../../src/checks/invariants/invariant-rule.ts'
import type { Written } from '../../metrics/transactions/facts.ts'
import { effectEvents } from '../tools/effect-notation.ts'
import { type Course, watch } from './business-town.ts'

type Deed = Extract<Written, { readonly kind: unknown }>['kind']

/** Facts of transaction `business` from `begun effect:0 undone:0`: a deed and its leg, 10 ns after the one before. */
function course(text: string, business = 0, from = 0): Written[] {
  return text.split(' ').map((token, place): Written => {
    const [kind = '', leg = '-1'] = token.split(':')
    const who = { business, leg: Number(leg), workload: 0, request: business }
    return { kind: kind as Deed, at: from + place * 10, ...who, instance: 0, outcome: kind === 'compensated' ? 1 : 0 }
  })
}

/** Message `message` of event 0 from `published stored handled`, for the mailer where it is about one. */
function post(text: string, message = 0, key = 3, from = 0): Written[] {
  const own = ['stored', 'delivered', 'handled', 'settled', 'dropped', 'deadLettered', 'failed', 'absorbed']
  return text.split(' ').map((told, place): Written => {
    const subscription = own.includes(told) ? 2 : -1
    const at = from + place * 10
    return { told: told as 'published', at, event: 1, subscription, message, key, delivery: 1, publishedAt: from }
  })
}

/** An effect of operation 4 outside of all transactions, for call `call`. */
const call = (kind: Deed, at: number, id: number): Written => ({ kind, at, leg: 4, workload: 0, request: 7, call: id })

const change = (at: number, value: number, business: number, version: number, key = 1): Written => {
  return { data: 'committed', at, record: 0, key, version, value, business, workload: 0, request: 1 }
}

const DELIVERED = 'published stored confirmed delivered handled settled'

interface Case {
  readonly name: string
  readonly rule: InvariantRule
  readonly bad: readonly Written[]
  readonly good: readonly Written[]
  readonly course?: Course
}

const charge = { operation: 1 }
const all = { event: 1, subscription: -1 }
const effects: readonly Case[] = [
  {
    name: 'a leg is done twice',
    rule: { kind: 'at-most-once', ...charge },
    bad: course('begun effect:1 effect:1'),
    good: course('begun effect:1 undone:1 effect:1'),
  },
  {
    name: 'a call outside is done twice',
    rule: { kind: 'at-most-once', operation: 4 },
    bad: [call('effect', 1, 5), call('effect', 2, 5)],
    good: [call('effect', 1, 5), call('absorbed', 2, 5), call('effect', 3, 6)],
  },
  {
    name: 'committed without it',
    rule: { kind: 'at-least-once', ...charge },
    bad: course('begun effect:0 committed'),
    good: course('begun effect:0 effect:1 committed'),
  },
  {
    name: 'taken for done',
    rule: { kind: 'at-least-once', operation: 4 },
    bad: [call('absorbed', 1, 5)],
    good: [call('effect', 1, 5), call('absorbed', 2, 5)],
  },
  {
    name: 'undone as a whole, but not in this',
    rule: { kind: 'exactly-once', ...charge },
    bad: course('begun effect:1 turned compensated'),
    good: course('begun effect:1 turned undone:1 compensated'),
  },
  {
    name: 'an effect that comes after all is undone',
    rule: { kind: 'exactly-once', ...charge },
    bad: course('begun called:1 turned compensated effect:1'),
    good: course('begun called:1 turned effect:1 undone:1 compensated'),
  },
  {
    name: 'undone and never done',
    rule: { kind: 'exactly-once', ...charge },
    bad: course('begun called:1 turned undone:1 compensated effect:0'),
    good: course('begun called:1 turned undoAbsorbed:1 compensated'),
  },
]

const transactions: readonly Case[] = [
  {
    name: 'too late',
    rule: { kind: 'settles', transaction: 0, within: 25, afterHeal: false },
    bad: course('begun effect:0 effect:1 committed'),
    good: course('begun effect:0 committed'),
  },
  {
    name: 'given up',
    rule: { kind: 'settles', transaction: 0, within: 25, afterHeal: false },
    bad: course('begun abandoned'),
    good: course('begun compensated'),
  },
  {
    name: 'open when all has come to rest',
    rule: { kind: 'settles', transaction: 0, within: 1e15, afterHeal: false },
    bad: course('begun effect:0'),
    good: course('begun committed'),
  },
  {
    name: 'too late, even after the faults',
    rule: { kind: 'settles', transaction: 0, within: 25, afterHeal: true },
    bad: course('begun effect:0 effect:1 effect:2 told told committed'),
    good: course('begun effect:0 effect:1 effect:2 committed'),
    course: { strikes: [5], heals: [20] },
  },
  {
    name: 'halfway',
    rule: { kind: 'saga-atomic', transaction: 0 },
    bad: course('begun effect:0 effect:1 turned undone:1 compensated'),
    good: course('begun effect:0 effect:1 turned undone:1 undone:0 compensated'),
  },
  {
    name: 'undone from the front',
    rule: { kind: 'saga-atomic', transaction: 0 },
    bad: course('begun effect:0 effect:1 turned undone:0 undone:1 compensated'),
    good: course('begun effect:0 effect:1 turned undone:1 undone:0 compensated'),
  },
  {
    name: 'a participant keeps what it has prepared',
    rule: { kind: 'saga-atomic', transaction: 0 },
    bad: course('begun effect:0 prepared:0 decided compensated'),
    good: [
      ...course('begun effect:0 prepared:0'),
      { kind: 'released', at: 40, business: 0, leg: 0, outcome: 1 },
      { kind: 'compensated', at: 50, business: 0, outcome: 1 },
    ],
  },
  {
    name: 'paid, and not shipped in time',
    rule: { kind: 'implies', first: 1, second: 2, within: 15 },
    bad: course('begun effect:1 told effect:2'),
    good: course('begun effect:1 effect:2'),
  },
  {
    name: 'paid, and nothing more comes',
    rule: { kind: 'implies', first: 1, second: 2, within: 1e15 },
    bad: course('begun effect:1'),
    good: course('begun effect:2 effect:1 undone:1'),
  },
  {
    name: 'a sum that a transaction takes along',
    rule: { kind: 'conserved', records: [0] },
    bad: [...course('begun'), change(5, 4, 0, 1), ...course('committed', 0, 20)],
    good: [...course('begun'), change(5, 4, 0, 1), change(8, 6, 0, 2, 2), ...course('committed', 0, 20)],
  },
  {
    name: 'a sum that a transaction never gives back',
    rule: { kind: 'conserved', records: [0] },
    bad: [...course('begun'), change(5, 4, 0, 1)],
    good: [...course('begun'), change(5, 4, 0, 1), change(8, 5, 0, 2), ...course('compensated', 0, 20)],
  },
  {
    name: 'a sum that somebody else changes',
    rule: { kind: 'conserved', records: [0] },
    bad: [...course('begun'), change(5, 4, -1, 1)],
    good: [...course('begun'), change(5, 4, 0, 1), change(6, 5, 0, 2)],
  },
]

const messages: readonly Case[] = [
  {
    name: 'confirmed and dropped',
    rule: { kind: 'no-lost-message', ...all },
    bad: post('published stored confirmed dropped'),
    good: post('published stored confirmed deadLettered'),
  },
  {
    name: 'its publisher knows',
    rule: { kind: 'no-lost-message', ...all },
    bad: [...post('published stored dropped'), ...post(DELIVERED, 1, 3, 100)],
    good: [...post('published stored dropped unconfirmed'), ...post(DELIVERED, 1, 3, 100)],
  },
  {
    name: 'two of a key swapped',
    rule: { kind: 'ordered', ...all },
    bad: [...post('published stored'), ...post(DELIVERED, 1, 3, 20), ...post('delivered handled settled', 0, 3, 100)],
    good: [...post('published stored'), ...post(DELIVERED, 1, 4, 20), ...post('delivered handled settled', 0, 3, 100)],
  },
  {
    name: 'handled again',
    rule: { kind: 'handled', promise: 'exactly-once', ...all },
    bad: post('published stored confirmed delivered handled delivered handled settled'),
    good: post('published stored confirmed delivered handled delivered absorbed settled'),
  },
  {
    name: 'never handled',
    rule: { kind: 'handled', promise: 'at-least-once', event: 1, subscription: 2 },
    bad: post('published stored confirmed deadLettered'),
    good: post(DELIVERED),
  },
  {
    name: 'handled again, though at most once was said',
    rule: { kind: 'handled', promise: 'at-most-once', event: 1, subscription: 2 },
    bad: post('published stored confirmed delivered handled delivered handled settled'),
    good: post(DELIVERED),
  },
]

const cases = [...effects, ...transactions, ...messages]

describe('an invariant of messages or business transactions', () => {
  test.each(cases)('$rule.kind fails where it is broken and passes where it is not: $name', (one) => {
    const broken = watch(one.rule, one.bad, one.course)
    expect(broken).toMatchObject({ verdict: 'fail', violations: 1 })
    expect(broken.reason).toMatch(/[a-z]/)
    expect(broken.evaluated).toBeGreaterThan(0)
    expect(broken.story.length).toBeGreaterThan(0)
    expect(broken.story.every(({ at }, place) => at >= (broken.story[place - 1]?.at ?? 0))).toBe(true)
    const held = watch(one.rule, one.good, one.course)
    expect(held).toMatchObject({ verdict: 'pass', violations: 0, story: [] })
    expect(held.evaluated).toBeGreaterThan(0)
  })

  test.each(cases)('$rule.kind that was never evaluated is no pass: $name', ({ rule }) => {
    expect(watch(rule, [])).toMatchObject({ verdict: 'inconclusive', evaluated: 0, violations: 0, story: [] })
  })

  test('of others is none of its business', () => {
    expect(watch({ kind: 'at-most-once', operation: 0 }, course('begun effect:1 effect:1')).evaluated).toBe(0)
    expect(watch({ kind: 'ordered', event: 0, subscription: -1 }, post(DELIVERED)).evaluated).toBe(0)
  })

  test('asks nothing of an effect that was undone', () => {
    const rule: InvariantRule = { kind: 'implies', first: 1, second: 2, within: 15 }
    expect(watch(rule, course('begun effect:1 undone:1 compensated'))).toMatchObject({ violations: 0, evaluated: 0 })
  })

  test('counts every violation and tells the first', () => {
    const twice = [...course('begun effect:1 effect:1 effect:1'), ...course('begun effect:1 effect:1', 1, 100)]
    const { violations, reason, story } = watch({ kind: 'at-most-once', operation: 1 }, twice)
    expect({ violations, reason }).toEqual({ violations: 3, reason: 'it was done again, at 20 ns' })
    expect(story.map(({ at }) => at)).toEqual([10, 20])
  })

  test('waits for the end of the last fault where it says so, and judges nothing that is still under way', () => {
    const rule: InvariantRule = { kind: 'settles', transaction: 0, within: 25, afterHeal: true }
    const open = course('begun effect:0')
    expect(watch(rule, open, { strikes: [5], end: 1000, atRest: false }).violations).toBe(0)
    expect(watch(rule, open, { strikes: [5], heals: [900], end: 920, atRest: false }).violations).toBe(0)
    expect(watch(rule, open, { strikes: [5], heals: [900], end: 926, atRest: false }).violations).toBe(1)
    expect(watch({ ...rule, afterHeal: false }, open, { strikes: [5], end: 26, atRest: false }).violations).toBe(1)
  })

  test('agrees with the judge of effects about what is done again', () => {
    const tokens = fc.array(fc.constantFrom('+a', '+a', '-a', '+b', '-b', '=a'), { minLength: 1, maxLength: 9 })
    let broken = 0
    fc.assert(
      fc.property(tokens, (list) => {
        const judged = effectsOnce({ events: effectEvents(['?a ?b', ...list].join(' ')) }, 'at-most-once')
        const kinds = { '+': 'effect', '-': 'undone', '=': 'absorbed' } as const
        const written = list.map((token, at): Written => {
          const kind = kinds[token.slice(0, 1) as '+']
          return { kind, at, business: token.endsWith('a') ? 0 : 1, leg: 1 }
        })
        const { violations } = watch({ kind: 'at-most-once', operation: 1 }, written)
        expect(violations > 0).toBe(judged.verdict === 'violated')
        if (violations > 0) broken++
      }),
      { seed: 20261124, numRuns: 1000 },
    )
    expect(broken).toBeGreaterThan(100)
    expect(broken).toBeLessThan(900)
  })
})
