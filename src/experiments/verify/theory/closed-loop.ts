import { birthDeath } from './birth-death.ts'
import { poissonCdf } from './numeric/poisson.ts'
import { quantile } from './numeric/quantile.ts'
import { sum } from './numeric/sum.ts'

/** A closed loop of users and one station. Times in seconds. */
export interface ClosedLoop {
  readonly throughput: number
  readonly meanResponse: number
  readonly utilisation: number
  /** Mean number of users at the station. */
  readonly number: number
  /** Users at which the two asymptotes cross, and the asymptotes: most throughput and least response. */
  readonly saturation: number
  readonly throughputBound: number
  readonly responseBound: number
  responseQuantile(p: number): number
}

/**
 * M/M/c//N, the machine repairman: `users` users think for `think` seconds on average (any law), then wait for an
 * answer from `servers` first-come first-served servers of exponential mean `service`. A request finds the station as
 * it would be with one user fewer. Sources: Scherr 1967; Sevcik & Mitrani 1981 (arrival theorem); Lazowska et al.,
 * Quantitative System Performance (1984).
 */
export function closedLoop(users: number, think: number, service: number, servers: number): ClosedLoop {
  const law = (population: number): readonly number[] =>
    birthDeath(
      population,
      (n) => (population - n) / think,
      (n) => Math.min(n, servers) / service,
    )
  const present = law(users)
  const busy = sum(1, users, (n) => Math.min(n, servers) * (present[n] ?? 0))
  const number = sum(1, users, (n) => n * (present[n] ?? 0))
  const throughput = busy / service
  const seen = law(users - 1)
  const cdf = (t: number): number => seen.reduce((all, p, n) => all + p * sojournCdf(t, n, service, servers), 0)
  return {
    throughput,
    meanResponse: number / throughput,
    utilisation: busy / servers,
    number,
    saturation: (servers * (think + service)) / service,
    throughputBound: servers / service,
    responseBound: service,
    responseQuantile: (p) => quantile(cdf, p, number / throughput),
  }
}

/** P(sojourn <= t) of a request that finds n others: an Erlang wait of n - c + 1 departures, then a service. */
function sojournCdf(t: number, found: number, service: number, servers: number): number {
  const departures = Math.max(0, found - servers + 1)
  const ratio = servers === 1 ? 0 : servers / (servers - 1)
  const fast = (servers * t) / service
  if (servers === 1) return 1 - poissonCdf(fast, departures)
  // P(Erlang(k, c m) + Exp(m) > t): the wait alone exceeds t, or the service started within t outlasts it.
  const slow = ((servers - 1) * t) / service
  const outlasts = Math.pow(ratio, departures) * Math.exp(-t / service) * (1 - poissonCdf(slow, departures - 1))
  return 1 - poissonCdf(fast, departures - 1) - outlasts
}
