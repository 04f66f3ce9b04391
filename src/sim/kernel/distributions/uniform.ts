import type { Distribution } from '../distribution.ts'
import { requireAtLeast, requireProbability } from '../parameters.ts'
import { type Source, uniform53 } from '../source.ts'

/**
 * Equally likely everywhere between `low` and `high`; `low` at least 0, `high` at least `low` (equal: always that
 * value).
 */
export function uniform(low: number, high: number, text?: string): Distribution {
  requireAtLeast('low', low, 0)
  requireAtLeast('high', high, low)
  return new Uniform(low, high, text ?? `uniform(${low}, ${high})`)
}

class Uniform implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #low: number
  readonly #width: number

  constructor(low: number, high: number, text: string) {
    this.text = text
    this.#low = low
    this.#width = high - low
    this.mean = low + this.#width / 2
    this.variance = (this.#width * this.#width) / 12
  }

  sample(source: Source): number {
    return this.#low + uniform53(source) * this.#width
  }

  quantile(p: number): number {
    requireProbability(p)
    return this.#low + p * this.#width
  }
}
