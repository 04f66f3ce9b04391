import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Distribution } from '../../../../src/sim/kernel/distribution.ts'
import { constant } from '../../../../src/sim/kernel/distributions/constant.ts'
import { empirical } from '../../../../src/sim/kernel/distributions/empirical.ts'
import { erlang } from '../../../../src/sim/kernel/distributions/erlang.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { gamma } from '../../../../src/sim/kernel/distributions/gamma.ts'
import { hyperexponential } from '../../../../src/sim/kernel/distributions/hyperexponential.ts'
import {
  lognormalFromLog,
  lognormalFromMean,
  lognormalFromQuantiles,
} from '../../../../src/sim/kernel/distributions/lognormal.ts'
import { mixture } from '../../../../src/sim/kernel/distributions/mixture.ts'
import { normal } from '../../../../src/sim/kernel/distributions/normal.ts'
import { boundedPareto, pareto } from '../../../../src/sim/kernel/distributions/pareto.ts'
import { percentiles } from '../../../../src/sim/kernel/distributions/percentiles.ts'
import { scaled } from '../../../../src/sim/kernel/distributions/scaled.ts'
import { shifted } from '../../../../src/sim/kernel/distributions/shifted.ts'
import { uniform } from '../../../../src/sim/kernel/distributions/uniform.ts'
import { weibull } from '../../../../src/sim/kernel/distributions/weibull.ts'
import { drawsOf, Scripted } from '../support/draws.ts'

const nan = Number.NaN

describe('a law says what is wrong with its parameters', () => {
  const refusals: readonly [() => Distribution, string][] = [
    [() => constant(-1), 'value must be in [0, Infinity), got -1'],
    [() => constant(Infinity), 'value must be in [0, Infinity), got Infinity'],
    [() => uniform(-1, 2), 'low must be in [0, Infinity), got -1'],
    [() => uniform(3, 2), 'high must be in [3, Infinity), got 2'],
    [() => exponential(0), 'mean must be in (0, Infinity), got 0'],
    [() => exponential(nan), 'mean must be in (0, Infinity), got NaN'],
    [() => erlang(2.5, 1), 'phases must be in the integers of [1, 1000000000], got 2.5'],
    [() => erlang(0, 1), 'phases must be in the integers of [1, 1000000000], got 0'],
    [() => gamma(1, -0.1), 'cv must be in [0, 1000000], got -0.1'],
    [() => normal(-1, 1), 'mean must be in [0, Infinity), got -1'],
    [() => normal(1, 0), 'sd must be in (0, Infinity), got 0'],
    [() => lognormalFromMean(0, 1), 'mean must be in (0, Infinity), got 0'],
    [() => lognormalFromQuantiles(5, 4), 'p99 must be in [5, Infinity), got 4'],
    [() => lognormalFromLog(Infinity, 1, 1), 'mu must be in [-700, 700], got Infinity'],
    [() => lognormalFromLog(0, -1, 1), 'sigma must be in [0, 700], got -1'],
    [() => weibull(0, 1), 'shape must be in [0.001, Infinity), got 0'],
    [() => pareto(0, 1), 'min must be in (0, Infinity), got 0'],
    [() => pareto(1, -1), 'shape must be in [0.001, Infinity), got -1'],
    [() => boundedPareto(2, 1, 2), 'max must be above min, got min 2 and max 2'],
    [() => hyperexponential(1, 0.9), 'cv must be in [1, 1000000], got 0.9'],
    [() => empirical([]), 'an empirical law needs at least one value'],
    [() => empirical([1, -2]), 'value must be in [0, Infinity), got -2'],
    [() => empirical([1, 2], [1]), 'weights must be as many as values, got 1 for 2'],
    [() => empirical([1, 2], [0, 0]), 'at least one weight must be above 0'],
    [() => empirical([1, 2], [1, nan]), 'weight must be in [0, Infinity), got NaN'],
    [() => percentiles([]), 'percentiles need a maximum (p = 1)'],
    [() => percentiles([{ p: 0.5, value: 1 }]), 'percentiles need a maximum (p = 1)'],
    [
      () =>
        percentiles([
          { p: 0.9, value: 1 },
          { p: 0.5, value: 2 },
          { p: 1, value: 3 },
        ]),
      'percentiles must rise within [0, 1], got 0.9, 0.5, 1',
    ],
    [
      () =>
        percentiles([
          { p: 0.5, value: 2 },
          { p: 0.99, value: 1 },
          { p: 1, value: 3 },
        ]),
      'the value at p99 must be in [2, Infinity), got 1',
    ],
    [() => percentiles([{ p: 1.5, value: 2 }]), 'percentiles must rise within [0, 1], got 1.5'],
    [() => mixture([]), 'a mixture needs at least one part'],
    [() => mixture([{ weight: 0, law: constant(1) }]), 'weight must be in (0, Infinity), got 0'],
    [() => shifted(constant(1), -1), 'shift must be in [0, Infinity), got -1'],
    [() => scaled(constant(1), -1), 'factor must be in [0, Infinity), got -1'],
  ]

  test.each(refusals.map(([build, message], i) => ({ build, message, i })))('$i: $message', ({ build, message }) => {
    expect(build).toThrow(new RangeError(message))
  })
})

describe('the text of a law', () => {
  const texts: readonly [Distribution, string][] = [
    [constant(5), 'constant(5)'],
    [uniform(5, 15), 'uniform(5, 15)'],
    [exponential(10), 'exp(10)'],
    [erlang(3, 10), 'erlang(3, 10)'],
    [erlang(30, 10), 'erlang(30, 10)'],
    [gamma(3, 0.4), 'gamma(mean=3, cv=0.4)'],
    [normal(10, 2), 'normal(mean=10, sd=2)'],
    [lognormalFromMean(3, 0.8), 'lognormal(mean=3, cv=0.8)'],
    [lognormalFromQuantiles(20, 180), 'lognormal(p50=20, p99=180)'],
    [lognormalFromLog(1, 0.5, 1000), 'lognormal(mu=1, sigma=0.5, unit=1000)'],
    [weibull(0.5, 3), 'weibull(shape=0.5, mean=3)'],
    [pareto(1, 2.5), 'pareto(min=1, shape=2.5)'],
    [boundedPareto(1, 2, 100), 'pareto(min=1, shape=2, max=100)'],
    [hyperexponential(3, 4), 'hyperexp(mean=3, cv=4)'],
    [empirical([1, 2, 5]), 'empirical(1, 2, 5)'],
    [empirical([1, 2], [3, 1]), 'empirical(1*3, 2*1)'],
    [empirical(Array.from({ length: 21 }, (_, i) => i)), 'empirical(21 values)'],
    [
      percentiles([
        { p: 0.5, value: 2 },
        { p: 0.999, value: 4 },
        { p: 1, value: 9 },
      ]),
      'percentiles(min=1, p50=2, p99.9=4, max=9)',
    ],
    [
      mixture([
        { weight: 95, law: exponential(5) },
        { weight: 5, law: constant(1) },
      ]),
      'mixture(95: exp(5), 5: constant(1))',
    ],
    [shifted(exponential(5), 2), 'shift(exp(5), 2)'],
    [scaled(exponential(5), 1.5), 'scale(exp(5), 1.5)'],
    [scaled(exponential(5), 0), 'scale(exp(5), 0)'],
  ]

  test.each(texts.map(([law, text]) => ({ law, text })))(
    'is the call form with plain numbers: $text',
    ({ law, text }) => {
      expect(law.text).toBe(text)
    },
  )

  test('is what the user wrote, where that is given', () => {
    const written = 'exp(5ms)'
    const laws = [
      constant(1, written),
      uniform(1, 2, written),
      exponential(1, written),
      erlang(2, 1, written),
      gamma(1, 1, written),
      gamma(1, 0, written),
      normal(1, 1, written),
      lognormalFromMean(1, 1, written),
      lognormalFromQuantiles(1, 2, written),
      lognormalFromLog(0, 1, 1, written),
      weibull(1, 1, written),
      pareto(1, 1, written),
      boundedPareto(1, 1, 2, written),
      hyperexponential(1, 1, written),
      empirical([1], undefined, written),
      percentiles([{ p: 1, value: 1 }], written),
      mixture([{ weight: 1, law: constant(1) }], written),
      shifted(constant(1), 1, written),
      scaled(constant(1), 1, written),
    ]
    expect(new Set(laws.map((law) => law.text))).toEqual(new Set([written]))
  })
})

describe('laws at the edge of their parameters', () => {
  test('a constant takes no word from its source and has no variance', () => {
    const law = constant(7)
    expect([law.sample(new Scripted([])), law.mean, law.variance, law.quantile(0.3)]).toEqual([7, 7, 0, 7])
  })

  test('laws without spread are constants', () => {
    for (const law of [
      gamma(7, 0),
      gamma(7, 1e-200),
      lognormalFromMean(7, 0),
      lognormalFromQuantiles(7, 7),
      uniform(7, 7),
    ]) {
      expect([law.sample(drawsOf('edge', 1)), law.mean, law.variance]).toEqual([7, 7, 0])
    }
  })

  // gamma(1 + 2 / k) / gamma(1 + 1 / k)² - 1, worked out with 90 digits of arithmetic.
  test.each([
    [120, 0.00011286465341206956],
    [500, 6.560585289169342e-6],
    [10_000, 1.644693706867774e-8],
  ])('a Weibull law of shape %d keeps the digits of its variance', (shape, square) => {
    expect(weibull(shape, 1).variance / square).toBeCloseTo(1, 11)
  })

  test('moments that do not exist are infinite', () => {
    expect([pareto(1, 1).mean, pareto(1, 1).variance]).toEqual([Infinity, Infinity])
    expect([pareto(1, 2).mean, pareto(1, 2).variance]).toEqual([2, Infinity])
    expect(pareto(1, 3).variance).toBe(0.75)
    const mixed = mixture([
      { weight: 1, law: pareto(1, 1) },
      { weight: 1, law: constant(1) },
    ])
    expect([mixed.mean, mixed.variance]).toEqual([Infinity, Infinity])
    expect([scaled(pareto(1, 1), 0).mean, scaled(pareto(1, 1), 0).sample(drawsOf('edge', 1))]).toEqual([0, 0])
    expect(shifted(pareto(1, 1), 2).mean).toBe(Infinity)
  })

  test('no law ever gives a negative value or none, however extreme its parameters', () => {
    const any = fc.oneof(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), fc.constantFrom(1, 1e-6, 1e6))
    const shape = fc.oneof(fc.double({ min: 0.001, max: 1000, noNaN: true }), fc.constantFrom(0.001, 1e9))
    const cv = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(any, shape, cv, fc.nat(), (value, form, variation, request) => {
        const laws = [
          exponential(value),
          gamma(value, variation),
          normal(value, value * variation + 1e-9),
          lognormalFromMean(value, variation),
          lognormalFromQuantiles(value, value * (1 + variation)),
          weibull(form, value),
          pareto(value, form),
          boundedPareto(value, form, value * (2 + variation)),
          hyperexponential(value, 1 + variation * 0.999),
          percentiles([
            { p: 0.5, value },
            { p: 1, value: value * (1 + variation) },
          ]),
        ]
        const bad = laws.filter((law) => !(law.sample(drawsOf('extreme', request)) >= 0) || !(law.mean >= 0))
        expect(bad.map((law) => law.text)).toEqual([])
        expect(laws.filter((law) => !(law.variance >= 0)).map((law) => law.text)).toEqual([])
      }),
      { seed: 1, numRuns: 1000 },
    )
  })
})
