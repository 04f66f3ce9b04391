/** The stationary figures of M/M/1, first come first served. Times in seconds. */
export interface Mm1 {
  readonly utilisation: number
  /** Time averages of the number in the system, of those waiting, and the variance of the number in the system. */
  readonly number: number
  readonly waiting: number
  readonly numberVariance: number
  readonly meanSojourn: number
  readonly meanWait: number
  readonly busyPeriodMean: number
  readonly busyPeriodVariance: number
  sojournQuantile(p: number): number
  waitQuantile(p: number): number
  /** P(number in the system >= n). */
  atLeast(n: number): number
}

/**
 * M/M/1: Poisson arrivals, one exponential server, rates per second, arrivalRate < serviceRate. The sojourn is
 * exponential with rate serviceRate - arrivalRate; the wait is that with probability rho and 0 otherwise.
 * Source: Kleinrock, Queueing Systems vol. 1 (1975), sections 3.2 and 5.8–5.12.
 */
export function mm1(arrivalRate: number, serviceRate: number): Mm1 {
  const rho = arrivalRate / serviceRate
  const spare = serviceRate - arrivalRate
  return {
    utilisation: rho,
    number: rho / (1 - rho),
    waiting: (rho * rho) / (1 - rho),
    numberVariance: rho / ((1 - rho) * (1 - rho)),
    meanSojourn: 1 / spare,
    meanWait: rho / spare,
    busyPeriodMean: 1 / spare,
    busyPeriodVariance: (1 + rho) / (serviceRate * serviceRate * Math.pow(1 - rho, 3)),
    sojournQuantile: (p) => -Math.log1p(-p) / spare,
    waitQuantile: (p) => (p <= 1 - rho ? 0 : Math.log(rho / (1 - p)) / spare),
    atLeast: (n) => Math.pow(rho, n),
  }
}
