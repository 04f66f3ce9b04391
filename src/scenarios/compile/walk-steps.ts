import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import type { Step } from '../step.ts'
import { handlerOperation } from './messaging/event-words.ts'
import { sortedKeys } from './names.ts'
import { legCalls } from './transactions/leg-calls.ts'

/** An operation and where it is written. */
export interface OperationPlace {
  readonly module: string
  readonly operation: string
  /** `shop.checkout` */
  readonly name: string
  /** `app.shop.operations.checkout`, or `app.mailer.on.order.placed` of what handles an event. */
  readonly path: DocumentPath
  readonly steps: readonly Step[]
}

/** All operations of the app, and after those of each module what handles its events; in code-unit order. */
export function operationsOf(scenario: Scenario): OperationPlace[] {
  const places: OperationPlace[] = []
  for (const module of sortedKeys(scenario.app)) {
    const operations = scenario.app[module]?.operations ?? {}
    for (const operation of sortedKeys(operations)) {
      const path = ['app', module, 'operations', operation]
      places.push({
        module,
        operation,
        name: `${module}.${operation}`,
        path,
        steps: operations[operation]?.steps ?? [],
      })
    }
    const handlers = scenario.app[module]?.on ?? {}
    for (const event of sortedKeys(handlers)) {
      const operation = handlerOperation(event)
      const path = ['app', module, 'on', event]
      places.push({ module, operation, name: `${module}.${operation}`, path, steps: handlers[event]?.steps ?? [] })
    }
  }
  return places
}

/** The lists of steps inside a step, each with the way to it from the step. */
export function bodiesOf(step: Step): readonly { readonly steps: readonly Step[]; readonly way: DocumentPath }[] {
  if (step.kind === 'begin') return [{ steps: step.begin, way: ['begin'] }]
  if (step.kind === 'repeat' || step.kind === 'lease') return [{ steps: step.do, way: ['do'] }]
  if (step.kind === 'cache') return step.miss === undefined ? [] : [{ steps: step.miss, way: ['miss'] }]
  if (step.kind === 'choose')
    return step.choose.map((choice, index) => ({ steps: choice.do, way: ['choose', index, 'do'] }))
  if (step.kind === 'transaction') {
    const { block, begins } = step.realised ?? {}
    if (begins !== undefined) return [{ steps: begins, way: ['steps'] }]
    return block === undefined ? legCalls(step) : [{ steps: [block], way: ['steps'] }]
  }
  if (step.kind === 'hear') return step.answers.map((steps, index) => ({ steps, way: ['answers', index] }))
  if (step.kind === 'deed') return [{ steps: [step.call], way: ['call'] }]
  if (step.kind !== 'parallel') return []
  if (step.parallel.kind === 'times') return [{ steps: step.parallel.do, way: ['parallel', 'do'] }]
  return step.parallel.branches.map((steps, index) => ({ steps, way: ['parallel', index] }))
}

/** Shows every step of a list, and the steps inside it, to `visit`, in the order of the document. */
export function walkSteps(
  steps: readonly Step[],
  path: DocumentPath,
  visit: (step: Step, path: DocumentPath) => void,
): void {
  steps.forEach((step, index) => {
    const here = [...path, index]
    visit(step, here)
    // It stands for the whole list, whose steps are written here.
    if (step.kind === 'once') walkSteps(step.do, path, visit)
    for (const body of bodiesOf(step)) walkSteps(body.steps, [...here, ...body.way], visit)
  })
}
