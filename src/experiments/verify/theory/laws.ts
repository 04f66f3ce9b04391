import type { Law } from './law.ts'
import { normalCdf } from './numeric/normal-cdf.ts'

/** The laws the cases use. All parameters in the caller's unit, all positive. */
export const laws: {
  readonly constant: (value: number) => Law
  readonly exponential: (mean: number) => Law
  readonly uniform: (low: number, high: number) => Law
  readonly lognormal: (mean: number, sigma: number) => Law
  readonly hyperexponential: (mean: number, scv: number) => HyperexponentialLaw
  readonly mixture: (parts: readonly { readonly share: number; readonly law: Law }[]) => Law
  readonly boundedPareto: (low: number, high: number, shape: number) => Law
} = { constant, exponential, uniform, lognormal, hyperexponential, mixture, boundedPareto }

/** A mixture of two exponential laws, rates in events per unit of the mean. */
export interface HyperexponentialLaw extends Law {
  readonly share: number
  readonly rates: readonly [number, number]
}

function constant(value: number): Law {
  return { mean: value, scv: 0, cdf: (x) => (x >= value ? 1 : 0), limitedMean: (x) => Math.min(x, value) }
}

function exponential(mean: number): Law {
  const cdf = (x: number): number => -Math.expm1(-Math.max(0, x) / mean)
  return { mean, scv: 1, cdf, limitedMean: (x) => mean * cdf(x) }
}

function uniform(low: number, high: number): Law {
  const mean = (low + high) / 2
  const variance = ((high - low) * (high - low)) / 12
  const cdf = (x: number): number => Math.min(1, Math.max(0, (x - low) / (high - low)))
  const limitedMean = (x: number): number => {
    if (x <= low) return x
    const within = Math.min(x, high) - low
    return low + within - (within * within) / (2 * (high - low))
  }
  return { mean, scv: variance / (mean * mean), cdf, limitedMean }
}

/** Lognormal with the given mean and standard deviation `sigma` of its logarithm. */
function lognormal(mean: number, sigma: number): Law {
  const mu = Math.log(mean) - (sigma * sigma) / 2
  const cdf = (x: number): number => (x <= 0 ? 0 : normalCdf((Math.log(x) - mu) / sigma))
  const below = (x: number): number => (x <= 0 ? 0 : mean * normalCdf((Math.log(x) - mu) / sigma - sigma))
  return { mean, scv: Math.expm1(sigma * sigma), cdf, limitedMean: (x) => below(x) + x * (1 - cdf(x)) }
}

/** H2 with balanced means: both branches carry half of the mean. `scv` at least 1. */
function hyperexponential(mean: number, scv: number): HyperexponentialLaw {
  const share = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2
  const rates = [(2 * share) / mean, (2 * (1 - share)) / mean] as const
  const survival = (x: number): number => share * Math.exp(-rates[0] * x) + (1 - share) * Math.exp(-rates[1] * x)
  const limitedMean = (x: number): number =>
    (-share * Math.expm1(-rates[0] * x)) / rates[0] - ((1 - share) * Math.expm1(-rates[1] * x)) / rates[1]
  return { mean, scv, share, rates, cdf: (x) => (x <= 0 ? 0 : 1 - survival(x)), limitedMean }
}

/** Shares are normalised to sum 1. */
function mixture(parts: readonly { readonly share: number; readonly law: Law }[]): Law {
  const total = parts.reduce((sum, part) => sum + part.share, 0)
  const weigh = (f: (law: Law) => number): number =>
    parts.reduce((sum, part) => sum + (part.share / total) * f(part.law), 0)
  const mean = weigh((law) => law.mean)
  const second = weigh((law) => law.mean * law.mean * (1 + law.scv))
  return {
    mean,
    scv: second / (mean * mean) - 1,
    cdf: (x) => weigh((law) => law.cdf(x)),
    limitedMean: (x) => weigh((law) => law.limitedMean(x)),
  }
}

/** Pareto cut to [low, high]; `shape` not 1 or 2. */
function boundedPareto(low: number, high: number, shape: number): Law {
  const held = 1 - Math.pow(low / high, shape)
  const moment = (k: number): number =>
    ((shape / (shape - k)) * (Math.pow(low, k) - Math.pow(low, shape) * Math.pow(high, k - shape))) / held
  const mean = moment(1)
  const cdf = (x: number): number => (x <= low ? 0 : x >= high ? 1 : (1 - Math.pow(low / x, shape)) / held)
  // The integral of the survival function, which is 1 up to `low`.
  const limitedMean = (x: number): number => {
    if (x <= low) return x
    const upTo = Math.min(x, high)
    const power = (Math.pow(low, shape) / (1 - shape)) * (Math.pow(upTo, 1 - shape) - Math.pow(low, 1 - shape))
    return low + (power - (1 - held) * (upTo - low)) / held
  }
  return { mean, scv: moment(2) / (mean * mean) - 1, cdf, limitedMean }
}
