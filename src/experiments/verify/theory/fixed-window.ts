import { poissonProbabilities } from './numeric/poisson.ts'
import { sum } from './numeric/sum.ts'

/**
 * A limiter that lets the first `limit` requests of each window of `window` seconds in; Poisson arrivals at `rate` per
 * second.
 */
export function fixedWindow(rate: number, window: number, limit: number): { readonly acceptProbability: number } {
  const offered = rate * window
  const probabilities = poissonProbabilities(offered, limit)
  const beyond = sum(0, limit, (n) => (limit - n) * (probabilities[n] ?? 0))
  return { acceptProbability: (limit - beyond) / offered }
}
