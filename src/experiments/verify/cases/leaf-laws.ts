import type { Law } from '../theory/law.ts'
import { laws } from '../theory/laws.ts'

/** The law of one call to a leaf, in ms, and the same as the scenario language writes it. */
export interface LeafLaw {
  readonly title: string
  readonly text: string
  readonly law: Law
}

export const TWO_SPEED_LEAF: LeafLaw = {
  title: 'Leaf 95 % exp(5 ms), 5 % exp(100 ms)',
  text: 'mixture(95%: exp(5ms), 5%: exp(100ms))',
  law: laws.mixture([
    { share: 95, law: laws.exponential(5) },
    { share: 5, law: laws.exponential(100) },
  ]),
}

/** Points of a tail that is a straight line between them on doubly logarithmic paper: milliseconds, P(leaf > x). */
const BIGTABLE_TAIL: readonly (readonly [x: number, above: number])[] = [
  [1, 1],
  [10, 0.02],
  [69, 0.00101663],
  [1800, 1.0005e-6],
  [20000, 1.0005e-10],
]

/** Such a tail is a mixture of Pareto laws, each cut to its stretch. */
function stretches(points: typeof BIGTABLE_TAIL): { share: number; low: number; high: number; shape: number }[] {
  return points.slice(0, -1).map(([low, above], i) => {
    const [high, below] = points[i + 1] ?? [low, above]
    const shape = Math.log(above / below) / Math.log(high / low)
    return { share: above - below, low, high, shape }
  })
}

/** Calibrated so that the published figures of a hedged BigTable are exact (Dean & Barroso, CACM 56(2) 2013). */
export const BIGTABLE_LEAF: LeafLaw = {
  title: 'BigTable leaf (log-log linear tail)',
  text: `mixture(${stretches(BIGTABLE_TAIL)
    .map(({ share, low, high, shape }) => `${percent(share)}: pareto(min=${low}ms, shape=${shape}, max=${high}ms)`)
    .join(', ')})`,
  law: laws.mixture(
    stretches(BIGTABLE_TAIL).map(({ share, low, high, shape }) => ({
      share,
      law: laws.boundedPareto(low, high, shape),
    })),
  ),
}

function percent(share: number): string {
  return `${(100 * share).toFixed(10)}%`
}
