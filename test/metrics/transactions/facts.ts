import { TransactionFold, type TransactionFoldOptions } from '../../../src/metrics/transactions/transaction-fold.ts'
import type { TransactionSubjects } from '../../../src/metrics/transactions/transaction-subjects.ts'
import type { TransactionSummary } from '../../../src/metrics/transactions/transaction-summary.ts'
import { BusinessFact, BusinessKind } from '../../../src/sim/business-fact.ts'
import { DataFact, FactKind } from '../../../src/sim/data-fact.ts'
import { MessageFact, MessageKind } from '../../../src/sim/message-fact.ts'

/** A fact as it is written in tests; what is not said is as a fact has it. */
export type Written =
  | (Partial<Omit<BusinessFact, 'kind'>> & { readonly kind: keyof typeof BusinessKind; readonly at: number })
  | (Partial<Omit<DataFact, 'kind'>> & { readonly data: keyof typeof FactKind; readonly at: number })
  | (Partial<Omit<MessageFact, 'kind'>> & { readonly told: keyof typeof MessageKind; readonly at: number })

/**
 * Transaction 0 is `place-order` (reserve, charge, ship), 1 is `pay`, which is seen when its participants have heard.
 */
export const SUBJECTS: TransactionSubjects = {
  transactions: [
    { name: 'place-order', hidden: false, legs: ['inventory.reserve', 'payments.charge', 'shipping.ship'] },
    { name: 'pay', hidden: true, legs: ['payments.charge', 'ledger.book'] },
  ],
  operations: ['inventory.reserve', 'payments.charge', 'shipping.ship', 'ledger.book', 'mailer.send', 'shop.look'],
  counted: [4],
  records: ['stock'],
  events: ['order.placed'],
  workloads: ['users'],
  outcomes: ['ok', 'timeout', 'no-money'],
  nodes: ['shop/0', 'payments/0'],
}

function tell(fold: TransactionFold, written: Written): void {
  if ('kind' in written) {
    const { kind, ...fields } = written
    const fact = Object.assign(new BusinessFact(), fields)
    fact.kind = BusinessKind[kind]
    if (fact.business >= 0 && fact.plan < 0) fact.plan = 0
    fold.transacted(fact)
  } else if ('data' in written) {
    const { data, ...fields } = written
    const fact = Object.assign(new DataFact(), { effect: fields.at, ...fields })
    fact.kind = FactKind[data]
    fold.observed(fact)
  } else {
    const { told, ...fields } = written
    const fact = Object.assign(new MessageFact(), { publishedAt: fields.at, ...fields })
    fact.kind = MessageKind[told]
    fold.messaged(fact)
  }
}

/** What the fold makes of facts, in a run that ends at `end`. */
export function foldFacts(
  written: readonly Written[],
  options: Partial<TransactionFoldOptions> & { readonly end?: number; readonly atRest?: boolean } = {},
): TransactionSummary {
  const { end = 1e12, atRest = true, ...rest } = options
  const fold = new TransactionFold(SUBJECTS, { from: 0, to: 1e12, ...rest })
  for (const one of written) tell(fold, one)
  return fold.summary({ at: end, atRest })
}
