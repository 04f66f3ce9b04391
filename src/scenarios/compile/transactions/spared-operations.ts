import type { Scenario } from '../../scenario.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { flatLegs } from './flat-legs.ts'
import { transactionsOf } from './transactions-of.ts'

/** The operations that undo or confirm legs: a variant that needs none of them is right not to call them. */
export function sparedOperations(scenario: Scenario): ReadonlySet<string> {
  const names = transactionsOf(scenario).flatMap(({ step, module }) =>
    flatLegs(step.steps).flatMap(({ leg }) =>
      [leg.undo, leg.confirm].flatMap((text) =>
        text === undefined ? [] : (resolveOperation(scenario, text, module)?.name ?? []),
      ),
    ),
  )
  return new Set(names)
}
