import { describe, expect, it } from 'vitest'
import { studentT } from '../../src/metrics/student-t.ts'

/** Two-sided 95 % points, as tables of the law give them. */
const TABLE_95: readonly (readonly [number, number])[] = [
  [1, 12.7062047361747],
  [2, 4.30265272974946],
  [3, 3.18244630528371],
  [4, 2.7764451051978],
  [5, 2.57058183563632],
  [9, 2.2621571627982],
  [10, 2.22813885198627],
  [29, 2.0452296421327],
  [30, 2.04227245630124],
  [60, 2.00029782201426],
  [100, 1.98397151852355],
  [120, 1.97993040508242],
  [1000, 1.96233908082641],
]

describe('the Student t quantile', () => {
  it('is the published one, to 1e-9', () => {
    for (const [freedom, t] of TABLE_95) {
      expect(Math.abs(studentT(0.95, freedom) - t) / t).toBeLessThan(1e-9)
    }
  })

  it('is tan(pi c / 2) for one degree of freedom and c sqrt(2 / (1 - c^2)) for two', () => {
    for (const confidence of [0.01, 0.2, 0.5, 0.8, 0.9, 0.99, 0.999, 0.999999]) {
      const one = Math.tan((Math.PI * confidence) / 2)
      const two = confidence * Math.sqrt(2 / (1 - confidence * confidence))
      expect(Math.abs(studentT(confidence, 1) / one - 1)).toBeLessThan(1e-9)
      expect(Math.abs(studentT(confidence, 2) / two - 1)).toBeLessThan(1e-9)
    }
  })

  it('encloses just that probability, by integrating the density', () => {
    for (const freedom of [1, 2, 3, 4, 7, 19, 58]) {
      for (const confidence of [0.5, 0.9, 0.95, 0.99]) {
        expect(Math.abs(enclosed(studentT(confidence, freedom), freedom) - confidence)).toBeLessThan(1e-10)
      }
    }
  })

  it('falls with the degrees of freedom towards the normal point', () => {
    const points = [1, 2, 3, 5, 8, 13, 100, 1000, 100_000].map((freedom) => studentT(0.95, freedom))
    expect(points).toEqual(points.toSorted((a, b) => b - a))
    expect(points.at(-1)).toBeCloseTo(1.959963984540054, 4)
    expect(points.at(-1)).toBeGreaterThan(1.959963984540054)
  })

  it('rises with the confidence', () => {
    const points = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999].map((confidence) => studentT(confidence, 7))
    expect(points).toEqual(points.toSorted((a, b) => a - b))
  })

  it('refuses what has no quantile, naming the interval', () => {
    expect(() => studentT(0.95, 0)).toThrow('an integer of at least 1, not 0')
    expect(() => studentT(0.95, 1.5)).toThrow('not 1.5')
    expect(() => studentT(1, 3)).toThrow('between 0 and 1, both exclusive, not 1')
    expect(() => studentT(Number.NaN, 3)).toThrow('not NaN')
  })
})

/** P(|T| <= t) by Simpson's rule on the density. */
function enclosed(t: number, freedom: number): number {
  // Gamma((n + 1) / 2) / Gamma(n / 2), from n = 1 and n = 2 upwards by the recurrence of the gamma function.
  let ratio = freedom % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2
  for (let n = freedom % 2 === 1 ? 1 : 2; n < freedom; n += 2) ratio *= (n + 1) / n
  const density = (x: number): number => {
    return (ratio / Math.sqrt(Math.PI * freedom)) * (1 + (x * x) / freedom) ** (-(freedom + 1) / 2)
  }
  const steps = 20_000
  const width = t / steps
  let sum = density(0) + density(t)
  for (let i = 1; i < steps; i++) sum += density(i * width) * (i % 2 === 1 ? 4 : 2)
  return (2 * sum * width) / 3
}
