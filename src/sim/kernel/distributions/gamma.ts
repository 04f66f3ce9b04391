import type { Distribution } from '../distribution.ts'
import { exp, log } from '../dmath.ts'
import { CV_MOST, requirePositive, requireWithin } from '../parameters.ts'
import { type Source, uniform53 } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'
import { standardNormal } from '../standard-normal.ts'
import { constant } from './constant.ts'

/**
 * The gamma law by its mean (above 0) and coefficient of variation (in [0, 1e6]): shape 1 / cv², scale mean · cv².
 * With cv 0 it is a constant.
 */
export function gamma(mean: number, cv: number, text?: string): Distribution {
  requirePositive('mean', mean)
  requireWithin('cv', cv, 0, CV_MOST)
  const form = text ?? `gamma(mean=${mean}, cv=${cv})`
  const shape = 1 / (cv * cv)
  return shape === Infinity ? constant(mean, form) : new Gamma(shape, mean, form)
}

/** G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000) 363–372. */
export class Gamma implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #scale: number
  /** 1 / shape where the shape is below 1, otherwise 0. */
  readonly #boost: number
  readonly #d: number
  readonly #c: number

  /** `shape` and `mean` above 0. */
  constructor(shape: number, mean: number, text: string) {
    this.text = text
    this.mean = mean
    this.variance = (mean * mean) / shape
    this.#scale = mean / shape
    this.#boost = shape < 1 ? 1 / shape : 0
    this.#d = (shape < 1 ? shape + 1 : shape) - 1 / 3
    this.#c = 1 / Math.sqrt(9 * this.#d)
  }

  sample(source: Source): number {
    const value = this.#scale * this.#standard(source)
    // gamma(a) is gamma(a + 1) · U^(1/a), and -log U is exponential.
    return this.#boost === 0 ? value : value * exp(-standardExponential(source) * this.#boost)
  }

  quantile(): undefined {
    return undefined
  }

  #standard(source: Source): number {
    for (;;) {
      const x = standardNormal(source)
      const root = 1 + this.#c * x
      if (root <= 0) continue
      const cube = root * root * root
      const u = 1 - uniform53(source)
      const square = x * x
      if (u < 1 - 0.0331 * square * square) return this.#d * cube
      if (log(u) < 0.5 * square + this.#d * (1 - cube + log(cube))) return this.#d * cube
    }
  }
}
