import { birthDeath } from './birth-death.ts'

/** A queue whose waiting requests give up after an exponential time. */
export interface ErlangA {
  readonly abandonProbability: number
  readonly waitProbability: number
  /** Mean number waiting, and present. */
  readonly waiting: number
  readonly present: number
  readonly throughput: number
  readonly utilisation: number
  /** Mean wait of all, those who gave up included. */
  readonly meanWait: number
}

/**
 * M/M/c+M: each waiting request leaves at rate `impatience`, never in service. Any load. Birth-death, cut off where
 * more is out of reach. Source: Palm; Garnett, Mandelbaum, Reiman 2002.
 */
export function erlangA(arrivalRate: number, serviceRate: number, servers: number, impatience: number): ErlangA {
  const states = servers + Math.ceil((40 * (arrivalRate + servers * serviceRate)) / impatience) + 200
  const p = birthDeath(
    states,
    () => arrivalRate,
    (n) => Math.min(n, servers) * serviceRate + Math.max(0, n - servers) * impatience,
  )
  const mean = (of: (n: number) => number): number => p.reduce((sum, probability, n) => sum + probability * of(n), 0)
  const waiting = mean((n) => Math.max(0, n - servers))
  const busy = mean((n) => Math.min(n, servers))
  return {
    abandonProbability: (impatience * waiting) / arrivalRate,
    waitProbability: mean((n) => (n >= servers ? 1 : 0)),
    waiting,
    present: waiting + busy,
    throughput: busy * serviceRate,
    utilisation: busy / servers,
    meanWait: waiting / arrivalRate,
  }
}
