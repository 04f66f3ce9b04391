import { logFactorial } from './log-factorial.ts'

/** P(X = k) for X ~ Poisson(mean), k = 0 … upTo. */
export function poissonProbabilities(mean: number, upTo: number): Float64Array {
  const probabilities = new Float64Array(upTo + 1)
  for (let k = 0; k <= upTo; k += 1) {
    probabilities[k] = mean === 0 ? (k === 0 ? 1 : 0) : Math.exp(k * Math.log(mean) - mean - logFactorial(k))
  }
  return probabilities
}

/** P(X <= k) for X ~ Poisson(mean); 0 for k < 0. */
export function poissonCdf(mean: number, k: number): number {
  if (k < 0) return 0
  let sum = 0
  for (const probability of poissonProbabilities(mean, k)) sum += probability
  return Math.min(1, sum)
}

/** The least k with P(X <= k) >= p, X ~ Poisson(mean). */
export function poissonQuantile(mean: number, p: number): number {
  let k = 0
  while (poissonCdf(mean, k) < p) k += 1
  return k
}
