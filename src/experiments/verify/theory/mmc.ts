import { erlangB } from './erlang-b.ts'
import { quantile } from './numeric/quantile.ts'

/** The stationary figures of M/M/c, first come first served. Times in seconds. */
export interface Mmc {
  readonly utilisation: number
  /** Erlang C: the probability that an arrival has to wait. */
  readonly waitProbability: number
  readonly waiting: number
  readonly number: number
  readonly meanWait: number
  readonly meanSojourn: number
  waitQuantile(p: number): number
  sojournQuantile(p: number): number
}

/**
 * M/M/c: Poisson arrivals at `arrivalRate`, `servers` exponential servers of `serviceRate` each (per second), less load
 * than capacity. The wait is 0, or with probability C exponential with the spare rate; the sojourn is its sum with an
 * independent service. Source: Kleinrock, Queueing Systems vol. 1 (1975), section 3.5.
 */
export function mmc(arrivalRate: number, serviceRate: number, servers: number): Mmc {
  const rho = arrivalRate / (servers * serviceRate)
  const { blocking } = erlangB(arrivalRate / serviceRate, servers)
  const waitProbability = blocking / (1 - rho * (1 - blocking))
  const spare = servers * serviceRate - arrivalRate
  const meanWait = waitProbability / spare
  const survival = (t: number): number => sojournSurvival(t, waitProbability, spare, serviceRate)
  return {
    utilisation: rho,
    waitProbability,
    waiting: arrivalRate * meanWait,
    number: arrivalRate * (meanWait + 1 / serviceRate),
    meanWait,
    meanSojourn: meanWait + 1 / serviceRate,
    waitQuantile: (p) => (p <= 1 - waitProbability ? 0 : Math.log(waitProbability / (1 - p)) / spare),
    sojournQuantile: (p) => quantile((t) => 1 - survival(t), p, 1 / serviceRate),
  }
}

/** P(wait + service > t); where the two rates agree the sum is an Erlang-2. */
function sojournSurvival(t: number, waitProbability: number, spare: number, serviceRate: number): number {
  const service = Math.exp(-serviceRate * t)
  const gap = serviceRate - spare
  const longer =
    Math.abs(gap) < 1e-9 * serviceRate
      ? (1 + serviceRate * t) * service
      : (serviceRate * Math.exp(-spare * t) - spare * service) / gap
  return (1 - waitProbability) * service + waitProbability * longer
}
