import type { TransactionSubjects } from '../../metrics/transactions/transaction-subjects.ts'
import type { BusinessFact } from '../../sim/business-fact.ts'
import type { BusinessPlan } from '../../sim/business-plan.ts'

/** What business transactions and effects are about, by the indexes of the plan. */
export interface BusinessSubjects {
  readonly names: TransactionSubjects
  readonly plans: readonly BusinessPlan[]
}

/** Where there are none. */
export const NO_BUSINESS: BusinessSubjects = {
  names: {
    transactions: [],
    operations: [],
    counted: [],
    records: [],
    events: [],
    workloads: [],
    outcomes: [],
    nodes: [],
  },
  plans: [],
}

/** Operation (program) that a fact about a leg, or about an effect outside of all, is about; -1 for none. */
export function operationOfFact({ business, plan, leg }: BusinessFact, { plans }: BusinessSubjects): number {
  if (business < 0) return leg
  return plans[plan]?.legs[leg]?.program ?? -1
}
