import type { Distribution } from './distribution.ts'
import { invariant } from './invariant.ts'
import type { Source } from './source.ts'

/**
 * The longest duration, 2^52 ns or 52 days: added to any time of a run that is shorter than that, it still gives an
 * exact integer.
 */
export const DURATION_MAX = 4503599627370496

/**
 * A duration in whole nanoseconds, in [0, DURATION_MAX]. Halves are rounded up. Longer samples, which a heavy tail
 * does give now and then, become DURATION_MAX: after any end of a run either way.
 */
export function sampleDuration(distribution: Distribution, source: Source): number {
  const value = distribution.sample(source)
  invariant(value >= 0, 'a distribution gave a negative value or none')
  return value < DURATION_MAX ? Math.round(value) : DURATION_MAX
}
