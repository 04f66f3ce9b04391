import type { DocumentPath, RelatedPlace } from '../../problem.ts'
import type { BeginStep, Step } from '../../step.ts'
import { calledWithin } from '../called-within.ts'
import type { Findings } from '../findings.ts'
import { listed } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import { type ReachedStep, reach } from '../reach.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import type { DataContext } from './data-context.ts'
import { storesOfBlock } from './transaction-store.ts'

/** Steps that cannot be part of a transaction, and why. */
const REFUSED: Readonly<Partial<Record<Step['kind'], string>>> = {
  respond: 'the caller would have an answer before anything is committed: respond after the transaction',
  begin: 'a transaction has no transactions inside: put the steps into this one',
  lease: 'take the lease first, and begin under it',
  parallel: 'one connection does one statement after the other: put the steps one after the other, or outside',
  cache: 'what is not committed would get into the cache: look it up before, or read the record',
}

/**
 * Reports steps that cannot be part of a transaction, in operations that are called inside of it; `why` says where that
 * is.
 */
export function refuseSteps(steps: readonly ReachedStep[], why: RelatedPlace, findings: Findings): void {
  for (const { step, path } of steps) {
    // A transaction inside is part of the one around it.
    const reason = step.kind === 'begin' ? undefined : REFUSED[step.kind]
    if (reason === undefined) continue
    const key = step.kind === 'respond' ? [] : [step.kind]
    findings.error('S265', [...path, ...key], `"${step.kind}" cannot be part of a transaction`, {
      hint: reason,
      related: [why],
    })
  }
}

/** Reports transactions on no store or on several, steps that cannot be in one, and row locks outside of them. */
export function checkTransactions(context: DataContext, placement: Placement): void {
  const { scenario, findings } = context
  for (const { module, steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind === 'begin') checkBlock(step, place, module, context)
      checkCalled(step, place, module, context, placement)
      if (step.kind === 'read' && step['for-update'] && !place.slice(path.length + 1).includes('begin')) {
        findings.error(
          'S266',
          [...place, 'for-update'],
          'this row is locked until the end of a transaction, and there is none',
          {
            expected: '{ begin: [{ read: …, for-update: true }, …] }',
            hint: 'a statement by itself lets go of its locks at once',
          },
        )
      }
    })
  }
}

/** What a transaction calls inside its unit is inside the transaction, too. */
function checkCalled(
  step: Step,
  path: DocumentPath,
  module: string,
  { scenario, findings }: DataContext,
  placement: Placement,
): void {
  for (const { steps, way } of calledWithin(step)) {
    for (const one of reach(scenario, placement, module, steps, [...path, ...way]).steps) {
      if (one.called === undefined) continue
      const at = step.kind === 'begin' ? one.called : [...path, ...way]
      refuseSteps([one], { path: at, message: 'called inside a transaction' }, findings)
    }
  }
}

function checkBlock(block: BeginStep, path: DocumentPath, module: string, context: DataContext): void {
  const { storage, joins, findings } = context
  const { begin } = block
  const stores = storesOfBlock(block, storage, joins, module)
  const names = stores.map(({ name }) => `"${name}"`)
  const [store] = stores
  if (store === undefined) {
    findings.error('S264', [...path, 'begin'], 'nothing in this transaction touches a record', {
      expected: 'steps such as { read: stock } and { write: stock }',
    })
  } else if (stores.length > 1) {
    findings.error('S264', [...path, 'begin'], `this transaction is on ${names.length} stores: ${listed(names)}`, {
      expected: 'records of one store: a local transaction ends where its store does',
      hint: 'keep the records in one store, or do it in several steps that can be undone',
    })
  } else if (store.template.rules.kind !== 'sql') {
    const { kind } = store.template.rules
    findings.error('S264', [...path, 'begin'], `store "${store.name}" is of kind ${kind} and has no transactions`, {
      hint: 'begin needs kind: sql',
    })
  }
  walkSteps(begin, [...path, 'begin'], (step, place) => {
    const why = REFUSED[step.kind]
    if (why === undefined) return
    const key = step.kind === 'respond' ? [] : [step.kind]
    findings.error('S265', [...place, ...key], `"${step.kind}" cannot be part of a transaction`, { hint: why })
  })
}
