import { bisect } from './bisect.ts'

/**
 * The least x >= 0 with cdf(x) >= p, for p in [0, 1) and a law on [0, infinity). `scale` is any positive guess of the
 * order of magnitude; the search doubles it until it holds the quantile.
 */
export function quantile(cdf: (x: number) => number, p: number, scale: number): number {
  if (cdf(0) >= p) return 0
  let high = scale
  while (cdf(high) < p) high *= 2
  return bisect(cdf, p, 0, high)
}
