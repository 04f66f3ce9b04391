import { logFactorial } from './log-factorial.ts'

/** P(X >= k) for X ~ Binomial(n, p), summed from the smaller side. */
export function binomialUpperTail(n: number, k: number, p: number): number {
  if (k <= 0 || p >= 1) return 1
  if (k > n || p <= 0) return 0
  let sum = 0
  for (let j = k; j <= n; j += 1) sum += binomialProbability(n, j, p)
  return Math.min(1, sum)
}

function binomialProbability(n: number, k: number, p: number): number {
  const ways = logFactorial(n) - logFactorial(k) - logFactorial(n - k)
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p))
}
