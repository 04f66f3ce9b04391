import type { Distribution } from '../distribution.ts'
import { requireInteger, requirePositive } from '../parameters.ts'
import type { Source } from '../source.ts'
import { standardExponential } from '../standard-exponential.ts'
import { Gamma } from './gamma.ts'

/** From this many phases on, the rejection method of the gamma law is faster than adding up (measured). */
const GAMMA_FROM = 4

/** The sum of `phases` (an integer, at least 1) exponential values of equal mean; `mean` is that of the sum. */
export function erlang(phases: number, mean: number, text?: string): Distribution {
  requireInteger('phases', phases, 1, 1_000_000_000)
  requirePositive('mean', mean)
  const form = text ?? `erlang(${phases}, ${mean})`
  return phases < GAMMA_FROM ? new Erlang(phases, mean, form) : new Gamma(phases, mean, form)
}

class Erlang implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #phases: number
  readonly #scale: number

  constructor(phases: number, mean: number, text: string) {
    this.text = text
    this.mean = mean
    this.variance = (mean * mean) / phases
    this.#phases = phases
    this.#scale = mean / phases
  }

  sample(source: Source): number {
    let sum = 0
    for (let i = 0; i < this.#phases; i++) sum += standardExponential(source)
    return this.#scale * sum
  }

  quantile(): undefined {
    return undefined
  }
}
