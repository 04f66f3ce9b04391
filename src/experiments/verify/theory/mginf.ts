import { poissonQuantile } from './numeric/poisson.ts'

/** The number present with servers without end. */
export interface MgInf {
  readonly mean: number
  readonly variance: number
  /** The least n with P(number present <= n) >= p. */
  quantile(p: number): number
}

/**
 * M/G/inf: every request is served at once; the number present is Poisson with mean arrivalRate times meanService for
 * any service law. Source: Kleinrock, Queueing Systems vol. 1 (1975), section 3.4 and problem 5.22.
 */
export function mginf(arrivalRate: number, meanService: number): MgInf {
  const mean = arrivalRate * meanService
  return { mean, variance: mean, quantile: (p) => poissonQuantile(mean, p) }
}
