import type { Scenario } from '../../scenario.ts'
import type { Findings } from '../findings.ts'
import type { Storage } from '../place-records.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { flatLegs } from './flat-legs.ts'
import { storeOfModule } from './participants.ts'
import { transactionsOf } from './transactions-of.ts'

/** Reports legs of two-phase commits whose modules have nothing that could be prepared. */
export function checkParticipants(scenario: Scenario, storage: Storage, findings: Findings): void {
  for (const { step, module, path } of transactionsOf(scenario)) {
    if (step.realised?.realisation.kind !== 'two-phase-commit') continue
    for (const { leg, way } of flatLegs(step.steps)) {
      const operation = resolveOperation(scenario, leg.call, module)
      if (operation === undefined || storeOfModule(storage, operation.module) !== undefined) continue
      findings.error(
        'S334',
        [...path, ...way, 'call'],
        `"${operation.module}" has no record in a store of kind sql, so "${operation.name}" has nothing to prepare`,
        {
          expected: 'a leg of a module that owns a record in a store of kind sql',
          hint: 'give it one, or take a saga: its legs need no transactions',
          related: [{ path: ['transactions', step.transaction], message: 'it is to be prepared because of this' }],
        },
      )
    }
  }
}
