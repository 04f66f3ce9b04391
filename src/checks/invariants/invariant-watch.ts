import type { ConvergenceSummary } from '../../metrics/consistency/consistency-summary.ts'
import type { BusinessFact } from '../../sim/business-fact.ts'
import type { DataFact } from '../../sim/data-fact.ts'
import type { MessageFact } from '../../sim/message-fact.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { StoryEvent } from './story-event.ts'

/** Watches one invariant during a run. */
export interface InvariantWatch {
  observed?(fact: DataFact): void
  messaged?(fact: MessageFact): void
  transacted?(fact: BusinessFact): void
  /** An episode of a fault has begun … */
  struck?(at: number): void
  /** … and has ended. */
  healed?(at: number): void
  /** The verdict, at the end of the run. */
  report(end: WatchEnd): InvariantReport
}

/** What is known when a run has ended. */
export interface WatchEnd {
  /** ns. */
  readonly at: number
  /** By record; `null` where no fault has ended. */
  readonly convergence: readonly (ConvergenceSummary | null)[]
  /** Whether nothing was under way any more. */
  readonly atRest: boolean
}

/** A report from what was counted. */
export function reportOf(
  evaluated: number,
  violations: number,
  { reason = null, story = [] }: { readonly reason?: string | null; readonly story?: readonly StoryEvent[] } = {},
): InvariantReport {
  const verdict = violations > 0 ? 'fail' : evaluated === 0 ? 'inconclusive' : 'pass'
  const why = reason ?? (verdict === 'inconclusive' ? 'it was never evaluated' : null)
  return { verdict, evaluated, violations, reason: why, story }
}
