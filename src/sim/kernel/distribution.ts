import type { Source } from './source.ts'

/**
 * A law of a random quantity. The unit is the caller's: the compiled scenario uses nanoseconds for durations, bytes for
 * sizes, plain counts for repetitions.
 */
export interface Distribution {
  /** The call form that parses back to this law, for example `exp(5ms)`; for people only. */
  readonly text: string
  /** Exact mean; `Infinity` where it does not exist (a Pareto law with shape at most 1). */
  readonly mean: number
  /** Exact variance; `Infinity` where it does not exist. */
  readonly variance: number
  /** One value. Never negative, never `NaN`; draws only from `source`. */
  sample(source: Source): number
  /** The least x with P(X <= x) >= p, for p in [0, 1); `undefined` where no closed form is known. */
  quantile(p: number): number | undefined
}
