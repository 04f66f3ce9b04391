import { pathHash } from '../../kernel/draws.ts'

/** Where a key lies among 2^32 places: an integer in [0, 2^32), the same in every run. */
export function keyHash(key: number): number {
  return pathHash(key, 0, 0) >>> 0
}
