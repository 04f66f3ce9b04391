import type { Distribution } from '../distribution.ts'
import { exp, log1p } from '../dmath.ts'
import { requirePositive, requireProbability } from '../parameters.ts'
import type { Source } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'

/**
 * The Pareto law: P(X > x) = (min / x)^shape from `min` (above 0) on; `shape` above 0. The mean is infinite for shapes up
 * to 1, the variance for shapes up to 2.
 */
export function pareto(min: number, shape: number, text?: string): Distribution {
  requirePositive('min', min)
  requirePositive('shape', shape)
  return new Pareto(min, shape, text ?? `pareto(min=${min}, shape=${shape})`)
}

class Pareto implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #min: number
  readonly #power: number

  constructor(min: number, shape: number, text: string) {
    this.text = text
    this.#min = min
    this.#power = 1 / shape
    this.mean = shape > 1 ? (min * shape) / (shape - 1) : Infinity
    this.variance = shape > 2 ? (this.mean / (shape - 1)) * (this.mean / (shape * (shape - 2))) * shape : Infinity
  }

  sample(source: Source): number {
    return this.#min * exp(standardExponential(source) * this.#power)
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.#min * exp(-log1p(-p) * this.#power)
  }
}
