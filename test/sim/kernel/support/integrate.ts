/** Nodes and weights of Gauss–Legendre quadrature with 8 points on [-1, 1] (NIST DLMF table 3.5.2). */
const RULE: readonly (readonly [node: number, weight: number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
]

function panel(f: (x: number) => number, from: number, to: number): number {
  const middle = (from + to) / 2
  const half = (to - from) / 2
  return (
    half * RULE.reduce((sum, [node, weight]) => sum + weight * (f(middle - half * node) + f(middle + half * node)), 0)
  )
}

/** The integral of f over [0, 1], for an f that may rise steeply at both ends and bend at the given places. */
export function integrateUnit(f: (p: number) => number, bends: readonly number[] = []): number {
  const edges = [0, 1, ...bends]
  // Not closer to 1: there the doubles are too far apart to be the places of a quadrature.
  for (let k = 1; k <= 40; k++) edges.push(0.5 ** k, 1 - 0.5 ** k)
  return integrateBetween(f, edges)
}

/** The integral of f from 0 to Infinity, for an f that is negligible beyond 2^20. */
export function integrateHalfLine(f: (x: number) => number, bends: readonly number[] = []): number {
  const edges = [0, ...bends]
  for (let k = -160; k <= 80; k++) edges.push(2 ** (k / 4))
  return integrateBetween(f, edges)
}

function integrateBetween(f: (x: number) => number, edges: readonly number[]): number {
  const sorted = [...new Set(edges)].toSorted((a, b) => a - b)
  return sorted.reduce((sum, edge, i) => (i === 0 ? 0 : sum + panel(f, sorted[i - 1] ?? 0, edge)), 0)
}
