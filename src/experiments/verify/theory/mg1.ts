import type { Law } from './law.ts'

/** The stationary figures of M/G/1, first come first served. Times in the unit of the service law. */
export interface Mg1 {
  readonly utilisation: number
  readonly meanWait: number
  readonly meanSojourn: number
  readonly number: number
  /** Quantiles of wait and sojourn, p in [0, 0.9999], to about 0.1 %. */
  waitQuantile(p: number): number
  sojournQuantile(p: number): number
}

const CELLS = 6000

/**
 * M/G/1: Poisson arrivals at `arrivalRate` (per unit of time of the law), one server, load below 1. The mean by
 * Pollaczek and Khinchine; the wait is a geometric sum of residual services, summed on a lattice by the renewal
 * recursion of Panjer. Sources: Kleinrock, Queueing Systems vol. 1 (1975), sections 5.6 and 5.7; Panjer 1981.
 */
export function mg1(arrivalRate: number, service: Law): Mg1 {
  const rho = arrivalRate * service.mean
  const meanWait = (rho * service.mean * (1 + service.scv)) / (2 * (1 - rho))
  let lattice: Lattice | undefined
  const laws = (): Lattice => {
    lattice ??= onLattice(rho, service, meanWait + service.mean)
    return lattice
  }
  return {
    utilisation: rho,
    meanWait,
    meanSojourn: meanWait + service.mean,
    number: arrivalRate * (meanWait + service.mean),
    waitQuantile: (p) => (p <= 1 - rho ? 0 : latticeQuantile(laws().wait, p, laws().step)),
    sojournQuantile: (p) => latticeQuantile(laws().sojourn, p, laws().step),
  }
}

interface Lattice {
  readonly step: number
  /** Probability of each lattice point 0, step, 2 step, … */
  readonly wait: Float64Array
  readonly sojourn: Float64Array
}

/** Widens the lattice until it holds 99.99 % of the sojourn. */
function onLattice(rho: number, service: Law, scale: number): Lattice {
  for (let width = 16 * scale; ; width *= 2) {
    const step = width / CELLS
    const wait = compoundGeometric(
      rho,
      cells((x) => service.limitedMean(x) / service.mean, step),
    )
    const sojourn = convolve(
      wait,
      cells((x) => service.cdf(x), step),
    )
    if (sojourn.reduce((sum, mass) => sum + mass, 0) > 0.99995) return { step, wait, sojourn }
  }
}

/** The mass of a law in the cells around the lattice points. */
function cells(cdf: (x: number) => number, step: number): Float64Array {
  const masses = new Float64Array(CELLS)
  let before = 0
  for (let k = 0; k < CELLS; k += 1) {
    const upTo = cdf((k + 0.5) * step)
    masses[k] = upTo - before
    before = upTo
  }
  return masses
}

/** The law of a sum of N terms, P(N = n) = (1 - rho) rho^n. */
function compoundGeometric(rho: number, term: Float64Array): Float64Array {
  const law = new Float64Array(CELLS)
  const scale = 1 / (1 - rho * (term[0] ?? 0))
  law[0] = (1 - rho) * scale
  for (let k = 1; k < CELLS; k += 1) {
    let mass = 0
    for (let i = 1; i <= k; i += 1) mass += (term[i] ?? 0) * (law[k - i] ?? 0)
    law[k] = rho * mass * scale
  }
  return law
}

function convolve(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(CELLS)
  for (let k = 0; k < CELLS; k += 1) {
    let mass = 0
    for (let i = 0; i <= k; i += 1) mass += (a[i] ?? 0) * (b[k - i] ?? 0)
    result[k] = mass
  }
  return result
}

/** The point where the law's mass, spread evenly over each cell, reaches p. */
function latticeQuantile(masses: Float64Array, p: number, step: number): number {
  let before = 0
  for (let k = 0; k < masses.length; k += 1) {
    const mass = masses[k] ?? 0
    if (before + mass >= p) return Math.max(0, (k - 0.5 + (p - before) / mass) * step)
    before += mass
  }
  throw new RangeError(`latticeQuantile: ${p} lies beyond the lattice`)
}
