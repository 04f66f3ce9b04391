import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import { recordsTouched, type Step } from '../step.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import type { Placement } from './place-modules.ts'
import { type OperationName, resolveOperation } from './resolve-operation.ts'
import { bodiesOf } from './walk-steps.ts'

type CallStep = Extract<Step, { readonly kind: 'call' }>

/** A step, and where it is written. */
export interface ReachedStep {
  readonly step: Step
  /** Module of its operation. */
  readonly module: string
  readonly path: DocumentPath
  /** Where the operation that it is in is called; absent for the steps that it began with. */
  readonly called?: DocumentPath
}

/** A call of another unit. */
export interface ReachedCall {
  readonly call: CallStep
  readonly to: OperationName
  readonly path: DocumentPath
  /** Whether it may be made several times. */
  readonly repeated: boolean
}

/** What one process does in some steps, and in the operations that they call inside their unit. */
export interface Reach {
  readonly steps: readonly ReachedStep[]
  readonly calls: readonly ReachedCall[]
}

/**
 * What some steps of a module come to in their own process. What is sent, and what a business transaction of its own
 * does, is not part of it.
 */
export function reach(
  scenario: Scenario,
  placement: Placement,
  module: string,
  steps: readonly Step[],
  path: DocumentPath,
): Reach {
  const walk = new Walk(scenario, placement)
  walk.steps(steps, module, path, { repeated: false })
  return { steps: walk.reached, calls: walk.calls }
}

/** The records that are touched, in code-unit order; where there are none, all that the modules called own. */
export function recordsWithin(scenario: Scenario, { steps }: Reach): readonly string[] {
  const touched = new Set(steps.flatMap(({ step }) => recordsTouched(step)))
  if (touched.size > 0) return [...touched].sort(byCodeUnit)
  const modules = new Set(steps.flatMap(({ module, called }) => (called === undefined ? [] : [module])))
  return [...modules].flatMap((module) => sortedKeys(scenario.app[module]?.owns ?? {})).sort(byCodeUnit)
}

interface Around {
  readonly repeated: boolean
  readonly called?: DocumentPath
}

class Walk {
  readonly reached: ReachedStep[] = []
  readonly calls: ReachedCall[] = []
  readonly #scenario: Scenario
  readonly #placement: Placement
  /** Operations whose steps are being walked, against circles. */
  readonly #inside = new Set<string>()

  constructor(scenario: Scenario, placement: Placement) {
    this.#scenario = scenario
    this.#placement = placement
  }

  steps(steps: readonly Step[], module: string, path: DocumentPath, around: Around): void {
    steps.forEach((step, index) => {
      const here = [...path, index]
      const { repeated, called } = around
      this.reached.push({ step, module, path: here, ...(called === undefined ? {} : { called }) })
      // It stands for the whole list.
      if (step.kind === 'once') this.steps(step.do, module, path, around)
      if (step.kind === 'call') this.#call(step, module, here, around)
      if (step.kind === 'transaction') return
      const times = step.kind === 'repeat' || (step.kind === 'parallel' && step.parallel.kind === 'times')
      for (const body of bodiesOf(step)) {
        this.steps(body.steps, module, [...here, ...body.way], { ...around, repeated: repeated || times })
      }
    })
  }

  #call(call: CallStep, module: string, path: DocumentPath, { repeated }: Around): void {
    const to = resolveOperation(this.#scenario, call.call, module)
    if (to === undefined) return
    const { unitOf } = this.#placement
    if (unitOf.get(to.module) !== unitOf.get(module)) {
      this.calls.push({ call, to, path, repeated })
      return
    }
    if (this.#inside.has(to.name)) return
    this.#inside.add(to.name)
    const steps = this.#scenario.app[to.module]?.operations[to.operation]?.steps ?? []
    const place = ['app', to.module, 'operations', to.operation, 'steps']
    this.steps(steps, to.module, place, { repeated, called: [...path, 'call'] })
    this.#inside.delete(to.name)
  }
}
