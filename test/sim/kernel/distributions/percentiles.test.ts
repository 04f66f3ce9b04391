import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentiles } from '../../../../src/sim/kernel/distributions/percentiles.ts'

/** Rising places and values, the maximum among them, possibly with equal values. */
const points = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.nat(1000)), { maxLength: 8 })
  .chain((inner) => fc.tuple(fc.constant(inner), fc.boolean(), fc.nat(1000)))
  .map(([inner, withMinimum, top]) => {
    const places = [...new Set([...(withMinimum ? [0] : []), ...inner.map(([place]) => place), 1000])].toSorted(
      (a, b) => a - b,
    )
    const values = [...inner.map(([, value]) => value), top, top, top].toSorted((a, b) => a - b)
    return places.map((place, i) => ({ p: place / 1000, value: values[i] ?? 0 }))
  })

describe('percentiles', () => {
  test('are met exactly', () => {
    fc.assert(
      fc.property(points, (given) => {
        const law = percentiles(given)
        for (const { p, value } of given) if (p < 1) expect(law.quantile(p)).toBe(value)
        expect(law.quantile(1 - 2 ** -53)).toBeLessThanOrEqual(given.at(-1)?.value ?? 0)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('rise by a constant ratio between two points: half way lies the geometric mean', () => {
    const law = percentiles([
      { p: 0, value: 1 },
      { p: 0.5, value: 4 },
      { p: 1, value: 400 },
    ])
    expect(law.quantile(0.25)).toBeCloseTo(2, 14)
    expect(law.quantile(0.75)).toBeCloseTo(40, 12)
  })

  test('rise evenly from a value of 0, which has no ratio to another', () => {
    const law = percentiles([
      { p: 0, value: 0 },
      { p: 0.5, value: 4 },
      { p: 1, value: 4 },
    ])
    expect([law.quantile(0.25), law.quantile(0.75), law.mean]).toEqual([2, 4, 3])
    expect(law.variance).toBeCloseTo(5 / 3, 14)
  })

  test('without a minimum begin as far below the first point as the second lies above it, as a ratio', () => {
    const law = percentiles([
      { p: 0.5, value: 10 },
      { p: 0.9, value: 20 },
      { p: 1, value: 100 },
    ])
    expect(law.quantile(0)).toBe(5)
    expect(
      percentiles([
        { p: 0.5, value: 0 },
        { p: 1, value: 8 },
      ]).quantile(0),
    ).toBe(0)
    expect(percentiles([{ p: 1, value: 8 }]).quantile(0.3)).toBe(8)
  })

  test('with a flat stretch put all of its share on one value', () => {
    const law = percentiles([
      { p: 0, value: 3 },
      { p: 0.5, value: 3 },
      { p: 1, value: 3 },
    ])
    expect([law.mean, law.variance, law.quantile(0.7)]).toEqual([3, 0, 3])
  })

  test('keep the digits of the variance where the values hardly differ', () => {
    const narrow = (rise: number): number =>
      percentiles([
        { p: 0, value: 1 },
        { p: 1, value: 1 + rise },
      ]).variance /
      ((rise * rise) / 12)
    // To first order a narrow stretch is uniform between its ends; the ratio goes to 1 as 1 + rise²/60.
    expect(narrow(1e-6)).toBeCloseTo(1, 6)
    expect(narrow(0.0299) / narrow(0.0301)).toBeCloseTo(1, 5)
  })
})
