import { poissonProbabilities } from './poisson.ts'

/**
 * The distribution function of a sum of independent exponential times with the given rates (equal ones allowed), by
 * uniformisation: a chain of stages moves at the epochs of a Poisson process of the largest rate.
 * Source: Jensen 1953; Neuts, Matrix-Geometric Solutions (1981), chapter 2.
 */
export function hypoexponentialCdf(rates: readonly number[]): (t: number) => number {
  const clock = Math.max(...rates)
  return (t) => {
    if (t <= 0) return 0
    const epochs = Math.ceil(clock * t + 12 * Math.sqrt(clock * t) + 40)
    const weights = poissonProbabilities(clock * t, epochs)
    let stages = [1, ...rates.slice(1).map(() => 0)]
    let unfinished = 0
    for (const weight of weights) {
      unfinished += weight * stages.reduce((sum, value) => sum + value, 0)
      stages = advance(stages, rates, clock)
    }
    return Math.min(1, Math.max(0, 1 - unfinished))
  }
}

function advance(stages: readonly number[], rates: readonly number[], clock: number): number[] {
  const moving = stages.map((value, i) => (value * (rates[i] ?? 0)) / clock)
  return stages.map((value, i) => value - (moving[i] ?? 0) + (moving[i - 1] ?? 0))
}
