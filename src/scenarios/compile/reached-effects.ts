import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import type { Requirement, Step, UpdateStep } from '../step.ts'
import type { Placement } from './place-modules.ts'
import { reach } from './reach.ts'
import type { OperationName } from './resolve-operation.ts'

/** Whether an operation without a key of its own adds to values, so that doing it twice is not as doing it once. */
export function addsEachTime(scenario: Scenario, placement: Placement, operation: OperationName): boolean {
  const written = scenario.app[operation.module]?.operations[operation.operation]
  if (written === undefined || written.idempotency !== undefined) return false
  return addsTo(written.steps, operation.module, scenario, placement) !== undefined
}

/** The record that some steps add to, or take from; `undefined` for none. */
export function addsTo(
  steps: readonly Step[],
  module: string,
  scenario: Scenario,
  placement: Placement,
): string | undefined {
  for (const { step, path } of reach(scenario, placement, module, steps, []).steps) {
    // What another operation does once for each key is not doubled.
    if (step.kind === 'update' && !hasKey(scenario, path) && !isRefusedTwice(step, scenario)) return step.update
  }
  return undefined
}

/** Whether what the record begins with lasts for one time only: `initial: 1` and `add: -1, require: ">= 0"`. */
function isRefusedTwice({ update, add, require }: UpdateStep, { app }: Scenario): boolean {
  const initial = Object.values(app).find(({ owns }) => Object.hasOwn(owns, update))?.owns[update]?.initial
  return require !== undefined && initial !== undefined && !meets(initial + 2 * add, require)
}

function meets(value: number, { operator, limit }: Requirement): boolean {
  const below = operator.startsWith('<') && value < limit
  const above = operator.startsWith('>') && value > limit
  const equal = operator.endsWith('=') && operator !== '!=' && value === limit
  return below || above || equal || (operator === '!=' && value !== limit)
}

function hasKey({ app }: Scenario, [, module = '', , operation = '']: DocumentPath): boolean {
  return app[module]?.operations[operation]?.idempotency !== undefined
}

/** Where an operation may refuse for a reason of the business, which asking again does not change. */
export function maySayNo(
  scenario: Scenario,
  placement: Placement,
  { module, operation }: OperationName,
): DocumentPath | undefined {
  const steps = scenario.app[module]?.operations[operation]?.steps ?? []
  const path = ['app', module, 'operations', operation, 'steps']
  return reach(scenario, placement, module, steps, path).steps.find(({ step }) => {
    if (step.kind === 'fail') return step.as !== undefined && step.fail > 0
    return step.kind === 'update' && step.require !== undefined
  })?.path
}
