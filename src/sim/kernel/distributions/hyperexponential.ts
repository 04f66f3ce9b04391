import type { Distribution } from '../distribution.ts'
import { CV_MOST, requirePositive, requireWithin } from '../parameters.ts'
import { type Source, uniform53 } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'

/**
 * Either of two exponential laws, by mean (above 0) and coefficient of variation (in [1, 1e6]). Of the many such laws
 * the one with balanced means: both branches carry half of the mean (W. Whitt, Operations Research 30 (1982)
 * 125–147).
 */
export function hyperexponential(mean: number, cv: number, text?: string): Distribution {
  requirePositive('mean', mean)
  requireWithin('cv', cv, 1, CV_MOST)
  return new Hyperexponential(mean, cv, text ?? `hyperexp(mean=${mean}, cv=${cv})`)
}

class Hyperexponential implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #share: number
  readonly #short: number
  readonly #long: number

  constructor(mean: number, cv: number, text: string) {
    const square = cv * cv
    this.text = text
    this.mean = mean
    this.variance = mean * mean * square
    this.#share = 0.5 * (1 + Math.sqrt((square - 1) / (square + 1)))
    this.#short = mean / (2 * this.#share)
    // 2 (1 - share) without its cancellation: share (1 - share) is 1 / (2 (cv² + 1)).
    this.#long = mean * this.#share * (square + 1)
  }

  sample(source: Source): number {
    return (uniform53(source) < this.#share ? this.#short : this.#long) * standardExponential(source)
  }

  quantile(): undefined {
    return undefined
  }
}
