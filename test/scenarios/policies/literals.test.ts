import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBackoff, printBackoff } from '../../../src/scenarios/literals/backoff.ts'
import { parseBudget, printBudget } from '../../../src/scenarios/literals/budget.ts'
import { parseConcurrencyLimit, printConcurrencyLimit } from '../../../src/scenarios/literals/concurrency-limit.ts'
import { parseDiscipline, printDiscipline } from '../../../src/scenarios/literals/discipline.ts'
import { parseHedgeDelay, printHedgeDelay } from '../../../src/scenarios/literals/hedge-delay.ts'
import { Mistake } from '../../../src/scenarios/literals/mistake.ts'
import { parseRateLimit, printRateLimit } from '../../../src/scenarios/literals/rate-limit.ts'
import {
  backoffTexts,
  budgetTexts,
  concurrencyLimitTexts,
  disciplineTexts,
  hedgeDelayTexts,
  rateLimitTexts,
} from './random-policies.ts'

const runs = { seed: 20_261_121, numRuns: 300 }

/** What a text means; a mistake fails the test. */
function meant<Value>(value: Value | Mistake): Value {
  if (value instanceof Mistake) throw new Error(`${value.code} ${value.message}; expected ${value.expected}`)
  return value
}

/** Of every text, the printed meaning must mean the same and be printed the same. */
function canonical<Value>(
  texts: fc.Arbitrary<string>,
  parse: (text: string) => Value | null | Mistake,
  print: (value: Value) => string,
): void {
  fc.assert(
    fc.property(texts, (text) => {
      const value = meant(parse(text))
      if (value === null) return
      const printed = print(value)
      expect(meant(parse(printed))).toEqual(value)
      expect(print(meant(parse(printed)) ?? value)).toBe(printed)
    }),
    runs,
  )
}

describe('the canonical text of a literal means what the literal means', () => {
  test('of a backoff', () => canonical(backoffTexts, parseBackoff, printBackoff))
  test('of a budget', () => canonical(budgetTexts, parseBudget, printBudget))
  test('of a rate limit', () => canonical(rateLimitTexts, parseRateLimit, printRateLimit))
  test('of a concurrency limit', () => canonical(concurrencyLimitTexts, parseConcurrencyLimit, printConcurrencyLimit))
  test('of an order of service', () => canonical(disciplineTexts, parseDiscipline, printDiscipline))
  test('of the delay of a hedge', () => canonical(hedgeDelayTexts, parseHedgeDelay, printHedgeDelay))
})

describe('a literal stands for', () => {
  test('a backoff with every part', () => {
    expect(parseBackoff('exponential(100ms, factor=3, max=2s, jitter=proportional(25%))')).toEqual({
      kind: 'exponential',
      base: 100e6,
      factor: 3,
      max: 2e9,
      jitter: 'proportional',
      share: 0.25,
    })
    expect(parseBackoff('exponential(1ms)')).toMatchObject({ factor: 2, max: Number.POSITIVE_INFINITY, jitter: 'none' })
    expect(parseBackoff('none')).toMatchObject({ kind: 'constant', base: 0 })
  })

  test('a budget with the defaults of its library', () => {
    expect(parseBudget('20%')).toEqual({ kind: 'finagle', ratio: 0.2, reservePerSecond: 10, ttl: 10e9 })
    expect(parseBudget('linkerd(20%)')).toEqual({ kind: 'linkerd', ratio: 0.2, reservePerSecond: 10, ttl: 10e9 })
    expect(parseBudget('envoy(20%)')).toEqual({ kind: 'envoy', ratio: 0.2, minimum: 3 })
    expect(parseBudget('aws')).toEqual({
      kind: 'aws-standard',
      capacity: 500,
      cost: 5,
      timeoutCost: 10,
      throttlingCost: 5,
    })
    expect(parseBudget('adaptive-bucket')).toEqual({ kind: 'adaptive-bucket', size: 5, deposit: 0.1 })
    expect(parseBudget('grpc(tokens=10, ratio=0.1)')).toEqual({ kind: 'grpc', maxTokens: 10, tokenRatio: 0.1 })
    expect(parseBudget('none')).toBe(null)
  })

  test('a rate limit whose burst is a second of it, but one call at least', () => {
    expect(parseRateLimit('100/s')).toEqual({ algorithm: 'token-bucket', perSecond: 100, burst: 100 })
    expect(parseRateLimit('30/min')).toEqual({ algorithm: 'token-bucket', perSecond: 0.5, burst: 1 })
    expect(parseRateLimit('sliding-window(100, per=1s)')).toEqual({
      algorithm: 'sliding-window',
      limit: 100,
      window: 1e9,
    })
  })

  test('a percentile by its digits', () => {
    expect(['p50', 'p95', 'p999'].map(parseHedgeDelay)).toEqual([
      { kind: 'quantile', quantile: 0.5 },
      { kind: 'quantile', quantile: 0.95 },
      { kind: 'quantile', quantile: 0.999 },
    ])
    expect(parseHedgeDelay('20ms')).toEqual({ kind: 'fixed', delay: 20e6 })
  })
})

test.each([
  [parseBackoff('exponential(0ms)'), 'S180', 'base is out of range', 12, 15],
  [parseBackoff('exponential(1ms, factor=0.5)'), 'S180', 'factor is out of range', 24, 27],
  [parseBackoff('exponential(1s, max=1ms)'), 'S180', '"exponential" cannot have these arguments', 0, 24],
  [parseBackoff('exponential(1s, jitter=ful)'), 'S180', '"ful" is not a jitter', 23, 26],
  [parseBackoff('exponential(1s, jitter=proportional)'), 'S180', 'proportional jitter has one share', 23, 35],
  [
    parseBackoff('exponential(1s, factor=2, jitter=decorrelated)'),
    'S180',
    'decorrelated waits grow in their own way',
    23,
    24,
  ],
  [parseBackoff('100ms'), 'S180', '"100ms" is not a backoff', 0, 5],
  [parseBudget('120%'), 'S181', 'ratio is out of range', 0, 4],
  [parseBudget('bucket(10/s)'), 'S181', '"bucket" is not a retry budget', 0, 6],
  [parseBudget('aws(cost=0)'), 'S181', 'cost is out of range', 9, 10],
  [parseBudget('grpc(tokens=1.5, ratio=0.1)'), 'S181', 'tokens is out of range', 12, 15],
  [parseRateLimit('100'), 'S119', '"100" has no unit', 0, 3],
  [parseRateLimit('0/s'), 'S182', 'rate is out of range', 0, 3],
  [parseRateLimit('fixed-window(100, per=0s)'), 'S182', 'per is out of range', 22, 24],
  [parseConcurrencyLimit('aimd(decrease=1)'), 'S183', 'decrease is out of range', 14, 15],
  [parseConcurrencyLimit('aimd(initial=5, min=9)'), 'S183', '"aimd" cannot have these arguments', 0, 22],
  [parseDiscipline('adaptive-lifo'), 'S184', '"adaptive-lifo" is called with the wrong arguments', 0, 13],
  [parseDiscipline('none'), 'S184', 'a queue has some order', 0, 4],
  [parseHedgeDelay('p5'), 'S185', '"p5" is not a percentile', 0, 2],
  [parseHedgeDelay('soon'), 'S185', '"soon" is not the delay of a hedge', 0, 4],
])('a mistake in a literal is located: %o', (mistake, code, message, start, end) => {
  expect(mistake).toBeInstanceOf(Mistake)
  expect(mistake).toMatchObject({ code, message, start, end })
})
