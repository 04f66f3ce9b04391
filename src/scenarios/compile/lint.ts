import type { Plan } from '../../sim/plan.ts'
import { lintData } from './data/lint-data.ts'
import type { Findings } from './findings.ts'
import { lintCircles } from './lint-circles.ts'
import { lintLoad } from './lint-load.ts'
import { lintPolicies } from './lint-policies.ts'
import { lintReach } from './lint-reach.ts'
import { lintTimes } from './lint-times.ts'
import type { PlanPlaces } from './plan-places.ts'
import { demandOf } from './utilisation.ts'

/**
 * Doubts about a whole plan: circles of calls, parts that nothing reaches, more load than capacity, limits below the
 * mean, policies that work against each other. Figures of a plan whose calls go round without end mean nothing, so
 * those doubts are then left out.
 */
export function lint(plan: Plan, places: PlanPlaces, findings: Findings): void {
  const demand = demandOf(plan, 'open')
  const endless = lintCircles(plan, places, demand, findings)
  lintReach(plan, places, findings)
  if (endless || !demand.settled) return
  lintLoad(plan, places, demand, findings)
  lintTimes(plan, places, demand, findings)
  lintPolicies(plan, places, demand, findings)
  lintData(plan, places, demand, findings)
}
