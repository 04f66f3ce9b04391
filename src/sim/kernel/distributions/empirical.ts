import { buildAlias, sampleAlias } from '../alias.ts'
import type { Distribution } from '../distribution.ts'
import { requireAtLeast, requireProbability } from '../parameters.ts'
import type { Source } from '../source.ts'

/** Up to so many values are spelt out in `text`. */
const TEXT_VALUES_MAX = 20

/**
 * Exactly the given values (at least 0), each with probability in proportion to its weight (at least 0, by default all
 * equal). Nothing is interpolated. Throws `RangeError` when there is no value, no positive weight, or a weight missing.
 */
export function empirical(values: readonly number[], weights?: readonly number[], text?: string): Distribution {
  if (values.length === 0) throw new RangeError('an empirical law needs at least one value')
  if (weights !== undefined && weights.length !== values.length) {
    throw new RangeError(`weights must be as many as values, got ${weights.length} for ${values.length}`)
  }
  for (const value of values) requireAtLeast('value', value, 0)
  for (const weight of weights ?? []) requireAtLeast('weight', weight, 0)
  const points = values.map((value, i) => ({ value, weight: weights?.[i] ?? 1 })).filter(({ weight }) => weight > 0)
  if (points.length === 0) throw new RangeError('at least one weight must be above 0')
  return new Empirical(points, text ?? textOf(values, weights))
}

function textOf(values: readonly number[], weights: readonly number[] | undefined): string {
  if (values.length > TEXT_VALUES_MAX) return `empirical(${values.length} values)`
  return `empirical(${values.map((value, i) => (weights ? `${value}*${weights[i]}` : `${value}`)).join(', ')})`
}

class Empirical implements Distribution {
  readonly text: string
  readonly mean: number
  readonly variance: number
  readonly #values: Float64Array
  /** Weight of the values up to and with this one. */
  readonly #cumulative: Float64Array
  readonly #cuts: Float64Array
  readonly #aliases: Uint32Array

  constructor(points: readonly { value: number; weight: number }[], text: string) {
    const sorted = points.toSorted((a, b) => a.value - b.value)
    const weights = Float64Array.from(sorted, ({ weight }) => weight)
    const total = sum(weights, (weight) => weight)
    this.text = text
    this.#values = Float64Array.from(sorted, ({ value }) => value)
    this.#cumulative = runningSums(weights)
    const mean = sum(weights, (weight, i) => weight * this.#value(i)) / total
    this.mean = mean
    this.variance = sum(weights, (weight, i) => weight * (this.#value(i) - mean) * (this.#value(i) - mean)) / total
    const { cuts, aliases } = buildAlias(weights)
    this.#cuts = cuts
    this.#aliases = aliases
  }

  sample(source: Source): number {
    return this.#value(sampleAlias(this.#cuts, this.#aliases, source))
  }

  quantile(p: number): number {
    requireProbability(p)
    const last = this.#values.length - 1
    const total = this.#cumulative[last] ?? 0
    let low = 0
    let high = last
    while (low < high) {
      const middle = (low + high) >>> 1
      // Divided, not multiplied: 7 of 100 is then the double that a user writes as 0.07.
      if ((this.#cumulative[middle] ?? 0) / total >= p) high = middle
      else low = middle + 1
    }
    return this.#value(low)
  }

  #value(i: number): number {
    return this.#values[i] ?? 0
  }
}

function runningSums(weights: Float64Array): Float64Array {
  let total = 0
  return weights.map((weight) => {
    total += weight
    return total
  })
}

function sum(weights: Float64Array, term: (weight: number, i: number) => number): number {
  let total = 0
  weights.forEach((weight, i) => {
    total += term(weight, i)
  })
  return total
}
