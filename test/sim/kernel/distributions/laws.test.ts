import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../../src/sim/kernel/distributions/scaled.ts'
import { drawsOf } from '../support/draws.ts'
import { integrateHalfLine, integrateUnit } from '../support/integrate.ts'
import { families, type Member } from './families.ts'

const probability = fc.oneof(
  fc.double({ min: 0, max: 0.999999, noNaN: true }),
  fc.constantFrom(0, 0.5, 0.9, 0.99),
  fc.integer({ min: 1, max: 40 }).map((k) => 2 ** -k),
)
const runs = { seed: 1, numRuns: 100 }

describe.each(families)('$name', ({ members, continuous }) => {
  test('has a quantile that never falls, or none at all', () => {
    fc.assert(
      fc.property(members, probability, probability, (member, p, q) => {
        const law = member.law(1)
        const [low, high] = [law.quantile(Math.min(p, q)), law.quantile(Math.max(p, q))]
        if (low === undefined || high === undefined) expect([low, high]).toEqual([undefined, undefined])
        else expect(low).toBeLessThanOrEqual(high)
      }),
      runs,
    )
  })

  test('has at least the share p up to its quantile of p, and less below', () => {
    fc.assert(
      fc.property(members, probability, (member, p) => {
        const value = member.law(1).quantile(p)
        if (value === undefined || (p === 0 && !continuous)) return
        if (continuous) expect(Math.abs(member.cdf(value) - p)).toBeLessThan(1e-10)
        else expect([member.cdf(value) >= p, member.cdf(value * (1 - 1e-12) - 1e-300) < p]).toEqual([true, true])
      }),
      runs,
    )
  })

  test('has the mean and the variance of its quantiles, or else of its cumulative shares', () => {
    fc.assert(
      fc.property(members, (member) => {
        const law = member.law(1)
        const [mean, variance] = moments(member)
        expect(Math.abs(mean - law.mean)).toBeLessThanOrEqual(1e-6 * law.mean)
        expect(Math.abs(variance - law.variance)).toBeLessThanOrEqual(1e-6 * (law.variance + law.mean * law.mean))
      }),
      { seed: 1, numRuns: 50 },
    )
  })

  test('gives values that are numbers and not negative, and depends on nothing but its source', () => {
    fc.assert(
      fc.property(members, fc.nat(), (member, request) => {
        const law = member.law(1)
        const draw = (): number[] => {
          const draws = drawsOf('laws', request)
          return Array.from({ length: 20 }, () => law.sample(draws))
        }
        const values = draw()
        expect(values.filter((value) => !(value >= 0 && value < Infinity))).toEqual([])
        law.sample(drawsOf('laws', request + 1))
        expect(draw()).toEqual(values)
      }),
      runs,
    )
  })

  test('in another unit is the same law: mean, variance, quantiles and every single draw', () => {
    fc.assert(
      fc.property(
        members,
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        probability,
        fc.nat(),
        (member, unit, p, n) => {
          const [one, other, stretched] = [member.law(1), member.law(unit), scaled(member.law(1), unit)]
          for (const law of [other, stretched]) {
            expect(Math.abs(law.mean / unit - one.mean)).toBeLessThanOrEqual(1e-11 * one.mean)
            expect(Math.sqrt(law.variance) / unit).toBeCloseTo(Math.sqrt(one.variance), 6)
            expect((law.quantile(p) ?? 0) / unit).toBeCloseTo(one.quantile(p) ?? 0, 6)
            const value = one.sample(drawsOf('units', n))
            expect(Math.abs(law.sample(drawsOf('units', n)) / unit - value)).toBeLessThanOrEqual(1e-9 * value)
          }
        },
      ),
      runs,
    )
  })

  test('refuses to say a quantile outside [0, 1)', () => {
    fc.assert(
      fc.property(members, fc.constantFrom(-1e-9, 1, 2, Number.NaN), (member, p) => {
        const law = member.law(1)
        if (law.quantile(0.5) === undefined) expect(law.quantile(p)).toBe(undefined)
        else expect(() => law.quantile(p)).toThrow(new RangeError(`p must be in [0, 1), got ${p}`))
      }),
      { seed: 1, numRuns: 8 },
    )
  })
})

function moments(member: Member): [mean: number, variance: number] {
  const { bends } = member
  const law = (scale: number): ReturnType<Member['law']> => member.law(scale)
  const cdf = (x: number): number => member.cdf(x)
  const one = law(1)
  if (one.quantile(0.5) === undefined) {
    const above = (x: number): number => 1 - cdf(x)
    const mean = integrateHalfLine(above, bends)
    return [mean, integrateHalfLine((x) => 2 * x * above(x), bends) - mean * mean]
  }
  const at = (p: number): number => one.quantile(p) ?? Number.NaN
  const mean = integrateUnit(at, bends)
  return [mean, integrateUnit((p) => (at(p) - mean) ** 2, bends)]
}
