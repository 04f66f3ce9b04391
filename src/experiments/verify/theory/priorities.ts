export interface PriorityClass {
  readonly meanWait: number
  readonly meanSojourn: number
}

/**
 * M/M/1 that serves the most important waiting class first and interrupts nobody; classes in the order of importance,
 * stable together. Source: Cobham 1954.
 */
export function priorities(arrivalRates: readonly number[], serviceRate: number): readonly PriorityClass[] {
  const residual = arrivalRates.reduce((sum, rate) => sum + rate, 0) / (serviceRate * serviceRate)
  let before = 0
  return arrivalRates.map((rate) => {
    const upTo = before + rate / serviceRate
    const meanWait = residual / ((1 - before) * (1 - upTo))
    before = upTo
    return { meanWait, meanSojourn: meanWait + 1 / serviceRate }
  })
}
