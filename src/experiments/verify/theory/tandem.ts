import { hypoexponentialCdf } from './numeric/hypoexponential.ts'
import { quantile } from './numeric/quantile.ts'

/** The end-to-end sojourn of a tandem. Times in seconds. */
export interface Tandem {
  readonly meanSojourn: number
  sojournQuantile(p: number): number
  /** The sum of the stations' own quantiles, which is not the quantile of the sum. */
  sumOfQuantiles(p: number): number
}

/**
 * M/M/1 stations in series: the sojourns of one request are independent and exponential with rates mu - lambda.
 * Sources: Reich 1957; Jackson 1957; Kleinrock, Queueing Systems vol. 1 (1975), section 4.8.
 */
export function tandem(arrivalRate: number, serviceRates: readonly number[]): Tandem {
  const spares = serviceRates.map((rate) => rate - arrivalRate)
  const meanSojourn = spares.reduce((sum, spare) => sum + 1 / spare, 0)
  const cdf = hypoexponentialCdf(spares)
  return {
    meanSojourn,
    sojournQuantile: (p) => quantile(cdf, p, meanSojourn),
    sumOfQuantiles: (p) => -Math.log1p(-p) * meanSojourn,
  }
}
