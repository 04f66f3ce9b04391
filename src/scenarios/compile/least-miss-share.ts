import type { KeyLaw } from '../../sim/kernel/keys/key-law.ts'
import type { KeyPlan } from '../../sim/plan.ts'

/** So many keys are added up one by one; the others count as if they were as popular as the last of these. */
const ADDED_UP = 4096

/** The share of look-ups that no cache of so many entries can answer: those of all but the most popular keys. */
export function leastMissShare(key: KeyPlan | null, entries: number): number {
  if (key === null) return 0
  // Where the workloads draw keys of their own, the kindest of them says how few may miss.
  const laws = [key.own, ...key.inputs.flatMap((input) => (input === null ? [] : [input.law]))]
  return laws.reduce((least, law) => Math.min(least, missShare(law, entries)), 1)
}

function missShare(law: KeyLaw, entries: number): number {
  if (entries >= law.count) return 0
  const exact = Math.min(entries, ADDED_UP)
  let kept = 0
  for (let key = 0; key < exact; key += 1) kept += law.probability(key)
  if (entries > exact) kept += (entries - exact) * law.probability(exact)
  return Math.max(0, 1 - kept)
}
