import type { PickPlan } from '../fault-plan.ts'
import type { Source } from '../kernel/source.ts'
import { uniformInteger } from '../kernel/uniform-integer.ts'

/** A pick that does not say who it is. */
export type DrawnPlan = Exclude<PickPlan, { kind: 'numbers' | 'leader' }>

/**
 * Draws who of `count` candidates is hit; returns their positions, ascending. `minority` is the largest number below a
 * half (nobody of one or two), `majority` the smallest above it; a share is rounded, halves up, to at least one. Draws
 * nothing where everybody or nobody is hit.
 */
export function pick(plan: DrawnPlan, count: number, source: Source): readonly number[] {
  const wanted = Math.min(count, howMany(plan, count))
  const all = Array.from({ length: count }, (_, i) => i)
  if (wanted === count) return all
  // A shuffle that stops when enough have been drawn.
  for (let i = 0; i < wanted; i++) {
    const j = i + uniformInteger(source, count - i)
    const drawn = all[j] as number
    all[j] = all[i] as number
    all[i] = drawn
  }
  return all.slice(0, wanted).sort((a, b) => a - b)
}

function howMany(plan: DrawnPlan, count: number): number {
  switch (plan.kind) {
    case 'all':
      return count
    case 'one':
      return 1
    case 'minority':
      return Math.max(0, Math.ceil(count / 2) - 1)
    case 'majority':
      return Math.floor(count / 2) + 1
    case 'count':
      return plan.count
    case 'share':
      return Math.max(1, Math.floor(plan.share * count + 0.5))
  }
}
