/** Shares of a circle on which each of n members has V points at random: Dirichlet spacings. */
export const hashRing: {
  /** Standard deviation of a member's share over its mean: of Beta(V, (n - 1) V). */
  readonly deviation: (members: number, points: number) => number
  /** Expected largest of the shares where each member has one point: harmonic(n) / n. */
  readonly largestOfOne: (members: number) => number
} = { deviation, largestOfOne }

function deviation(members: number, points: number): number {
  return Math.sqrt((members - 1) / (members * points + 1))
}

function largestOfOne(members: number): number {
  let sum = 0
  for (let k = 1; k <= members; k++) sum += 1 / k
  return sum / members
}
