import type { Distribution } from '../distribution.ts'
import { requirePositive } from '../parameters.ts'
import { type Source, uniform53 } from '../source.ts'

/** One law of a mixture and how often it is taken. */
export interface MixturePart {
  /** Above 0; the weights of all parts need not add up to 1. */
  readonly weight: number
  readonly law: Distribution
}

/** One of several laws, taken with probability in proportion to its weight. */
export function mixture(parts: readonly MixturePart[], text?: string): Distribution {
  if (parts.length === 0) throw new RangeError('a mixture needs at least one part')
  for (const { weight } of parts) requirePositive('weight', weight)
  return new Mixture(parts, text ?? `mixture(${parts.map(({ weight, law }) => `${weight}: ${law.text}`).join(', ')})`)
}

class Mixture implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #laws: readonly Distribution[]
  /** Share of the parts up to and with this one; the last is never compared. */
  readonly #cumulative: Float64Array

  constructor(parts: readonly MixturePart[], text: string) {
    let total = 0
    for (const { weight } of parts) total += weight
    let mean = 0
    for (const { weight, law } of parts) mean += (weight / total) * law.mean
    let variance = 0
    for (const { weight, law } of parts) {
      const off = law.mean - mean
      variance += (weight / total) * (law.variance + off * off)
    }
    this.text = text
    this.mean = mean
    // Infinity - Infinity above is NaN: the variance of a law without a mean.
    this.variance = mean === Infinity ? Infinity : variance
    this.#laws = parts.map(({ law }) => law)
    let reached = 0
    this.#cumulative = Float64Array.from(parts, ({ weight }) => {
      reached += weight
      return reached / total
    })
  }

  sample(source: Source): number {
    const u = uniform53(source)
    let i = 0
    while (i < this.#laws.length - 1 && u >= (this.#cumulative[i] ?? 1)) i++
    return this.#laws[i]?.sample(source) ?? 0
  }

  quantile(): undefined {
    return undefined
  }
}
