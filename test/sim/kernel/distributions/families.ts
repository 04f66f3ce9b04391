import fc from 'fast-check'
import type { Distribution } from '../../../../src/sim/kernel/distribution.ts'
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
import { shifted } from '../../../../src/sim/kernel/distributions/shifted.ts'
import { uniform } from '../../../../src/sim/kernel/distributions/uniform.ts'
import { weibull } from '../../../../src/sim/kernel/distributions/weibull.ts'
import { gammaCdf, normalCdf } from '../support/statistics.ts'

/** A law with parameters, in any unit, and what the books say P(X <= x) is. */
export interface Member {
  /** The same law in another unit: all that has the dimension of a value times `unit`. */
  law(unit: number): Distribution
  /** Of the law in unit 1. */
  cdf(x: number): number
  /** Shares at which the quantile bends or jumps; for a law without quantiles, values at which the density does. */
  readonly bends: readonly number[]
}

export interface Family {
  readonly name: string
  readonly members: fc.Arbitrary<Member>
  /** False for laws of single values, where a quantile is no inverse. */
  readonly continuous: boolean
}

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })
const cents: fc.Arbitrary<number> = fc.nat(10_000).map((n) => n / 100)
const scale: fc.Arbitrary<number> = number(0.1, 100)

function family<T extends number[]>(
  name: string,
  parameters: { [K in keyof T]: fc.Arbitrary<T[K]> },
  law: (unit: number, ...values: T) => Distribution,
  cdf: (x: number, ...values: T) => number,
  bends: (...values: T) => readonly number[] = () => [],
): Family {
  const members = fc.tuple<T>(...parameters).map(
    (values): Member => ({
      law: (unit) => law(unit, ...values),
      cdf: (x) => cdf(x, ...values),
      bends: bends(...values),
    }),
  )
  return { name, members, continuous: true }
}

function lognormalCdf(x: number, median: number, sigma: number): number {
  return x <= 0 ? 0 : normalCdf(Math.log(x / median) / sigma)
}

/** P(Z <= 2.3263478740408408) is 0.99. */
const Z99 = 2.3263478740408408

export const families: readonly Family[] = [
  family<[number]>(
    'exponential',
    [scale],
    (unit, mean) => exponential(unit * mean),
    (x, mean) => 1 - Math.exp(-x / mean),
  ),
  family<[number, number]>(
    'uniform',
    [number(0, 10), scale],
    (unit, low, width) => uniform(unit * low, unit * (low + width)),
    (x, low, width) => (x - low) / width,
  ),
  family<[number, number]>(
    'erlang',
    [fc.integer({ min: 1, max: 40 }), scale],
    (unit, phases, mean) => erlang(phases, unit * mean),
    (x, phases, mean) => gammaCdf(phases, (x * phases) / mean),
  ),
  family<[number, number]>(
    'gamma',
    [scale, number(0.1, 1.5)],
    (unit, mean, cv) => gamma(unit * mean, cv),
    (x, mean, cv) => gammaCdf(1 / (cv * cv), x / (mean * cv * cv)),
  ),
  family<[number, number]>(
    'normal',
    [number(0, 20), number(0.5, 10)],
    (unit, mean, sd) => normal(unit * mean, unit * sd),
    (x, mean, sd) => {
      const cut = normalCdf(-mean / sd)
      return (normalCdf((x - mean) / sd) - cut) / (1 - cut)
    },
  ),
  family<[number, number]>(
    'lognormal by mean',
    [scale, number(0.05, 1.3)],
    (unit, mean, cv) => lognormalFromMean(unit * mean, cv),
    (x, mean, cv) => lognormalCdf(x, mean / Math.sqrt(1 + cv * cv), Math.sqrt(Math.log1p(cv * cv))),
  ),
  family<[number, number]>(
    'lognormal by quantiles',
    [scale, number(1.1, 10)],
    (unit, median, ratio) => lognormalFromQuantiles(unit * median, unit * median * ratio),
    (x, median, ratio) => lognormalCdf(x, median, Math.log(ratio) / Z99),
  ),
  family<[number, number]>(
    'lognormal by logarithm',
    [number(-3, 3), number(0.05, 1)],
    (unit, mu, sigma) => lognormalFromLog(mu, sigma, unit),
    (x, mu, sigma) => lognormalCdf(x, Math.exp(mu), sigma),
  ),
  family<[number, number]>(
    'weibull',
    [number(0.5, 20), scale],
    (unit, shape, mean) => weibull(shape, unit * mean),
    (x, shape, mean) => 1 - Math.exp(-((x / weibullScale(shape, mean)) ** shape)),
  ),
  family<[number, number]>(
    'pareto',
    [scale, number(6, 20)],
    (unit, min, shape) => pareto(unit * min, shape),
    (x, min, shape) => 1 - (min / Math.max(x, min)) ** shape,
  ),
  family<[number, number, number]>(
    'bounded pareto',
    [scale, fc.oneof(number(0.2, 5), fc.constantFrom(1, 2)), number(1.5, 1000)],
    (unit, min, shape, ratio) => boundedPareto(unit * min, shape, unit * min * ratio),
    (x, min, shape, ratio) => (1 - (min / Math.max(x, min)) ** shape) / (1 - ratio ** -shape),
  ),
  family<[number, number]>(
    'hyperexponential',
    [scale, number(1, 4)],
    (unit, mean, cv) => hyperexponential(unit * mean, cv),
    hyperexponentialCdf,
  ),
  family<[number, number, number, number]>(
    'percentiles',
    [scale, number(0.01, 0.9), number(1.05, 3), number(1.05, 50)],
    (unit, median, start, spread, tail) =>
      percentiles([
        { p: 0, value: unit * median * start },
        { p: 0.5, value: unit * median },
        { p: 0.9, value: unit * median * spread },
        { p: 1, value: unit * median * spread * tail },
      ]),
    percentilesCdf,
    () => [0.5, 0.9],
  ),
  family<[number, number, number]>(
    'shifted exponential',
    [scale, scale, number(0, 5)],
    (unit, mean, _, by) => shifted(exponential(unit * mean), unit * by),
    (x, mean, _, by) => 1 - Math.exp(-Math.max(0, x - by) / mean),
  ),
  family<[number, number, number]>(
    'mixture',
    [scale, scale, number(0.05, 0.95)],
    (unit, a, b, share) =>
      mixture([
        { weight: share, law: exponential(unit * a) },
        { weight: 1 - share, law: uniform(0, unit * b) },
      ]),
    (x, a, b, share) => share * (1 - Math.exp(-x / a)) + (1 - share) * Math.min(1, x / b),
    (_, b) => [b],
  ),
  {
    name: 'empirical',
    continuous: false,
    members: fc.array(fc.tuple(cents, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 20 }).map(
      (points): Member => ({
        law: (unit) =>
          empirical(
            points.map(([value]) => unit * value),
            points.map(([, weight]) => weight),
          ),
        cdf: (x) => total(points.filter(([value]) => value <= x)) / total(points),
        bends: points.map(([x]) => total(points.filter(([value]) => value <= x)) / total(points)),
      }),
    ),
  },
]

function total(points: readonly (readonly [number, number])[]): number {
  return points.reduce((sum, [, weight]) => sum + weight, 0)
}

/** mean / gamma(1 + 1 / shape), gamma by the product of Weierstrass' limit, refined by Stirling's series. */
function weibullScale(shape: number, mean: number): number {
  let x = 1 + 1 / shape
  let product = 1
  while (x < 30) product *= x++
  const stirling = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
  const logGamma = (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + stirling
  return (mean * product) / Math.exp(logGamma)
}

function hyperexponentialCdf(x: number, mean: number, cv: number): number {
  const share = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2
  return 1 - share * Math.exp((-2 * share * x) / mean) - (1 - share) * Math.exp((-2 * (1 - share) * x) / mean)
}

function percentilesCdf(x: number, median: number, start: number, spread: number, tail: number): number {
  const along = (from: number, to: number): number => Math.log(x / from) / Math.log(to / from)
  if (x <= median) return 0.5 * along(median * start, median)
  if (x <= median * spread) return 0.5 + 0.4 * along(median, median * spread)
  return 0.9 + 0.1 * along(median * spread, median * spread * tail)
}
