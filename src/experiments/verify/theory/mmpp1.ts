import { type LevelChain, solveLevelChain } from './level-chain.ts'
import { matrix } from './numeric/matrix.ts'
import { poissonProbabilities } from './numeric/poisson.ts'
import { quantile } from './numeric/quantile.ts'

/**
 * One state of a modulated Poisson process: `rate` arrivals a second during exponential stays of mean `stay` seconds.
 */
export interface MmppState {
  readonly rate: number
  readonly stay: number
}

/** The stationary figures of MMPP/M/c. Times in seconds. */
export interface Mmpp1 {
  readonly arrivalRate: number
  readonly utilisation: number
  readonly number: number
  readonly meanSojourn: number
  readonly waitProbability: number
  readonly idleProbability: number
  /** Quantile of the sojourn at one server, as arrivals see it. */
  sojournQuantile(p: number): number
}

/**
 * MMPP/M/1: arrivals whose rate moves through `states` in turn (the last is followed by the first), one exponential
 * server; mean load below 1. The chain (number present, state) is cut at `levels`, which must leave no mass above; an
 * arrival that finds n others stays for an Erlang(n + 1) time.
 * Source: Neuts, Matrix-Geometric Solutions in Stochastic Models (1981), section 6.2; here as a finite chain.
 */
export function mmpp1(states: readonly MmppState[], serviceRate: number, levels: number): Mmpp1 {
  const probabilities = solveLevelChain(chainOf(states, serviceRate, levels))
  const cycle = states.reduce((sum, state) => sum + state.stay, 0)
  const arrivalRate = states.reduce((sum, state) => sum + state.rate * state.stay, 0) / cycle
  const mass = (n: number): number => (probabilities[n] ?? []).reduce((sum, value) => sum + value, 0)
  const seen = probabilities.map((level) =>
    level.reduce((sum, value, i) => sum + (value * (states[i]?.rate ?? 0)) / arrivalRate, 0),
  )
  const number = probabilities.reduce((sum, _, n) => sum + n * mass(n), 0)
  const cdf = erlangMixtureCdf(seen, serviceRate)
  return {
    arrivalRate,
    utilisation: arrivalRate / serviceRate,
    number,
    meanSojourn: number / arrivalRate,
    waitProbability: 1 - (seen[0] ?? 0),
    idleProbability: mass(0),
    sojournQuantile: (p) => quantile(cdf, p, number / arrivalRate),
  }
}

/** P(T <= t) where T is an Erlang(n + 1) time with probability `weights[n]`: so many of the services are over by t. */
function erlangMixtureCdf(weights: readonly number[], rate: number): (t: number) => number {
  const below = [0]
  for (const weight of weights) below.push((below.at(-1) ?? 0) + weight)
  return (t) => {
    const over = poissonProbabilities(rate * t, Math.ceil(rate * t + 12 * Math.sqrt(rate * t) + 40))
    return over.reduce((sum, p, services) => sum + p * (below[Math.min(services, weights.length)] ?? 0), 0)
  }
}

function chainOf(states: readonly MmppState[], serviceRate: number, levels: number): LevelChain {
  const n = states.length
  const diagonal = (value: (i: number) => number): number[][] =>
    matrix.zero(n, n).map((row, i) => row.map((_, j) => (i === j ? value(i) : 0)))
  const arrivals = diagonal((i) => states[i]?.rate ?? 0)
  const services = diagonal(() => serviceRate)
  const moves = matrix.zero(n, n)
  states.forEach((state, i) => {
    const row = moves[i] ?? []
    row[(i + 1) % n] = 1 / state.stay
  })
  return { levels, up: () => arrivals, down: () => services, local: () => moves }
}
