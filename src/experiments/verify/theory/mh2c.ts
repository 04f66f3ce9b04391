import type { HyperexponentialLaw } from './laws.ts'
import { solveLevelChain } from './level-chain.ts'
import { matrix } from './numeric/matrix.ts'

/** The stationary figures of M/H2/c, first come first served. Times in the unit of the service law. */
export interface Mh2c {
  readonly utilisation: number
  readonly waitProbability: number
  readonly waiting: number
  readonly meanWait: number
  readonly meanSojourn: number
}

/**
 * M/H2/c: Poisson arrivals, `servers` servers, services from a mixture of two exponential laws; load below 1. The state
 * is (number present, services of the first kind under way), cut where the tail no longer matters.
 * Source: Markov chain; see level-chain.ts.
 */
export function mh2c(arrivalRate: number, service: HyperexponentialLaw, servers: number): Mh2c {
  const rho = (arrivalRate * service.mean) / servers
  const levels = 60 * servers + Math.ceil((40 * (1 + service.scv)) / (1 - rho))
  const probabilities = solveLevelChain(chainOf(arrivalRate, service, servers, levels))
  const mass = (n: number): number => (probabilities[n] ?? []).reduce((sum, value) => sum + value, 0)
  let waiting = 0
  let waitProbability = 0
  for (let n = servers; n <= levels; n += 1) {
    waiting += (n - servers) * mass(n)
    waitProbability += mass(n)
  }
  const meanWait = waiting / arrivalRate
  return { utilisation: rho, waitProbability, waiting, meanWait, meanSojourn: meanWait + service.mean }
}

function chainOf(arrivalRate: number, service: HyperexponentialLaw, servers: number, levels: number) {
  const [fast, slow] = service.rates
  const kinds = (n: number): number => Math.min(n, servers) + 1
  return {
    levels,
    /** An arrival that finds a free server starts; one that waits changes nothing but the level. */
    up: (n: number) => {
      const block = matrix.zero(kinds(n), kinds(n + 1))
      block.forEach((row, k) => {
        if (n >= servers) row[k] = arrivalRate
        else {
          row[k] = arrivalRate * (1 - service.share)
          row[k + 1] = arrivalRate * service.share
        }
      })
      return block
    },
    /** A departure; if someone waits, the next service starts and is of the first kind with probability `share`. */
    down: (n: number) => {
      const block = matrix.zero(kinds(n), kinds(n - 1))
      const busy = Math.min(n, servers)
      block.forEach((row, k) => {
        const put = (to: number, rate: number): void => {
          if (rate > 0) row[to] = (row[to] ?? 0) + rate
        }
        const [first, second] = [k * fast, (busy - k) * slow]
        const refill = n > servers ? service.share : 0
        put(k - 1, first * (1 - refill))
        put(k, first * refill)
        put(k, second * (1 - refill))
        put(k + 1, second * refill)
      })
      return block
    },
    local: (n: number) => matrix.zero(kinds(n), kinds(n)),
  }
}
