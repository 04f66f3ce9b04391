import type { Measure } from './measure.ts'
import type { CaseFigure, Tolerance } from './verify-case.ts'

/** Shorthands with which the cases state their figures. */
export const figure: {
  readonly of: (metric: string, expected: number, tolerance: Tolerance, measure: Measure) => CaseFigure
  readonly relative: (share: number) => Tolerance
  readonly absolute: (amount: number) => Tolerance
  /** A reading in milliseconds. */
  readonly inMs: (measure: Measure) => Measure
  /** One reading minus, or over, another. */
  readonly complement: (measure: Measure) => Measure
  readonly ratio: (above: Measure, below: Measure) => Measure
  readonly times: (factor: number, measure: Measure) => Measure
} = {
  of: (metric, expected, tolerance, measure) => ({ metric, expected, tolerance, measure }),
  relative: (share) => ({ relative: share }),
  absolute: (amount) => ({ absolute: amount }),
  inMs: (measure) => (runs) => measure(runs) * 1000,
  complement: (measure) => (runs) => 1 - measure(runs),
  ratio: (above, below) => (runs) => above(runs) / below(runs),
  times: (factor, measure) => (runs) => factor * measure(runs),
}
