import { poissonProbabilities } from './numeric/poisson.ts'
import { sum } from './numeric/sum.ts'

/** A finite queue with constant service. */
export interface Md1k {
  readonly blocking: number
  readonly throughput: number
  readonly utilisation: number
}

/**
 * M/D/1/K: one server that takes exactly `service` seconds, at most `capacity` requests present, further ones refused;
 * any load. By the chain embedded at departures. It is also the token bucket: a bucket of K tokens refilled at
 * 1 / service a second accepts exactly when fewer than K services are outstanding.
 * Source: Gross & Harris, Fundamentals of Queueing Theory, section 5.1 (finite M/G/1).
 */
export function md1k(arrivalRate: number, service: number, capacity: number): Md1k {
  const load = arrivalRate * service
  const arrivals = poissonProbabilities(load, capacity)
  const more = (k: number): number => 1 - sum(0, k, (j) => arrivals[j] ?? 0)
  // Weights of the number left behind by a departure, 0 … capacity - 1: as many cross from n to n + 1 as come back.
  const weights = [1]
  for (let n = 0; n + 1 < capacity; n += 1) {
    const up = more(n) * (weights[0] ?? 0) + sum(1, n, (i) => more(n - i + 1) * (weights[i] ?? 0))
    weights.push(up / (arrivals[0] ?? 1))
  }
  const total = weights.reduce((all, weight) => all + weight, 0)
  const emptyAfterDeparture = (weights[0] ?? 0) / total
  const blocking = 1 - 1 / (emptyAfterDeparture + load)
  return { blocking, throughput: arrivalRate * (1 - blocking), utilisation: load * (1 - blocking) }
}
