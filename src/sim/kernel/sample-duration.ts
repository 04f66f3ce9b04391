import type { Distribution } from './distribution.ts'
import { invariant } from './invariant.ts'
import type { Source } from './source.ts'

/** One duration in whole nanoseconds, rounded half up; at least 0 and below 2^53. */
export function sampleDuration(distribution: Distribution, source: Source): number {
  const duration = Math.floor(distribution.sample(source) + 0.5)
  invariant(duration >= 0 && duration <= Number.MAX_SAFE_INTEGER, 'a duration left the range of the clock')
  return duration
}
