import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { empirical } from '../../../../src/sim/kernel/distributions/empirical.ts'
import { sampleOf, streamOf } from '../support/draws.ts'
import { chiSquare } from '../support/statistics.ts'

/** Every p-value of this file must exceed this. There are 2. */
const FALSE_ALARM = 1e-6

describe('an empirical law', () => {
  test('gives only its values, each as often as its weight says (chi-square)', () => {
    const values = [1, 2, 5, 7, 11]
    const weights = [10, 0, 1, 30, 0.5]
    const counts = new Float64Array(values.length)
    for (const x of sampleOf(empirical(values, weights), 200_000, 'empirical')) {
      const i = values.indexOf(x)
      counts[i] = (counts[i] ?? 0) + 1
    }
    expect(counts.reduce((a, b) => a + b, 0)).toBe(200_000)
    expect(counts[1]).toBe(0)
    expect(
      chiSquare(
        counts,
        weights.map((weight) => (weight / 41.5) * 200_000),
      ),
    ).toBeGreaterThan(FALSE_ALARM)
  })

  test('of many values costs no more words than one of two', () => {
    const law = empirical(Array.from({ length: 100_000 }, (_, i) => i))
    const [used, twin] = [streamOf('words'), streamOf('words')]
    law.sample(used)
    twin.next()
    twin.next()
    expect(used.save()).toEqual(twin.save())
    const counts = new Float64Array(100)
    for (const x of sampleOf(law, 100_000, 'many'))
      counts[Math.floor(x / 1000)] = (counts[Math.floor(x / 1000)] ?? 0) + 1
    expect(chiSquare(counts, new Float64Array(100).fill(1000))).toBeGreaterThan(FALSE_ALARM)
  })

  test('does not mind in which order its values come, nor that one comes twice', () => {
    const [a, b] = [empirical([5, 1, 2, 5]), empirical([1, 2, 5], [1, 1, 2])]
    expect([a.mean, a.variance, a.quantile(0.5), a.quantile(0.51)]).toEqual([b.mean, b.variance, 2, 5])
  })

  test('has quantiles where people count them: the 7th of 100 at 0.07', () => {
    const law = empirical(Array.from({ length: 100 }, (_, i) => i + 1))
    const off = Array.from({ length: 99 }, (_, i) => i + 1).filter((k) => law.quantile(k / 100) !== k)
    expect(off).toEqual([])
  })

  test('has the mean and variance of its values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 50 }), (values) => {
        const law = empirical(values)
        const mean = values.reduce((a, b) => a + b, 0) / values.length
        const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
        expect(law.mean).toBeCloseTo(mean, 9)
        expect(law.variance).toBeCloseTo(variance, 7)
      }),
      { seed: 1 },
    )
  })
})
