import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logGamma } from '../../../../src/sim/kernel/dmath/log-gamma.ts'
import { normalCdf, normalDensity, normalQuantile } from '../../../../src/sim/kernel/dmath/normal.ts'
import { powerSum } from '../../../../src/sim/kernel/dmath/power-sum.ts'

function relative(value: number, exact: number): number {
  return Math.abs(value / exact - 1)
}

describe('the gamma function', () => {
  test('of whole numbers is a factorial', () => {
    let factorial = 1
    for (let n = 1; n <= 170; n++) {
      expect(Math.abs(logGamma(n) - Math.log(factorial))).toBeLessThan(1e-14 + 1e-15 * Math.log(factorial))
      factorial *= n
    }
  })

  test('of 1/2 is the root of pi', () => {
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14)
  })

  test('keeps its two laws: x gamma(x), and the doubling of Legendre', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (x) => {
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(3e-13)
        const doubled = logGamma(x) + logGamma(x + 0.5) - (1 - 2 * x) * Math.LN2 - 0.5 * Math.log(Math.PI)
        expect(Math.abs(logGamma(2 * x) - doubled)).toBeLessThan(1e-12)
      }),
      { seed: 1 },
    )
  })
})

describe('a sum of powers', () => {
  test('is what adding up gives', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), fc.integer({ min: 1, max: 3000 }), (s, n) => {
        let sum = 0
        for (let k = n; k >= 1; k--) sum += k ** -s
        expect(relative(powerSum(n, s), sum)).toBeLessThan(1e-12)
      }),
      { seed: 1 },
    )
  })

  test.each([
    [2, Math.PI ** 2 / 6],
    [4, Math.PI ** 4 / 90],
    [3, 1.2020569031595942],
    [1.1, 10.584448464950803],
  ])('without end and with exponent %d is zeta, %d', (s, zeta) => {
    expect(relative(powerSum(Infinity, s), zeta)).toBeLessThan(1e-14)
  })

  test('passes smoothly through exponent 1, where it is harmonic', () => {
    // The harmonic number of a million (OEIS A001008 / A002805).
    expect(relative(powerSum(1_000_000, 1), 14.392726722865723)).toBeLessThan(1e-15)
    expect(relative(powerSum(1_000_000, 1 + 1e-12), powerSum(1_000_000, 1))).toBeLessThan(2e-11)
  })
})

describe('the normal law', () => {
  // Values to 16 digits, worked out with 60 digits of arithmetic.
  test.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1, 0.1586552539314571],
    [-2, 0.02275013194817921],
    [-2.8, 0.002555130330427933],
    [-3, 0.00134989803163009],
    [-6, 9.865876450376981e-10],
    [-10, 7.61985302416053e-24],
    [-30, 4.906713927148188e-198],
    [5, 0.9999997133484281],
  ])('up to %d has the share %d', (z, share) => {
    expect(relative(normalCdf(z), share)).toBeLessThan(1.3e-13)
  })

  test.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.999, 3.090232306167813],
    [0.02, -2.053748910631823],
    [1e-10, -6.361340902404056],
    [1e-100, -21.27345356096532],
  ])('has its share %d below %d', (p, z) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(4e-15 * (1 + Math.abs(z)))
  })

  test('has a quantile that undoes the shares, and is odd', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.5, noNaN: true }), (p) => {
        expect(relative(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-12)
        if (1 - p > 0.5 && 1 - (1 - p) === p) expect(normalQuantile(1 - p)).toBe(-normalQuantile(p))
      }),
      { seed: 1, numRuns: 500 },
    )
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
  })

  test('has a density that is the slope of its shares', () => {
    for (let z = -5; z <= 5; z += 0.25) {
      const slope = (normalCdf(z + 1e-4) - normalCdf(z - 1e-4)) / 2e-4
      expect(Math.abs(slope - normalDensity(z))).toBeLessThan(2e-9)
    }
  })
})
