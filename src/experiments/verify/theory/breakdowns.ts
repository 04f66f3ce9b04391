export interface Breakdowns {
  readonly present: number
  readonly meanSojourn: number
  readonly availability: number
}

/**
 * M/M/1 whose server stops at `failureRate` per second, also when idle, and goes on where it was after an exponential
 * repair; the queue stays. L = lambda / (mu A - lambda) (1 + mu f / (f + r)^2). Source: White & Christie 1958.
 */
export function breakdowns(
  arrivalRate: number,
  serviceRate: number,
  failureRate: number,
  repairRate: number,
): Breakdowns {
  const both = failureRate + repairRate
  const availability = repairRate / both
  const spare = serviceRate * availability - arrivalRate
  const present = (arrivalRate / spare) * (1 + (serviceRate * failureRate) / (both * both))
  return { present, meanSojourn: present / arrivalRate, availability }
}
