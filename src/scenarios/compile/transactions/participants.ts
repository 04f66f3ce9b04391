import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import type { PlacedStore, Storage } from '../place-records.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { flatLegs } from './flat-legs.ts'
import { transactionsOf } from './transactions-of.ts'

/** An operation that takes part in a two-phase commit, and the store of its module. */
export interface ParticipantPlace {
  readonly operation: string
  readonly module: string
  readonly store: PlacedStore
  readonly place: DocumentPath
}

/** All operations that take part in two-phase commits, each once, in the order in which they stand. */
export function participantsOf(scenario: Scenario, storage: Storage): readonly ParticipantPlace[] {
  const participants = new Map<string, ParticipantPlace>()
  for (const { step, module, path } of transactionsOf(scenario)) {
    if (step.realised?.realisation.kind !== 'two-phase-commit') continue
    for (const { leg, way } of flatLegs(step.steps)) {
      const operation = resolveOperation(scenario, leg.call, module)
      const store = operation === undefined ? undefined : storeOfModule(storage, operation.module)
      if (operation === undefined || store === undefined) continue
      const { name } = operation
      participants.set(name, { operation: name, module: operation.module, store, place: [...path, ...way] })
    }
  }
  return [...participants.values()]
}

/** The store of the records of a module, the first one of kind sql in the order of their names. */
export function storeOfModule({ stores, ownerOf }: Storage, module: string): PlacedStore | undefined {
  return stores.find(
    ({ template, records }) =>
      template.rules.kind === 'sql' && records.some((record) => ownerOf.get(record) === module),
  )
}
