import type { Distribution } from '../distribution.ts'
import { requireAtLeast } from '../parameters.ts'
import type { Source } from '../source.ts'
import { constant } from './constant.ts'

/** `law` times the constant `factor`, at least 0; a factor of 0 gives always 0. */
export function scaled(law: Distribution, factor: number, text?: string): Distribution {
  requireAtLeast('factor', factor, 0)
  const form = text ?? `scale(${law.text}, ${factor})`
  // 0 times an infinite mean has no value; 0 times every sample has.
  return factor === 0 ? constant(0, form) : new Scaled(law, factor, form)
}

class Scaled implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #law: Distribution
  readonly #factor: number

  constructor(law: Distribution, factor: number, text: string) {
    this.text = text
    this.mean = law.mean * factor
    this.variance = law.variance * factor * factor
    this.#law = law
    this.#factor = factor
  }

  sample(source: Source): number {
    return this.#law.sample(source) * this.#factor
  }

  quantile(p: number): number | undefined {
    const value = this.#law.quantile(p)
    return value === undefined ? undefined : value * this.#factor
  }
}
