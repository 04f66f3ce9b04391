import { TRANSACTION_DEEDS, type TransactionEvent } from '../../metrics/transactions/transaction-event.ts'
import type { BusinessFact } from '../../sim/business-fact.ts'
import type { BusinessSubjects } from './business-subjects.ts'

/** What a fact about a business transaction, or an effect outside of all, says: a line of a story. */
export function businessLine(fact: BusinessFact, { names, plans }: BusinessSubjects): TransactionEvent {
  const { at, kind, business, plan, leg, attempt, instance, outcome, workload, request } = fact
  const operation = business < 0 ? names.operations[leg] : plans[plan]?.legs[leg]?.name
  return {
    at,
    deed: TRANSACTION_DEEDS[kind],
    business,
    transaction: business < 0 ? '' : (plans[plan]?.name ?? ''),
    leg: operation ?? '',
    attempt,
    node: names.nodes[instance] ?? '',
    what: '',
    why: outcome > 0 ? (names.outcomes[outcome] ?? '') : '',
    workload: names.workloads[workload] ?? '',
    request,
  }
}
