import { describe, expect, test } from 'vitest'
import { chiSquare, chiSquareTail, gammaCdf, kolmogorovSmirnov, normalCdf, twoSided } from './statistics.ts'

/** Critical values from the tables of NIST/SEMATECH, e-Handbook of Statistical Methods, 1.3.6.7. */
describe('the tests of significance', () => {
  test.each([
    [3.841, 1, 0.05],
    [18.307, 10, 0.05],
    [124.342, 100, 0.05],
    [149.449, 100, 0.001],
    [29.588, 10, 0.001],
  ])('chi-square of %d with %d degrees of freedom has tail %d', (statistic, degrees, tail) => {
    expect(chiSquareTail(statistic, degrees)).toBeCloseTo(tail, 4)
  })

  test.each([
    [0, 0.5],
    [1.959964, 0.975],
    [-2.326348, 0.01],
    [-5, 2.8665157e-7],
  ])('the normal law up to %d is %d', (z, share) => {
    expect(normalCdf(z) / share).toBeCloseTo(1, 6)
    expect(twoSided(z)).toBeCloseTo(2 * Math.min(share, 1 - share), 6)
  })

  test('the gamma law of shape 3 is one minus a Poisson sum', () => {
    for (const x of [0.1, 1, 3, 5, 20]) {
      expect(gammaCdf(3, x)).toBeCloseTo(1 - Math.exp(-x) * (1 + x + (x * x) / 2), 12)
    }
  })

  test('an even sample passes Kolmogorov–Smirnov, one that is squeezed by 2 % does not', () => {
    const even = Float64Array.from({ length: 20_000 }, (_, i) => (i + 0.5) / 20_000)
    expect(kolmogorovSmirnov(even, (x) => x)).toBe(1)
    expect(kolmogorovSmirnov(even, (x) => Math.min(1, x * 1.02))).toBeLessThan(1e-6)
  })

  test('the critical value of Kolmogorov–Smirnov at 1 % is 1.628 over the root of n', () => {
    const n = 100_000
    const shift = 1.628 / Math.sqrt(n)
    const sample = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n)
    expect(kolmogorovSmirnov(sample, (x) => Math.min(1, x + shift))).toBeCloseTo(0.01, 3)
  })

  test('chi-square joins rare cells and still sees what should not happen at all', () => {
    expect(chiSquare([10, 10, 0, 0], [10, 10, 0, 0])).toBe(1)
    expect(chiSquare([10, 10, 0, 60], [10, 10, 0, 0])).toBeLessThan(1e-9)
    expect(chiSquare([100, 2, 2, 2], [100, 2, 2, 2])).toBe(1)
  })
})
