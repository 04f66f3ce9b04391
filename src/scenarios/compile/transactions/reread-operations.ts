import type { Module, Operation, Scenario } from '../../scenario.ts'
import type { ReadStep } from '../../step.ts'
import type { Findings } from '../findings.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { walkSteps } from '../walk-steps.ts'
import { checkMadeOperation } from './check-made-operation.ts'
import { flatLegs } from './flat-legs.ts'
import { transactionsOf } from './transactions-of.ts'

/** The operation that reads again what another has read: `reserve-reread` of `reserve`. */
export function rereadOperation(operation: string): string {
  return `${operation}-reread`
}

/**
 * The scenario with, for every leg of a saga that reads values again before its pivot, an operation that does the reads
 * of the leg's operation and nothing else. A leg that reads nothing has none.
 */
export function withRereads(scenario: Scenario, findings: Findings): Scenario {
  const app: Record<string, Module> = { ...scenario.app }
  for (const { step, module, path } of transactionsOf(scenario)) {
    const realisation = step.realised?.realisation
    if (realisation?.kind !== 'saga' || !realisation['reread-value']) continue
    for (const { leg, way } of flatLegs(step.steps)) {
      const name = resolveOperation(scenario, leg.call, module)
      const owner = app[name?.module ?? '']
      const operation = owner?.operations[name?.operation ?? '']
      if (name === undefined || owner === undefined || operation === undefined) continue
      const reads = readsOf(operation)
      if (reads.length === 0) continue
      checkMadeOperation(scenario, name.module, rereadOperation(name.operation), [...path, ...way, 'call'], findings)
      const again: Operation = { answer: operation.answer, idempotent: true, steps: reads }
      const operations = { ...owner.operations, [rereadOperation(name.operation)]: again }
      app[name.module] = { ...owner, operations }
    }
  }
  return { ...scenario, app }
}

/** Row locks are not for looking. */
function readsOf({ steps }: Operation): readonly ReadStep[] {
  const reads: ReadStep[] = []
  walkSteps(steps, [], (step) => {
    if (step.kind === 'read') reads.push({ ...step, 'for-update': false })
  })
  return reads
}
