import { judgeConservation } from '../checks/conservation.ts'
import type { InvariantReport } from '../checks/invariants/invariant-report.ts'
import type { InvariantRule } from '../checks/invariants/invariant-rule.ts'
import type { LawJudgement } from '../checks/law.ts'
import type { ConsistencySummary } from '../metrics/consistency/consistency-summary.ts'
import type { MessageSummary } from '../metrics/messages/message-summary.ts'
import { Recorder } from '../metrics/recorder.ts'
import type { RunSummary } from '../metrics/run-summary.ts'
import type { TransactionSummary } from '../metrics/transactions/transaction-summary.ts'
import { SimulationBug } from '../sim/kernel/invariant.ts'
import { type Plan, StepKind } from '../sim/plan.ts'
import { createWorld, type RunEnd } from '../sim/world.ts'
import { type SeenViolation, violationsOf } from './process-violations.ts'
import { RunWatch } from './run-watch.ts'

export interface OnceOptions {
  /** In canonical form. */
  readonly seed: string
  /** Counted from 0. */
  readonly replication: number
  /** End of the warm-up, ns; at least 0 and below the plan's duration. */
  readonly from: number
  /** Windows that the load is divided into for courses over time; default: as many as the recorder thinks right. */
  readonly windows?: number
  /** Windows of a finer course, kept for whoever judges faults; default: none is. */
  readonly course?: number
  /** Invariants of the data that are watched; default: none. */
  readonly invariants?: readonly InvariantRule[]
}

/** One replication: what was seen, how it ended, and the laws that it kept. */
export interface Replication {
  readonly summary: RunSummary
  readonly end: RunEnd
  readonly laws: readonly LawJudgement[]
  /** What was seen of the data; `null` of a plan without stores that keep any. */
  readonly consistency: ConsistencySummary | null
  /** What was seen of messages; `null` of a plan without events. */
  readonly messages: MessageSummary | null
  /** What was seen of business transactions; `null` of a plan without them and without effects that are told. */
  readonly transactions: TransactionSummary | null
  /** In the order of the invariants. */
  readonly invariants: readonly InvariantReport[]
  /** Invariants of processes that did not hold. */
  readonly violations: readonly SeenViolation[]
}

/**
 * Runs one replication of a plan. The same arguments give the same answer to the last bit, wherever it runs.
 *
 * @throws SimulationBug when a conservation law does not hold: then no figure of the run can be trusted.
 */
export function runReplication(plan: Plan, options: OnceOptions): Replication {
  const world = createWorld(plan, { seed: options.seed, replication: options.replication })
  const recorder = new Recorder(world.catalogue, {
    from: options.from,
    to: plan.duration,
    ...(options.windows === undefined ? {} : { windows: options.windows }),
    ...(options.course === undefined ? {} : { course: options.course }),
  })
  const watch = new RunWatch(plan, options)
  const end = world.run(recorder, watch.observer)
  // A run that drained early was still watched to the end of the load.
  const endedAt = end.status === 'completed' ? Math.max(end.time, plan.duration) : end.time
  const summary = recorder.summary(endedAt, plan.drain > 0)
  const laws = judgeConservation(summary, { unfinished: end.inFlight, answersEarly: answersEarly(plan) })
  const broken = laws.find(({ ok }) => !ok)
  if (broken !== undefined) {
    const message = `the law "${broken.name}" does not hold: ${broken.breach}`
    throw new SimulationBug(message, { time: end.time, fingerprint: end.fingerprint })
  }
  const violations = violationsOf(world.processes())
  return { summary, end, laws, violations, ...watch.end(endedAt, end) }
}

function answersEarly(plan: Plan): boolean {
  return plan.programs.some(({ steps }) => steps.some(({ kind }) => kind === StepKind.respond))
}
