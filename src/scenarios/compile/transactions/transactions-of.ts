import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import type { TransactionStep } from '../../step.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'

/** A business transaction, and where it is written. */
export interface TransactionPlace {
  readonly step: TransactionStep
  /** Module of the operation. */
  readonly module: string
  readonly path: DocumentPath
}

/** All business transactions of the app, in the order of their operations. */
export function transactionsOf(scenario: Scenario): readonly TransactionPlace[] {
  const places: TransactionPlace[] = []
  for (const { module, steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind === 'transaction') places.push({ step, module, path: place })
    })
  }
  return places
}
