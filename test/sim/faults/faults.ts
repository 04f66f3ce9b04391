import type {
  FaultEffect,
  FaultPlan,
  FaultSchedule,
  InstanceTargets,
  PathTargets,
  PickPlan,
} from '../../../src/sim/fault-plan.ts'
import type { PlanIndex } from '../world/plans.ts'

const FOREVER = Number.POSITIVE_INFINITY

/** The whole time unless `at` (and `lasts`), ns, say otherwise. */
export function scripted(
  at = 0,
  lasts: number = FOREVER,
  more: Partial<Extract<FaultSchedule, { kind: 'scripted' }>> = {},
): FaultSchedule {
  return { kind: 'scripted', at, lasts, every: 0, jitter: 0, until: FOREVER, ...more }
}

export function fault(effect: FaultEffect, schedule: FaultSchedule = scripted(), id = 'trouble'): FaultPlan {
  return { id, kind: effect.kind, schedule, effect }
}

/** All messages of these edges. */
export function path(index: PlanIndex, edges: readonly string[], more: Partial<PathTargets> = {}): PathTargets {
  return {
    edges: edges.map(index.edge),
    direction: 'both',
    from: [],
    to: [],
    end: 'callee',
    pick: { kind: 'all' },
    programs: [],
    ...more,
  }
}

export function on(index: PlanIndex, units: readonly string[], pick: PickPlan = { kind: 'all' }): InstanceTargets {
  return { units: units.map(index.unit), zones: [], pick }
}
