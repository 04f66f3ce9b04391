import type { Placement } from '../place-modules.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import { checkInvalidations } from './check-invalidations.ts'
import { checkOwnership } from './check-ownership.ts'
import { checkReads } from './check-reads.ts'
import { checkRecords } from './check-records.ts'
import { checkStatement } from './check-statement.ts'
import { checkTransactions } from './check-transactions.ts'
import type { DataContext } from './data-context.ts'

/** Reports what steps want of records and stores and cannot have. */
export function checkData(context: DataContext, placement: Placement): void {
  const { scenario } = context
  checkRecords(context)
  checkOwnership(context)
  for (const operation of operationsOf(scenario)) {
    walkSteps(operation.steps, [...operation.path, 'steps'], (step, path) => {
      checkStatement(step, path, context)
    })
  }
  checkReads(context)
  checkTransactions(context, placement)
  checkInvalidations(context)
}
