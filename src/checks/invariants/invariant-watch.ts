import type { ConvergenceSummary } from '../../metrics/consistency/consistency-summary.ts'
import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import type { DataFact } from '../../sim/data-fact.ts'
import type { InvariantReport } from './invariant-report.ts'

/** Watches one invariant during a run. */
export interface InvariantWatch {
  observed?(fact: DataFact): void
  /** The verdict, at the end of the run. */
  report(end: WatchEnd): InvariantReport
}

/** What is known when a run has ended. */
export interface WatchEnd {
  /** ns. */
  readonly at: number
  /** By record; `null` where no fault has ended. */
  readonly convergence: readonly (ConvergenceSummary | null)[]
}

/** A report from what was counted. */
export function reportOf(
  evaluated: number,
  violations: number,
  { reason = null, story = [] }: { readonly reason?: string | null; readonly story?: readonly DataEvent[] } = {},
): InvariantReport {
  const verdict = violations > 0 ? 'fail' : evaluated === 0 ? 'inconclusive' : 'pass'
  const why = reason ?? (verdict === 'inconclusive' ? 'it was never evaluated' : null)
  return { verdict, evaluated, violations, reason: why, story }
}
