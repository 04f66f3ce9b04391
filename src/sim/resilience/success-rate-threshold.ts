/** What Envoy compares success rates with; all in percent. */
export interface SuccessRateThreshold {
  readonly mean: number
  /** Of the population. */
  readonly deviation: number
  /** mean - factor * deviation: hosts strictly below are outliers. */
  readonly threshold: number
}

/** The threshold for hosts with these success rates (percent, at least one). */
export function successRateThreshold(rates: readonly number[], factor: number): SuccessRateThreshold {
  let sum = 0
  for (const rate of rates) sum += rate
  const mean = sum / rates.length
  let squares = 0
  for (const rate of rates) squares += (rate - mean) * (rate - mean)
  const deviation = Math.sqrt(squares / rates.length)
  return { mean, deviation, threshold: mean - factor * deviation }
}
