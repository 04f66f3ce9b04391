import type { Law } from './law.ts'
import { bisect } from './numeric/bisect.ts'

/** A call that takes min(X, delay + Y), X and Y of the same law and independent: tried once more after a delay. */
export interface Hedged {
  readonly cdf: (time: number) => number
  /** 0 < p < 1. */
  readonly quantile: (p: number) => number
  /** Share of the calls that are tried once more. */
  readonly extra: number
}

/** P(T > t) = P(X > t) P(X > t - delay). In the unit of the law. */
export function hedged(law: Law, delay: number): Hedged {
  const cdf = (time: number): number => 1 - (1 - law.cdf(time)) * (time < delay ? 1 : 1 - law.cdf(time - delay))
  const quantile = (p: number): number => {
    let most = law.mean
    while (cdf(most) < p) most *= 2
    return bisect(cdf, p, 0, most)
  }
  return { cdf, quantile, extra: 1 - law.cdf(delay) }
}
