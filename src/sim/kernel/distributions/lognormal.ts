import type { Distribution } from '../distribution.ts'
import { normalQuantile } from '../dmath/normal.ts'
import { exp, expm1, log, log1p } from '../dmath.ts'
import { CV_MOST, requireAtLeast, requirePositive, requireProbability, requireWithin } from '../parameters.ts'
import type { Source } from '../source.ts'
import { standardNormal } from '../standard-normal.ts'

/** e to this power is still a double. */
const LOG_MOST = 700

/** The lognormal law by its mean (above 0) and coefficient of variation (in [0, 1e6]). */
export function lognormalFromMean(mean: number, cv: number, text?: string): Distribution {
  requirePositive('mean', mean)
  requireWithin('cv', cv, 0, CV_MOST)
  const median = mean / Math.sqrt(1 + cv * cv)
  return new Lognormal(median, Math.sqrt(log1p(cv * cv)), mean, text ?? `lognormal(mean=${mean}, cv=${cv})`)
}

/** The lognormal law by its median (above 0) and its 99th percentile (at least the median). */
export function lognormalFromQuantiles(p50: number, p99: number, text?: string): Distribution {
  requirePositive('p50', p50)
  requireAtLeast('p99', p99, p50)
  const sigma = log(p99 / p50) / normalQuantile(0.99)
  return new Lognormal(p50, sigma, meanOf(p50, sigma), text ?? `lognormal(p50=${p50}, p99=${p99})`)
}

/**
 * `unit` (above 0) times e^N, where N is normal with mean `mu` (in [-700, 700]) and standard deviation `sigma` (in
 * [0, 700]).
 */
export function lognormalFromLog(mu: number, sigma: number, unit: number, text?: string): Distribution {
  requireWithin('mu', mu, -LOG_MOST, LOG_MOST)
  requireWithin('sigma', sigma, 0, LOG_MOST)
  requirePositive('unit', unit)
  const median = unit * exp(mu)
  return new Lognormal(
    median,
    sigma,
    meanOf(median, sigma),
    text ?? `lognormal(mu=${mu}, sigma=${sigma}, unit=${unit})`,
  )
}

function meanOf(median: number, sigma: number): number {
  return median * exp(0.5 * sigma * sigma)
}

class Lognormal implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #median: number
  readonly #sigma: number

  constructor(median: number, sigma: number, mean: number, text: string) {
    this.text = text
    this.mean = mean
    this.variance = mean * mean * expm1(sigma * sigma)
    this.#median = median
    this.#sigma = sigma
  }

  sample(source: Source): number {
    return this.#median * exp(this.#sigma * standardNormal(source))
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.#sigma === 0 ? this.#median : this.#median * exp(this.#sigma * normalQuantile(p))
  }
}
