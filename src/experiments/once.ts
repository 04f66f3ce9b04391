import { Recorder } from '../metrics/recorder.ts'
import type { RunSummary } from '../metrics/run-summary.ts'
import type { Plan } from '../sim/plan.ts'
import { createWorld, type RunEnd } from '../sim/world.ts'

export interface OnceOptions {
  /** In canonical form. */
  readonly seed: string
  /** Counted from 0. */
  readonly replication: number
  /** End of the warm-up, ns; at least 0 and below the plan's duration. */
  readonly from: number
  /** Windows that the load is divided into for courses over time; default: as many as the recorder thinks right. */
  readonly windows?: number
}

/** One replication: what was seen, and how it ended. */
export interface Replication {
  readonly summary: RunSummary
  readonly end: RunEnd
}

/** Runs one replication of a plan. The same arguments give the same answer to the last bit, wherever it runs. */
export function runReplication(plan: Plan, options: OnceOptions): Replication {
  const world = createWorld(plan, { seed: options.seed, replication: options.replication })
  const recorder = new Recorder(world.catalogue, {
    from: options.from,
    to: plan.duration,
    ...(options.windows === undefined ? {} : { windows: options.windows }),
  })
  const end = world.run(recorder)
  // A run that drained early was still watched to the end of the load.
  const endedAt = end.status === 'completed' ? Math.max(end.time, plan.duration) : end.time
  return { summary: recorder.summary(endedAt), end }
}
