import { powerSum } from '../dmath/power-sum.ts'
import { exp, expm1, log, log1p, pow } from '../dmath.ts'
import { requireAtLeast, requireInteger } from '../parameters.ts'
import { type Source, uniform53 } from '../source.ts'
import type { KeyLaw } from './key-law.ts'

/**
 * Zipf's law over `count` keys (an integer in [1, 2^40]): key k (from 0) has probability in proportion to (k +
 * 1)^-exponent; exponent 0 is uniform, 1 is the classical law.
 */
export function zipf(exponent: number, count: number, text?: string): KeyLaw {
  requireAtLeast('exponent', exponent, 0)
  requireInteger('count', count, 1, 1099511627776)
  return new Zipf(exponent, count, text ?? `zipf(${exponent})`)
}

/**
 * W. Hörmann, G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM
 * Trans. Modeling and Computer Simulation 6 (1996) 169–184: inverts the integral of x^-s, accepts nearly always,
 * keeps no table.
 */
class Zipf implements KeyLaw {
  readonly text: string
  readonly count: number
  readonly #exponent: number
  readonly #total: number
  /** The integral at both ends of the hat. */
  readonly #first: number
  readonly #last: number
  /** A rank so little above the inverted point is accepted at once. */
  readonly #squeeze: number

  constructor(exponent: number, count: number, text: string) {
    this.text = text
    this.count = count
    this.#exponent = exponent
    this.#total = powerSum(count, exponent)
    this.#first = this.#integral(1.5) - 1
    this.#last = this.#integral(count + 0.5)
    this.#squeeze = 2 - this.#inverse(this.#integral(2.5) - pow(2, -exponent))
  }

  sample(source: Source): number {
    for (;;) {
      const u = this.#last + uniform53(source) * (this.#first - this.#last)
      const x = this.#inverse(u)
      const rank = Math.min(this.count, Math.max(1, Math.floor(x + 0.5)))
      if (rank - x <= this.#squeeze || u >= this.#integral(rank + 0.5) - pow(rank, -this.#exponent)) return rank - 1
    }
  }

  probability(key: number): number {
    requireInteger('key', key, 0, this.count - 1)
    return pow(key + 1, -this.#exponent) / this.#total
  }

  /** The integral of t^-s from 1 to x, (x^(1 - s) - 1) / (1 - s), and log(x) where s is 1 or nearly. */
  #integral(x: number): number {
    const length = log(x)
    const power = (1 - this.#exponent) * length
    return power === 0 ? length : (length * expm1(power)) / power
  }

  #inverse(integral: number): number {
    // Rounding may carry the argument past -1, where the integral has its limit.
    const power = Math.max(-1, integral * (1 - this.#exponent))
    return power === 0 ? exp(integral) : exp((integral * log1p(power)) / power)
  }
}
