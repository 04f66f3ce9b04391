import { mm1 } from './mm1.ts'
import { sum } from './numeric/sum.ts'

/**
 * Mean response of fork-join queues: every job sends one task to each of `branches` parallel M/M/1 and is done with its
 * last. Two branches are exact; for more, Nelson & Tantawi scale the two-branch result and stay within 5 % up to 32
 * branches. Sources: Flatto & Hahn 1984; Nelson & Tantawi 1988.
 */
export const forkJoinQueue: {
  readonly two: (arrivalRate: number, serviceRate: number) => number
  readonly nelsonTantawi: (branches: number, arrivalRate: number, serviceRate: number) => number
} = { two, nelsonTantawi }

function two(arrivalRate: number, serviceRate: number): number {
  const { utilisation, meanSojourn } = mm1(arrivalRate, serviceRate)
  return ((12 - utilisation) / 8) * meanSojourn
}

function nelsonTantawi(branches: number, arrivalRate: number, serviceRate: number): number {
  const rho = arrivalRate / serviceRate
  const harmonic = (n: number): number => sum(1, n, (k) => 1 / k)
  const growth = harmonic(branches) / harmonic(2)
  return (growth + (4 / 11) * (1 - growth) * rho) * two(arrivalRate, serviceRate)
}
