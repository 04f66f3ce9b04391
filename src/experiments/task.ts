import type { InvariantRule } from '../checks/invariants/invariant-rule.ts'
import { WARM_UP_WINDOWS, type WarmUp, warmUpOf } from '../metrics/warm-up.ts'
import type { NamedInvariant } from '../scenarios/expectation.ts'
import { SimulationBug } from '../sim/kernel/invariant.ts'
import type { Plan } from '../sim/plan.ts'
import { invariantRules, type ScenarioFunctions } from './invariant-rules.ts'
import { runReplication } from './once.ts'
import type { BugPlace } from './replication-bug.ts'
import { type JudgedRun, runWithControl, withoutFaults } from './with-control.ts'

/** A piece of work for this thread or another: plain data. */
export interface Task {
  /** `pilot`: watch a replication for its warm-up; `replication`: measure it. */
  readonly kind: 'pilot' | 'replication'
  readonly variant: string
  /** In canonical form. */
  readonly seed: string
  /** Counted from 0. */
  readonly replication: number
  /** End of the warm-up, ns. */
  readonly from: number
  /** Windows that the load is divided into for courses over time; default: as many as the recorder thinks right. */
  readonly windows?: number
  /** Whether a replication with faults is compared with one without them; default true. */
  readonly control?: boolean
  /** Invariants of the data that are watched in a replication; default: none. */
  readonly invariants?: readonly NamedInvariant[]
}

/** What became of a task: plain data. A bug is an answer, so that it is not mistaken for a worker that died. */
export type TaskAnswer =
  | { readonly kind: 'pilot'; readonly warmUp: WarmUp }
  | { readonly kind: 'replication'; readonly replication: JudgedRun }
  | { readonly kind: 'bug'; readonly message: string; readonly stack?: string; readonly place: BugPlace }

/** Does a task with the plan of its variant. */
export function performTask(plan: Plan, task: Task, functions: ScenarioFunctions = new Map()): TaskAnswer {
  try {
    const { invariants = [], ...options } = task
    return task.kind === 'pilot'
      ? { kind: 'pilot', warmUp: runPilot(plan, options) }
      : { kind: 'replication', replication: judgedRun(plan, options, invariantRules(invariants, plan, functions)) }
  } catch (error) {
    return bugAnswer(error, task)
  }
}

function judgedRun(plan: Plan, options: Omit<Task, 'invariants'>, invariants: readonly InvariantRule[]): JudgedRun {
  return runWithControl(plan, { ...options, invariants }, options.control)
}

/** Without faults: what a fault unsettles is no warm-up. */
function runPilot(plan: Plan, task: Omit<Task, 'invariants'>): WarmUp {
  return warmUpOf([runReplication(withoutFaults(plan), { ...task, from: 0, windows: WARM_UP_WINDOWS }).summary])
}

function bugAnswer(error: unknown, task: Task): TaskAnswer {
  const place: BugPlace = {
    seed: task.seed,
    variant: task.variant,
    replication: task.replication,
    ...(error instanceof SimulationBug
      ? {
          ...(error.time === undefined ? {} : { time: error.time }),
          ...(error.component === undefined ? {} : { component: error.component }),
          ...(error.fingerprint === undefined ? {} : { fingerprint: error.fingerprint }),
        }
      : {}),
  }
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error), place }
  return {
    kind: 'bug',
    message: error.message,
    place,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  }
}
