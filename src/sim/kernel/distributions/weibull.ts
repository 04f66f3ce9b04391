import type { Distribution } from '../distribution.ts'
import { logGamma } from '../dmath/log-gamma.ts'
import { powerSum } from '../dmath/power-sum.ts'
import { exp, expm1, log1p, pow } from '../dmath.ts'
import { requireAtLeast, requirePositive, requireProbability } from '../parameters.ts'
import type { Source } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'

/** Below this shape the moments leave the range of doubles. */
const SHAPE_LEAST = 0.02

/** The Weibull law by its shape (at least 0.02; below 1 heavy-tailed, 1 is exponential) and mean (above 0). */
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
  readonly #scale: number

  constructor(shape: number, mean: number, text: string) {
    this.text = text
    this.mean = mean
    this.#power = 1 / shape
    this.#scale = mean * exp(-logGamma(1 + this.#power))
    this.variance = mean * mean * expm1(logMomentRatio(this.#power))
  }

  sample(source: Source): number {
    return this.#scale * pow(standardExponential(source), this.#power)
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.#scale * pow(-log1p(-p), this.#power)
  }
}

/**
 * log of E[X²] / E[X]², that is logGamma(1 + 2x) - 2 logGamma(1 + x). Where x is small both vanish nearly, and the power
 * series of NIST DLMF 5.7.3 keeps the digits.
 */
function logMomentRatio(x: number): number {
  if (x > 0.01) return logGamma(1 + 2 * x) - 2 * logGamma(1 + x)
  let sum = 0
  for (let n = 12; n >= 2; n--) sum = sum * -x + ((powerSum(Infinity, n) * (pow(2, n) - 2)) / n)
  return sum * x * x
}
