import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import type { Expectation } from '../../src/scenarios/expectation.ts'
import { Mistake } from '../../src/scenarios/literals/mistake.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { BUSINESS_EXAMPLES, BUSINESS_INVARIANTS } from '../../src/scenarios/parse-business-invariant.ts'
import { parseExpectation } from '../../src/scenarios/parse-expectation.ts'
import { expectation } from '../../src/scenarios/schema/expect.ts'
import { ORDERS } from '../experiments/orders.ts'

function ruleOf(text: string): Extract<Expectation, { kind: 'invariant' }>['rule'] | string {
  const parsed = parseExpectation(text)
  if (parsed instanceof Mistake) return parsed.message
  return parsed.kind === 'invariant' ? parsed.rule : parsed.kind
}

describe('an invariant of messages or business transactions in expect', () => {
  test.each([
    ['at-most-once: payments.charge', { name: 'at-most-once', operation: 'payments.charge' }],
    [
      'exactly-once: order.placed -> mailer',
      { name: 'handled', promise: 'exactly-once', event: 'order.placed', module: 'mailer' },
    ],
    ['handled-once: order.placed', { name: 'handled', promise: 'exactly-once', event: 'order.placed', module: null }],
    ['no-lost-message: order.placed', { name: 'no-lost-message', event: 'order.placed', module: null }],
    ['ordered: order.placed -> mailer', { name: 'ordered', event: 'order.placed', module: 'mailer' }],
    [
      'settles: place-order within 30s',
      { name: 'settles', transaction: 'place-order', within: 3e10, afterHeal: false },
    ],
    [
      'settles: place-order within 30s after heal',
      { name: 'settles', transaction: 'place-order', within: 3e10, afterHeal: true },
    ],
    ['saga-atomic: place-order', { name: 'saga-atomic', transaction: 'place-order' }],
    [
      'implies: payments.charge -> shipping.ship within 1min',
      { name: 'implies', first: 'payments.charge', second: 'shipping.ship', within: 6e10 },
    ],
    ['conserved: stock', { name: 'conserved', records: ['stock'] }],
    ['conserved: stock + sold', { name: 'conserved', records: ['stock', 'sold'] }],
  ])('%s', (text, rule) => {
    expect(ruleOf(text)).toEqual(rule)
  })

  test('is the same once more from its own text, whatever the blanks', () => {
    const blanks = fc.constantFrom(' ', '  ', '   ')
    const examples = fc.constantFrom(...BUSINESS_INVARIANTS.map((name) => `${name}: ${BUSINESS_EXAMPLES[name]}`))
    fc.assert(
      fc.property(examples, blanks, (text, blank) => {
        const first = parseExpectation(text.replaceAll(' ', blank))
        if (first instanceof Mistake) return expect.fail(first.message)
        expect(first.text).toBe(text)
        expect(parseExpectation(first.text)).toEqual(first)
      }),
      { numRuns: 100, seed: 7 },
    )
  })

  test.each([
    ['at-most-once: charge', 14, 20],
    ['at-most-once:', 0, 13],
    ['saga-atomic: two words', 13, 22],
    ['settles: place-order', 9, 20],
    ['settles: place-order within soon', 28, 32],
    ['settles: place-order within 0s', 28, 30],
    ['implies: payments.charge within 1min', 9, 36],
    ['implies: a.b -> c.d within 0s', 27, 29],
    ['ordered: a -> b -> c', 9, 20],
    ['conserved: stock + ', 18, 19],
    ['conserved: stock + two words', 19, 28],
  ])('that is none is a mistake at its place: %s', (text, start, end) => {
    const mistake = parseExpectation(text)
    if (!(mistake instanceof Mistake)) return expect.fail(`${text} is taken for right`)
    expect(['S134', 'S110', 'S101', 'S102']).toContain(mistake.code)
    expect([mistake.start, mistake.end]).toEqual([start, end])
  })

  test('may be given a name by which people know it', () => {
    const written = { invariant: 'at-most-once: payments.charge', as: 'charged-at-most-once', in: 'saga' }
    expect(expectation.parse(written)).toMatchObject({
      text: 'charged-at-most-once (at-most-once: payments.charge)',
      rule: { name: 'at-most-once', operation: 'payments.charge' },
      in: 'saga',
    })
    expect(expectation.parse({ 'saga-atomic': 'place-order' })).toMatchObject({ text: 'saga-atomic: place-order' })
  })

  test.each([
    ['at-most-once: payments.chrge', 'operation', 'payments.charge'],
    ['implies: payments.charge -> orders.crate within 1s', 'operation', 'orders.create'],
    ['settles: place-oder within 1s', 'transaction', 'place-order'],
    ['saga-atomic: place-ordr', 'transaction', 'place-order'],
    ['no-lost-message: order.plcaed', 'event', 'order.placed'],
    ['ordered: order.placed -> mialer', 'subscription', 'order.placed -> mailer'],
    ['conserved: stock + slod', 'record', 'sold'],
  ])('about what is not there is an error where it stands, with what was meant: %s', (line, kind, meant) => {
    const loaded = loadScenario({ kind: 'value', file: 'orders.ts', value: { ...ORDERS, expect: [line] } })
    if (!loaded.ok) return expect.fail('it is only wrong when it is compiled')
    const { problems, ok } = prepareScenario(loaded.source)
    const errors = problems.filter(({ severity }) => severity === 'error')
    expect(ok).toBe(false)
    expect(errors).toMatchObject([{ code: 'S135', path: ['expect', 0], suggestion: meant }])
    expect(errors[0]?.message).toContain(`there is no ${kind} "`)
  })

  test('of values that are no numbers is an error', () => {
    const value = { ...ORDERS, expect: ['conserved: charges'] }
    const loaded = loadScenario({ kind: 'value', file: 'orders.ts', value })
    const result = loaded.ok ? prepareScenario(loaded.source) : loaded
    expect(result.problems.filter(({ severity }) => severity === 'error')).toMatchObject([{ code: 'S135' }])
  })
})
