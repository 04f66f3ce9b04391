import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atLeast, nthSmallest, powerOf } from '../../../src/scenarios/compile/order-statistics.ts'

describe('order statistics', () => {
  test('the chance of at least n of some events is the sum over all their outcomes', () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(chance, { minLength: 1, maxLength: 6 }), fc.nat(6), (chances, need) => {
        let sum = 0
        for (let outcome = 0; outcome < 1 << chances.length; outcome += 1) {
          const happens = chances.map((_, index) => ((outcome >> index) & 1) === 1)
          if (happens.filter(Boolean).length < need) continue
          sum += chances.reduce((product, p, index) => product * (happens[index] ? p : 1 - p), 1)
        }
        expect(atLeast(chances, need)).toBeCloseTo(sum, 12)
      }),
      { seed: 8, numRuns: 200 },
    )
  })

  test('of very many events is what their mean says', () => {
    expect(atLeast(new Array<number>(5000).fill(0.5), 2400)).toBe(1)
    expect(atLeast(new Array<number>(5000).fill(0.5), 2600)).toBe(0)
    expect(atLeast(new Array<number>(5000).fill(0.999), 5000)).toBeCloseTo(0.006721, 6)
  })

  test('the n-th smallest is counted from 1, and nothing is needed of none', () => {
    expect([1, 2, 3].map((n) => nthSmallest([30, 10, 20], n))).toEqual([10, 20, 30])
    expect(nthSmallest([30, 10], 0)).toBe(0)
  })

  test('powers are exact for whole exponents and straight in between', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), (base, exponent) => {
        expect(powerOf(base, exponent)).toBeCloseTo(base ** exponent, 12)
      }),
      { seed: 9, numRuns: 200 },
    )
    expect(powerOf(0.5, 1.5)).toBe(0.375)
    expect([powerOf(1, Number.POSITIVE_INFINITY), powerOf(0.9, Number.POSITIVE_INFINITY), powerOf(0, 0)]).toEqual([
      1, 0, 1,
    ])
  })
})
