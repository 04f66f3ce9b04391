import { birthDeath } from './birth-death.ts'
import { sum } from './numeric/sum.ts'

/** The stationary figures of a finite queue; means and waits are those of accepted requests. Times in seconds. */
export interface Mmck {
  readonly blocking: number
  readonly throughput: number
  readonly number: number
  readonly waiting: number
  readonly meanSojourn: number
  readonly meanWait: number
  readonly utilisation: number
  /** Probability that n requests are present, n = 0 … capacity. */
  readonly probabilities: readonly number[]
}

/**
 * M/M/c/K: at most `capacity` requests in service and waiting together, further ones are refused. Any load.
 * Source: Kleinrock, Queueing Systems vol. 1 (1975), section 3.7.
 */
export function mmck(arrivalRate: number, serviceRate: number, servers: number, capacity: number): Mmck {
  const probabilities = birthDeath(
    capacity,
    () => arrivalRate,
    (n) => Math.min(n, servers) * serviceRate,
  )
  const at = (n: number): number => probabilities[n] ?? 0
  const blocking = at(capacity)
  const throughput = arrivalRate * (1 - blocking)
  const number = sum(1, capacity, (n) => n * at(n))
  const waiting = sum(servers + 1, capacity, (n) => (n - servers) * at(n))
  return {
    blocking,
    throughput,
    number,
    waiting,
    meanSojourn: number / throughput,
    meanWait: waiting / throughput,
    utilisation: throughput / (servers * serviceRate),
    probabilities,
  }
}
