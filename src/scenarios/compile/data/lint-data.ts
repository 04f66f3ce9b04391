import type { Plan } from '../../../sim/plan.ts'
import type { Findings } from '../findings.ts'
import type { PlanPlaces } from '../plan-places.ts'
import type { Demand } from '../utilisation.ts'
import { lintLeases } from './lint-leases.ts'
import { lintTransactions } from './lint-transactions.ts'

/** Doubts about data that take the times of a plan: transactions and leases that are held for long. */
export function lintData(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): void {
  lintTransactions(plan, places, demand, findings)
  lintLeases(plan, places, demand, findings)
}
