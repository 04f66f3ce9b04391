import type { Distribution } from './distribution.ts'
import { invariant } from './invariant.ts'
import type { Source } from './source.ts'

/**
 * A count, or a size in bytes: an integer in [0, 2^53 - 1]. Halves are rounded up, larger samples cut down to the
 * maximum.
 */
export function sampleCount(distribution: Distribution, source: Source): number {
  const value = distribution.sample(source)
  invariant(value >= 0, 'a distribution gave a negative value or none')
  return value < Number.MAX_SAFE_INTEGER ? Math.round(value) : Number.MAX_SAFE_INTEGER
}
