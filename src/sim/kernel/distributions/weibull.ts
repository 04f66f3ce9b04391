import type { Distribution } from '../distribution.ts'
import { logGamma } from '../dmath/log-gamma.ts'
import { powerSum } from '../dmath/power-sum.ts'
import { exp, expm1, log, log1p, pow } from '../dmath.ts'
import { requireAtLeast, requirePositive, requireProbability, SHAPE_LEAST } from '../parameters.ts'
import type { Source } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'

/** The Weibull law by its shape (at least 0.001; below 1 heavy-tailed, 1 is exponential) and mean (above 0). */
export function weibull(shape: number, mean: number, text?: string): Distribution {
  requireAtLeast('shape', shape, SHAPE_LEAST)
  requirePositive('mean', mean)
  return new Weibull(shape, mean, text ?? `weibull(shape=${shape}, mean=${mean})`)
}

class Weibull implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #power: number
  readonly #logScale: number

  constructor(shape: number, mean: number, text: string) {
    this.text = text
    this.mean = mean
    this.#power = 1 / shape
    this.#logScale = log(mean) - logGamma(1 + this.#power)
    this.variance = mean * mean * expm1(logMomentRatio(this.#power))
  }

  sample(source: Source): number {
    return exp(this.#logScale + this.#power * log(standardExponential(source)))
  }

  quantile(p: number): number {
    requireProbability(p)
    return exp(this.#logScale + this.#power * log(-log1p(-p)))
  }
}

/**
 * log of E[X²] / E[X]², that is logGamma(1 + 2x) - 2 logGamma(1 + x). Where x is small both vanish nearly, and the
 * power series of NIST DLMF 5.7.3 keeps the digits.
 */
function logMomentRatio(x: number): number {
  if (x > 0.01) return logGamma(1 + 2 * x) - 2 * logGamma(1 + x)
  let sum = 0
  for (let n = 12; n >= 2; n--) sum = sum * -x + (powerSum(Infinity, n) * (pow(2, n) - 2)) / n
  return sum * x * x
}
