import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeThreshold, worstVerdict } from '../../src/metrics/judge-threshold.ts'
import type { Threshold, ThresholdOperator } from '../../src/metrics/threshold.ts'
import { bookOf } from './tools/book-of.ts'

const P99 = 'operations.shop.checkout.latency.p99'

function threshold(operator: ThresholdOperator, value: number, more: Partial<Threshold> = {}): Threshold {
  return {
    text: `shop.checkout.latency.p99 ${operator} ${value}ns`,
    metric: ['shop', 'checkout', 'latency', 'p99'],
    operator,
    limit: { kind: 'value', dimension: 'duration', value },
    ...more,
  }
}

const one = (values: readonly (number | null)[]): ReadonlyMap<string, ReturnType<typeof bookOf>> =>
  new Map([['default', bookOf({ [P99]: values })]])

describe('a threshold', () => {
  it('passes when the whole interval satisfies it, fails when all of it violates it, and is open in between', () => {
    // Mean 10 ms, half-width t(2) / sqrt(3) = 2.484 ms; the limit is in ns.
    const verdict = (operator: ThresholdOperator, ms: number): string | undefined =>
      judgeThreshold(threshold(operator, ms * 1e6), one([9, 10, 11]))[0]?.verdict
    expect([7.5, 7.6, 12.4, 12.5].map((limit) => verdict('<', limit))).toEqual([
      'fail',
      'inconclusive',
      'inconclusive',
      'pass',
    ])
    expect([7.5, 7.6, 12.4, 12.5].map((limit) => verdict('>=', limit))).toEqual([
      'pass',
      'inconclusive',
      'inconclusive',
      'fail',
    ])
  })

  it('takes < and <= at their word where there is no spread', () => {
    const verdict = (operator: ThresholdOperator): string | undefined =>
      judgeThreshold(threshold(operator, 5e6), one([5, 5]))[0]?.verdict
    expect(verdict('<')).toBe('fail')
    expect(verdict('<=')).toBe('pass')
    expect(verdict('>')).toBe('fail')
    expect(verdict('>=')).toBe('pass')
  })

  it('passes only what its opposite fails', () => {
    const opposite = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const
    const values = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom(...(['<', '<=', '>', '>='] as const)),
        (ms, limit, operator) => {
          const judge = (by: ThresholdOperator): string | undefined =>
            judgeThreshold(threshold(by, limit * 1e6), one(ms))[0]?.verdict
          const flipped = { pass: 'fail', fail: 'pass', inconclusive: 'inconclusive' }[judge(operator) as 'pass']
          expect(judge(opposite[operator])).toBe(flipped)
        },
      ),
      { seed: 20260807, numRuns: 500 },
    )
  })

  it('says what it judged', () => {
    expect(judgeThreshold(threshold('<', 20e6), one([9, null, 11]))).toMatchObject([
      {
        name: 'shop.checkout.latency.p99 < 20000000ns',
        variant: 'default',
        metric: 'shop.checkout.latency.p99',
        ok: false,
        value: { value: 10 },
        limit: 20,
        evaluated: 2,
        reason: 'the interval spans the limit',
      },
    ])
  })

  it('is never a pass without a value, an interval or a metric', () => {
    const reasons = [one([null, null]), one([1]), new Map([['default', bookOf({})]]), new Map()].map((variants) => {
      const [result] = judgeThreshold(threshold('<', 1e9), variants)
      expect(result?.verdict).toBe('inconclusive')
      expect(result?.ok).toBe(false)
      return result?.reason
    })
    expect(reasons).toEqual([
      'nothing was measured',
      'there is no interval: run more replications',
      'no metric of that name was measured',
      'the variant it is about was not run',
    ])
  })

  it('refuses to compare different kinds of quantities', () => {
    const share = threshold('<', 0.5, { limit: { kind: 'value', dimension: 'share', value: 0.5 } })
    expect(judgeThreshold(share, one([1, 1]))[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the metric is a duration, the limit a share',
    })
  })

  it('is judged for every metric its pattern fits, in every variant it applies to', () => {
    const book = bookOf({
      [P99]: [1, 1],
      'operations.shop.browse.latency.p99': [9, 9],
      'units.web.latency.p99': [1, 1],
    })
    const variants = new Map([
      ['a', book],
      ['b', book],
    ])
    const all = threshold('<', 5e6, { metric: ['shop', '*', 'latency', 'p99'] })
    const told = judgeThreshold(all, variants).map(({ variant, metric, verdict }) => [variant, metric, verdict])
    expect(told).toEqual([
      ['a', 'shop.checkout.latency.p99', 'pass'],
      ['a', 'shop.browse.latency.p99', 'fail'],
      ['b', 'shop.checkout.latency.p99', 'pass'],
      ['b', 'shop.browse.latency.p99', 'fail'],
    ])
    expect(judgeThreshold({ ...all, in: 'b' }, variants).map(({ variant }) => variant)).toEqual(['b', 'b'])
    expect(judgeThreshold({ ...all, of: 'a' }, variants).map(({ variant }) => variant)).toEqual(['a', 'a'])
  })

  it('compares with another variant pair by pair, and so sees what unpaired intervals hide', () => {
    const luck = [10, 50, 90, 20, 70]
    const variants = new Map([
      ['monolith', bookOf({ [P99]: luck })],
      ['microservices', bookOf({ [P99]: luck.map((ms, i) => ms + 3 + (i % 2)) })],
    ])
    const against = (factor: number): Threshold =>
      threshold('<', 0, { of: 'monolith', limit: { kind: 'variant', variant: 'microservices', factor } })
    expect(judgeThreshold(against(1), variants)).toMatchObject([{ variant: 'monolith', verdict: 'pass', evaluated: 5 }])
    expect(judgeThreshold(against(0.1), variants)).toMatchObject([{ verdict: 'fail' }])
    const every = threshold('>', 0, { limit: { kind: 'variant', variant: 'monolith', factor: 1 } })
    expect(judgeThreshold(every, variants)).toMatchObject([{ variant: 'microservices', verdict: 'pass' }])
  })
})

describe('the worst of several verdicts', () => {
  it('is fail before inconclusive before pass, and inconclusive of none', () => {
    expect(worstVerdict(['pass', 'inconclusive', 'fail'])).toBe('fail')
    expect(worstVerdict(['pass', 'inconclusive'])).toBe('inconclusive')
    expect(worstVerdict(['pass', 'pass'])).toBe('pass')
    expect(worstVerdict([])).toBe('inconclusive')
  })
})
