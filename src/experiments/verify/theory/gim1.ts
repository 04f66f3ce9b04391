import { bisect } from './numeric/bisect.ts'

/** The stationary figures of GI/M/1, first come first served, as arrivals see them. Times in seconds. */
export interface Gim1 {
  readonly utilisation: number
  /** The root sigma in (0, 1): also the probability that an arrival has to wait. */
  readonly waitProbability: number
  readonly meanWait: number
  readonly meanSojourn: number
  waitQuantile(p: number): number
  sojournQuantile(p: number): number
}

/**
 * GI/M/1: independent gaps between arrivals with Laplace–Stieltjes transform `gaps(s)`, one exponential server.
 * sigma = gaps(serviceRate (1 - sigma)); the sojourn is exponential with rate serviceRate (1 - sigma).
 * Source: Kleinrock, Queueing Systems vol. 1 (1975), section 6.4.
 */
export function gim1(gaps: (s: number) => number, arrivalRate: number, serviceRate: number): Gim1 {
  // sigma - gaps(…) is -0 at 1 and convex-shaped below: negative just under the root, positive between root and 1.
  const excess = (sigma: number): number => sigma - gaps(serviceRate * (1 - sigma))
  let high = 1
  for (let gap = 1e-9; gap < 1; gap *= 2) {
    if (excess(1 - gap) <= 0) break
    high = 1 - gap
  }
  const sigma = bisect(excess, 0, 0, high)
  const rate = serviceRate * (1 - sigma)
  return {
    utilisation: arrivalRate / serviceRate,
    waitProbability: sigma,
    meanWait: sigma / rate,
    meanSojourn: 1 / rate,
    waitQuantile: (p) => (p <= 1 - sigma ? 0 : Math.log(sigma / (1 - p)) / rate),
    sojournQuantile: (p) => -Math.log1p(-p) / rate,
  }
}
