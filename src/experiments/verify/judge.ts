import type { CaseRuns } from './measure.ts'
import type { CaseFigure, Tolerance } from './verify-case.ts'

export type Verdict = 'pass' | 'fail' | 'inconclusive'

/** One comparison, as plain data. */
export interface FigureResult {
  readonly metric: string
  readonly expected: number
  readonly tolerance: Tolerance
  /** From all replications together. */
  readonly measured: number
  /** 95 % interval of the measured value. */
  readonly low: number
  readonly high: number
  readonly standardError: number
  readonly verdict: Verdict
}

const NORMAL_95 = 1.96
/** Standard errors granted beside the tolerance: a right simulator misses by more in under 1 of 100 figures. */
const STANDARD_ERRORS = 3

/**
 * Compares a figure with what it should be. The standard error comes from the spread of the replications.
 *
 * - pass: |measured - expected| is at most the tolerance plus three standard errors, and the half-width of the 95 %
 *   interval is at most the tolerance, so that the run could have told a difference of that size;
 * - inconclusive: it is near enough, but too noisy to mean something;
 * - fail: otherwise, and when nothing was measured.
 *
 * Of an accepted interval: pass inside it (the 95 % interval being no wider), fail more than three standard errors
 * outside, inconclusive between.
 */
export function judge(figure: CaseFigure, runs: CaseRuns): FigureResult {
  const { metric, expected, tolerance } = figure
  const measured = figure.measure(runs)
  const each = single(runs).map(figure.measure)
  const standardError = standardErrorOf(each)
  const halfWidth = NORMAL_95 * standardError
  return {
    metric,
    expected,
    tolerance,
    measured,
    low: measured - halfWidth,
    high: measured + halfWidth,
    standardError,
    verdict: verdictOf(measured, expected, tolerance, standardError),
  }
}

function verdictOf(measured: number, expected: number, tolerance: Tolerance, standardError: number): Verdict {
  if (!Number.isFinite(measured) || !Number.isFinite(standardError)) return 'fail'
  const halfWidth = NORMAL_95 * standardError
  const slack = STANDARD_ERRORS * standardError
  if ('within' in tolerance) {
    const [low, high] = tolerance.within
    if (measured < low - slack || measured > high + slack) return 'fail'
    return measured >= low && measured <= high && 2 * halfWidth <= high - low ? 'pass' : 'inconclusive'
  }
  const allowed = 'relative' in tolerance ? tolerance.relative * Math.abs(expected) : tolerance.absolute
  if (Math.abs(measured - expected) > allowed + slack) return 'fail'
  return halfWidth <= allowed ? 'pass' : 'inconclusive'
}

/** The replications one by one: the i-th of every variant together. */
function single(runs: CaseRuns): readonly CaseRuns[] {
  const count = Math.min(...[...runs.values()].map((list) => list.length))
  return Array.from(
    { length: count },
    (_, i) => new Map([...runs].map(([variant, list]) => [variant, list.slice(i, i + 1)])),
  )
}

/** Standard error of the mean of independent values. */
function standardErrorOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1) / values.length)
}
