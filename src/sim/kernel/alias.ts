import { type Source, uniform53 } from './source.ts'

/** Tables of the alias method: column i gives i below its cut, its alias above. */
export interface AliasTables {
  readonly cuts: Float64Array
  readonly aliases: Uint32Array
}

/**
 * Tables for drawing i with probability in proportion to `weights[i]` at a cost that does not depend on their number
 * (A. J. Walker 1977, in the form of M. D. Vose, IEEE Trans. Software Engineering 17 (1991) 972–975). Weights at
 * least 0, their sum above 0.
 */
export function buildAlias(weights: Float64Array): AliasTables {
  const n = weights.length
  let total = 0
  for (const weight of weights) total += weight
  const rest = weights.map((weight) => (weight / total) * n)
  const cuts = new Float64Array(n).fill(1)
  const aliases = Uint32Array.from(weights, (_, i) => i)
  const small: number[] = []
  const large: number[] = []
  for (let i = 0; i < n; i++) ((rest[i] ?? 0) < 1 ? small : large).push(i)
  for (let i = small.pop(), j = large.pop(); i !== undefined && j !== undefined; i = small.pop()) {
    const share = rest[i] ?? 0
    cuts[i] = share
    aliases[i] = j
    const left = (rest[j] ?? 0) - (1 - share)
    rest[j] = left
    if (left < 1) {
      small.push(j)
      j = large.pop()
    }
  }
  return { cuts, aliases }
}

/** An index drawn from tables of `buildAlias`; takes two words. */
export function sampleAlias(cuts: Float64Array, aliases: Uint32Array, source: Source): number {
  const place = uniform53(source) * cuts.length
  const column = Math.floor(place)
  return place - column < (cuts[column] ?? 1) ? column : (aliases[column] ?? column)
}
