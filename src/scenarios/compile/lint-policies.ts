import type { Plan } from '../../sim/plan.ts'
import type { Findings } from './findings.ts'
import { lintAmplification } from './lint-policies-amplification.ts'
import { lintBreakers } from './lint-policies-breakers.ts'
import { lintIdlePolicies } from './lint-policies-idle.ts'
import { lintLimits } from './lint-policies-limits.ts'
import { lintTries } from './lint-policies-tries.ts'
import type { PlanPlaces } from './plan-places.ts'
import { callMap } from './policies/call-map.ts'
import { type Demand, demandOf } from './utilisation.ts'

/**
 * Doubts about policies, with the numbers behind them. `demand` is that of the open workloads: closed ones slow down by
 * themselves, so they count only where more load would calm a doubt.
 */
export function lintPolicies(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): void {
  lintIdlePolicies(plan, places, findings)
  if (plan.edges.every(({ guard, timeout }) => guard === null && timeout === 0) && !hasAdmission(plan)) return
  const open = callMap(plan, places, demand)
  const closed = plan.workloads.some(({ arrivals }) => arrivals.kind === 'closed')
  const all = closed ? callMap(plan, places, demandOf(plan, 'all')) : open
  lintTries(plan, places, all, findings)
  lintAmplification(plan, places, all, demand, findings)
  lintBreakers(plan, places, all, findings)
  lintLimits(plan, places, open, demand, findings)
}

function hasAdmission(plan: Plan): boolean {
  return plan.units.some(({ admission }) => admission.length > 0)
}
