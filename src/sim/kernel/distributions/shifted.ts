import type { Distribution } from '../distribution.ts'
import { requireAtLeast } from '../parameters.ts'
import type { Source } from '../source.ts'

/** `law` plus the constant `by`, at least 0. */
export function shifted(law: Distribution, by: number, text?: string): Distribution {
  requireAtLeast('shift', by, 0)
  return new Shifted(law, by, text ?? `shift(${law.text}, ${by})`)
}

class Shifted implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #law: Distribution
  readonly #by: number

  constructor(law: Distribution, by: number, text: string) {
    this.text = text
    this.mean = law.mean + by
    this.variance = law.variance
    this.#law = law
    this.#by = by
  }

  sample(source: Source): number {
    return this.#law.sample(source) + this.#by
  }

  quantile(p: number): number | undefined {
    const value = this.#law.quantile(p)
    return value === undefined ? undefined : value + this.#by
  }
}
