import type { FaultReport } from '../metrics/faults/fault-report.ts'
import { describeFaults, judgeFaults, type ReplicationFaults } from '../metrics/faults/replication-faults.ts'
import type { BusinessCourses } from '../metrics/faults/run-course.ts'
import type { Plan } from '../sim/plan.ts'
import type { RunEnd } from '../sim/world.ts'
import { type OnceOptions, type Replication, runReplication } from './once.ts'

/** A replication and, of a plan with faults, what they did; judged against the same seed without them, if that ran. */
export interface JudgedRun extends Replication {
  /** `null` of a plan without faults. */
  readonly faults: ReplicationFaults | null
  /**
   * The data, messages and business transactions of the same seed without the faults; `null` of a plan without faults
   * or without any, or without a control.
   */
  readonly withoutFaults: Pick<Replication, 'consistency' | 'messages' | 'transactions'> | null
}

/** Faults are judged in windows of one second (in ns), or so many windows where the load is shorter or longer. */
const SECOND = 1e9
const WINDOWS_MIN = 60
const WINDOWS_MAX = 600

/**
 * Runs one replication. When the plan has faults the control runs, too, unless `control` is false: the same plan, seed
 * and replication without them. Only their judgement is kept of it, and of the course over time.
 *
 * @throws SimulationBug as `runReplication`.
 */
export function runWithControl(plan: Plan, options: OnceOptions, control = true): JudgedRun {
  if (plan.faults.length === 0) return { ...runReplication(plan, options), faults: null, withoutFaults: null }
  const course = Math.min(WINDOWS_MAX, Math.max(WINDOWS_MIN, Math.floor(plan.duration / SECOND)))
  const run = runReplication(plan, { ...options, course })
  const reports = faultReports(plan, run.end)
  if (!control) {
    const faults = describeFaults(run.summary, reports, coursesOf(run)) ?? null
    return { ...withoutCourse(run), faults, withoutFaults: null }
  }
  const unharmed = runReplication(withoutFaults(plan), { ...options, course, invariants: [] })
  const courses = { run: coursesOf(run), control: coursesOf(unharmed) }
  const faults = judgeFaults(run.summary, unharmed.summary, reports, courses) ?? null
  const { consistency, messages, transactions } = withoutCourse(unharmed)
  return { ...withoutCourse(run), faults, withoutFaults: { consistency, messages, transactions } }
}

function coursesOf({ messages, transactions }: Replication): BusinessCourses {
  return { messages: messages?.course ?? [], transactions: transactions?.course ?? [] }
}

/** Only the judgement is kept of it. */
function withoutCourse(run: Replication): Replication {
  const { summary, messages, transactions } = run
  return {
    ...run,
    summary: { ...summary, course: null },
    messages: messages && { ...messages, course: null },
    transactions: transactions && { ...transactions, course: null },
  }
}

/** The plan of the control run. */
export function withoutFaults(plan: Plan): Plan {
  return plan.faults.length === 0 ? plan : { ...plan, faults: [], heal: Number.POSITIVE_INFINITY }
}

/** What the world says of each fault of the plan, in its order; of one that never began it may say nothing. */
function faultReports(plan: Plan, end: RunEnd): FaultReport[] {
  const { faults } = end
  return plan.faults.map(
    ({ id, kind }) => faults.find((report) => report.id === id) ?? { id, kind, episodes: [], bites: 0 },
  )
}
