import type { Distribution } from '../distribution.ts'
import { exp, expm1, log, log1p } from '../dmath.ts'
import { requireAtLeast, requirePositive, requireProbability, SHAPE_LEAST } from '../parameters.ts'
import { type Source, uniform53 } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'

/**
 * The Pareto law: P(X > x) = (min / x)^shape from `min` (above 0) on; `shape` at least 0.001. The mean is infinite
 * for shapes up to 1, the variance for shapes up to 2.
 */
export function pareto(min: number, shape: number, text?: string): Distribution {
  requirePositive('min', min)
  requireAtLeast('shape', shape, SHAPE_LEAST)
  return new Pareto(min, shape, text ?? `pareto(min=${min}, shape=${shape})`)
}

/** The Pareto law confined to [min, max]: `min` above 0, `shape` at least 0.001, `max` above `min`. */
export function boundedPareto(min: number, shape: number, max: number, text?: string): Distribution {
  requirePositive('min', min)
  requireAtLeast('shape', shape, SHAPE_LEAST)
  requirePositive('max', max)
  if (max <= min) throw new RangeError(`max must be above min, got min ${min} and max ${max}`)
  return new BoundedPareto(min, shape, max, text ?? `pareto(min=${min}, shape=${shape}, max=${max})`)
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
    this.variance = shape > 2 ? (this.mean * this.mean) / (shape * (shape - 2)) : Infinity
  }

  sample(source: Source): number {
    return this.#min * exp(standardExponential(source) * this.#power)
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.#min * exp(-log1p(-p) * this.#power)
  }
}

/** log(X / min) is exponential with rate `shape`, given that it is below log(max / min). */
class BoundedPareto implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #min: number
  readonly #max: number
  readonly #power: number
  /** The share of the plain Pareto law that lies below `max`. */
  readonly #share: number

  constructor(min: number, shape: number, max: number, text: string) {
    const length = log(max / min)
    this.text = text
    this.#min = min
    this.#max = max
    this.#power = 1 / shape
    this.#share = -expm1(-shape * length)
    const first = this.#moment(shape, length, 1)
    this.mean = min * first
    // A difference of two nearly equal numbers where the law is narrow: right to 1e-15 of its mean squared.
    this.variance = min * min * Math.max(0, this.#moment(shape, length, 2) - first * first)
  }

  sample(source: Source): number {
    return this.#at(uniform53(source))
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.#at(p)
  }

  #at(p: number): number {
    return Math.min(this.#max, this.#min * exp(-log1p(-p * this.#share) * this.#power))
  }

  /** E[(X / min)^k], the integral of shape e^((k - shape) y) over [0, length] by the share. */
  #moment(shape: number, length: number, k: number): number {
    const growth = (k - shape) * length
    const factor = growth === 0 ? 1 : expm1(growth) / growth
    return (shape * length * factor) / this.#share
  }
}
