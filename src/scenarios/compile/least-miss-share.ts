import type { KeyLaw } from '../../sim/kernel/keys/key-law.ts'

/** So many keys are added up one by one; the others count as if they were as popular as the last of these. */
const ADDED_UP = 4096

/** The share of look-ups that no cache of so many entries can answer: those of all but the most popular keys. */
export function leastMissShare(law: KeyLaw | null, entries: number): number {
  if (law === null || entries >= law.count) return 0
  const exact = Math.min(entries, ADDED_UP)
  let kept = 0
  for (let key = 0; key < exact; key += 1) kept += law.probability(key)
  if (entries > exact) kept += (entries - exact) * law.probability(exact)
  return Math.max(0, 1 - kept)
}
