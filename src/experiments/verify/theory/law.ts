/** A law of a non-negative quantity, as the formulas need it; written apart from the simulator's own distributions. */
export interface Law {
  readonly mean: number
  /** Squared coefficient of variation: variance over squared mean. */
  readonly scv: number
  /** P(X <= x). */
  cdf(x: number): number
  /** E[min(X, x)], x >= 0; over the mean it is the distribution function of a residual. */
  limitedMean(x: number): number
}
