import { mm1 } from './mm1.ts'
import { poissonProbabilities } from './numeric/poisson.ts'
import { quantile } from './numeric/quantile.ts'

/** The stationary figures of M/M/1, last come first served, no interruption. Times in seconds. */
export interface Mm1Lifo {
  readonly meanSojourn: number
  readonly meanWait: number
  readonly waitVariance: number
  readonly waitProbability: number
  waitCdf(t: number): number
  waitQuantile(p: number): number
}

/**
 * M/M/1 with the waiting room a stack. Means are those of first come first served; a wait is 0 or, with probability
 * rho, a whole busy period, so its second moment is 1 / (1 - rho) times larger. Source: Cooper, Introduction to
 * Queueing Theory (1981), section 5.15; busy period: Kleinrock vol. 1, section 5.8.
 */
export function mm1Lifo(arrivalRate: number, serviceRate: number): Mm1Lifo {
  const queue = mm1(arrivalRate, serviceRate)
  const rho = queue.utilisation
  const spare = serviceRate - arrivalRate
  const secondMoment = (2 * rho) / (spare * spare) / (1 - rho)
  const busy = busyPeriodCdf(arrivalRate, serviceRate)
  return {
    meanSojourn: queue.meanSojourn,
    meanWait: queue.meanWait,
    waitVariance: secondMoment - queue.meanWait * queue.meanWait,
    waitProbability: rho,
    waitCdf: (t) => 1 - rho * (1 - busy(t)),
    waitQuantile: (p) => (p <= 1 - rho ? 0 : quantile(busy, 1 - (1 - p) / rho, queue.meanSojourn)),
  }
}

/**
 * P(busy period of M/M/1 <= t). Arrivals and services of a busy period are the epochs of one Poisson process of rate
 * arrivalRate + serviceRate; a busy period of n services has 2 n - 1 of them, and n has the ballot law.
 */
function busyPeriodCdf(arrivalRate: number, serviceRate: number): (t: number) => number {
  const clock = arrivalRate + serviceRate
  const served = servedCdf(arrivalRate / serviceRate)
  return (t) => {
    if (t <= 0) return 0
    const mean = clock * t
    const weights = poissonProbabilities(mean, Math.ceil(mean + 12 * Math.sqrt(mean) + 40))
    return weights.reduce((sum, weight, epochs) => sum + weight * served(Math.floor((epochs + 1) / 2)), 0)
  }
}

/**
 * P(a busy period serves at most n): the n-th is the last with probability C(2n - 2, n - 1) / n r^(n-1) / (1 +
 * r)^(2n-1).
 */
function servedCdf(rho: number): (n: number) => number {
  const cumulative = [0]
  let probability = 1 / (1 + rho)
  return (n) => {
    for (let k = cumulative.length; k <= n; k += 1) {
      cumulative.push((cumulative[k - 1] ?? 0) + probability)
      probability *= ((4 * k - 2) / (k + 1)) * (rho / ((1 + rho) * (1 + rho)))
    }
    return cumulative[n] ?? 0
  }
}
