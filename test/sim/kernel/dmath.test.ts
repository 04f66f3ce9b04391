import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exp, expm1, log, log1p, pow } from '../../../src/sim/kernel/dmath.ts'
import { exactExp, exactLog, exactOne, fixed, multiply, ulps } from './support/exact.ts'

const { MAX_VALUE, MIN_VALUE, NaN: nan } = Number

/** Doubles that are neither huge nor tiny, spread over the exponents and dense near 1. */
const ordinary = fc.oneof(
  fc.double({ min: 1e-12, max: 1e12, noNaN: true }),
  fc.double({ min: 0.5, max: 2, noNaN: true }),
  fc.double({ min: 0.9, max: 1.1, noNaN: true }),
)
const small = fc.oneof(
  fc.double({ min: -40, max: 40, noNaN: true }),
  fc.double({ min: -0.1, max: 0.1, noNaN: true }),
  fc.double({ min: -1e-5, max: 1e-5, noNaN: true }),
)
const away = (x: number): boolean => x === 0 || Math.abs(x) > 1e-30

describe('each function stays within the error it states', () => {
  const runs = { seed: 1, numRuns: 1500 }

  test('log: 0.7 ulp', () => {
    fc.assert(
      fc.property(ordinary, (x) => {
        expect(ulps(log(x), exactLog(fixed(x)))).toBeLessThan(0.7)
      }),
      runs,
    )
  })

  test('exp: 0.6 ulp', () => {
    fc.assert(
      fc.property(small.filter(away), (x) => {
        expect(ulps(exp(x), exactExp(fixed(x)))).toBeLessThan(0.6)
      }),
      runs,
    )
  })

  test('log1p: 1 ulp', () => {
    fc.assert(
      fc.property(
        small.filter((x) => away(x) && x > -1),
        (x) => {
          expect(ulps(log1p(x), exactLog(exactOne + fixed(x)))).toBeLessThan(1)
        },
      ),
      runs,
    )
  })

  test('expm1: 1.1 ulp', () => {
    fc.assert(
      fc.property(small.filter(away), (x) => {
        expect(ulps(expm1(x), exactExp(fixed(x)) - exactOne)).toBeLessThan(1.1)
      }),
      runs,
    )
  })

  test('pow: 0.6 ulp', () => {
    fc.assert(
      fc.property(ordinary, fc.double({ min: -3, max: 3, noNaN: true }), (x, y) => {
        fc.pre(away(y))
        const exact = exactExp(multiply(fixed(y), exactLog(fixed(x))))
        expect(ulps(pow(x, y), exact)).toBeLessThan(0.6)
      }),
      runs,
    )
  })
})

describe('special values', () => {
  test.each([
    [nan, nan],
    [0, 1],
    [-0, 1],
    [1, Math.E],
    [-Infinity, 0],
    [Infinity, Infinity],
    [709.782712893384, 1.7976931348622732e308],
    [709.7827128933841, Infinity],
    [-745.1332191019411, MIN_VALUE],
    [-745.1332191019412, 0],
  ])('exp(%d) is %d', (x, y) => {
    expect(exp(x)).toBe(y)
  })

  test.each([
    [nan, nan],
    [-1, nan],
    [-Infinity, nan],
    [0, -Infinity],
    [-0, -Infinity],
    [1, 0],
    [2, Math.LN2],
    [10, Math.LN10],
    [Infinity, Infinity],
    [MIN_VALUE, -744.4400719213812],
    [MAX_VALUE, 709.782712893384],
  ])('log(%d) is %d', (x, y) => {
    expect(log(x)).toBe(y)
  })

  test.each([
    [nan, nan],
    [-1.5, nan],
    [-1, -Infinity],
    [0, 0],
    [-0, -0],
    [MIN_VALUE, MIN_VALUE],
    [-1e-300, -1e-300],
    [1, Math.LN2],
    [Infinity, Infinity],
    [MAX_VALUE, 709.782712893384],
  ])('log1p(%d) is %d', (x, y) => {
    expect(log1p(x)).toBe(y)
  })

  test.each([
    [nan, nan],
    [0, 0],
    [-0, -0],
    [MIN_VALUE, MIN_VALUE],
    [-1e-300, -1e-300],
    [Infinity, Infinity],
    [710, Infinity],
    [-Infinity, -1],
    [-50, -1],
  ])('expm1(%d) is %d', (x, y) => {
    expect(expm1(x)).toBe(y)
  })

  test.each([
    [nan, 0, 1],
    [1, nan, 1],
    [nan, 1, nan],
    [2, nan, nan],
    [-2, 2, nan],
    [0, 2, 0],
    [0, -2, Infinity],
    [Infinity, 0.5, Infinity],
    [Infinity, -0.5, 0],
    [2, Infinity, Infinity],
    [2, -Infinity, 0],
    [0.5, Infinity, 0],
    [0.5, -Infinity, Infinity],
    [1, Infinity, 1],
    [2, 1023, 2 ** 1023],
    [2, 1024, Infinity],
    [2, -1074, MIN_VALUE],
    [2, -1080, 0],
    [MIN_VALUE, 1, MIN_VALUE],
    [MAX_VALUE, 1, MAX_VALUE],
    [10, 3, 1000],
    [10, 22, 1e22],
    [9, 0.5, 3],
    [27, 1 / 3, 3],
    [1e100, 1e300, Infinity],
    [1 + 2 ** -52, 1e300, Infinity],
    [1 - 2 ** -53, 1e300, 0],
  ])('pow(%d, %d) is %d', (x, y, z) => {
    expect(pow(x, y)).toBe(z)
  })
})

describe('laws', () => {
  test('log undoes exp and pow undoes pow, as far as the digits reach', () => {
    fc.assert(
      fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThan(2.5e-16 * Math.max(1, Math.abs(x)))
      }),
      { seed: 1 },
    )
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (x, y) => {
          expect(Math.abs(pow(pow(x, y), 1 / y) / x - 1)).toBeLessThan(1e-14)
        },
      ),
      { seed: 1 },
    )
  })

  test('none falls where it should rise, from one double to one a little greater', () => {
    fc.assert(
      fc.property(ordinary, fc.integer({ min: 1, max: 1000 }), (x, steps) => {
        const next = x * (1 + steps * 2 ** -48)
        expect(log(next)).toBeGreaterThanOrEqual(log(x))
        expect(log1p(next)).toBeGreaterThanOrEqual(log1p(x))
        expect(pow(next, 0.3)).toBeGreaterThanOrEqual(pow(x, 0.3))
        expect(exp(Math.min(next, 700))).toBeGreaterThanOrEqual(exp(Math.min(x, 700)))
        expect(expm1(Math.min(next, 700))).toBeGreaterThanOrEqual(expm1(Math.min(x, 700)))
      }),
      { seed: 1, numRuns: 2000 },
    )
  })

  test('a whole power that is a double comes out exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 22 }), (base, power) => {
        const exact = BigInt(base) ** BigInt(power)
        fc.pre(BigInt(Number(exact)) === exact)
        expect(pow(base, power)).toBe(Number(exact))
      }),
      { seed: 1 },
    )
  })

  test('subnormal results are within one unit of the last place', () => {
    // Raised by 2^800, results and exact values are in reach of integers.
    const rise = 800n * exactLog(2n * exactOne)
    const unit = fixed(2 ** -274)
    for (let i = 0; i < 200; i++) {
      const x = -708.4 - i * 0.18
      const difference = fixed(exp(x) * 2 ** 800) - exactExp(fixed(x) + rise)
      expect(difference < unit && -difference < unit ? 'within' : `off at ${x}`).toBe('within')
    }
  })
})
