import type { Distribution } from '../distribution.ts'
import { normalCdf, normalDensity, normalQuantile } from '../dmath/normal.ts'
import { requireAtLeast, requirePositive, requireProbability } from '../parameters.ts'
import type { Source } from '../source.ts'
import { standardNormal } from '../standard-normal.ts'

/**
 * The normal law with `mean` (at least 0) and standard deviation `sd` (above 0), truncated at 0: values below 0 are
 * drawn again. The law's own `mean` and `variance` are those after the truncation, so its mean lies a little above
 * `mean`.
 */
export function normal(mean: number, sd: number, text?: string): Distribution {
  requireAtLeast('mean', mean, 0)
  requirePositive('sd', sd)
  return new TruncatedNormal(mean, sd, text ?? `normal(mean=${mean}, sd=${sd})`)
}

class TruncatedNormal implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #center: number
  readonly #sd: number
  /** What the untruncated law has below and above 0. */
  readonly #cut: number
  readonly #kept: number

  constructor(center: number, sd: number, text: string) {
    const height = center / sd
    this.text = text
    this.#center = center
    this.#sd = sd
    this.#cut = normalCdf(-height)
    this.#kept = normalCdf(height)
    // N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1 (1994), section 13.10.1.
    const hazard = normalDensity(height) / this.#kept
    this.mean = center + sd * hazard
    this.variance = sd * sd * (1 - hazard * (height + hazard))
  }

  sample(source: Source): number {
    for (;;) {
      const value = this.#center + this.#sd * standardNormal(source)
      if (value >= 0) return value
    }
  }

  quantile(p: number): number {
    requireProbability(p)
    const below = this.#cut + p * this.#kept
    // From the nearer end, where a probability keeps its digits.
    const z = below < 0.5 ? normalQuantile(below) : -normalQuantile((1 - p) * this.#kept)
    return Math.max(0, this.#center + this.#sd * z)
  }
}
