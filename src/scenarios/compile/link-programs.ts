import { invariant } from '../../sim/kernel/invariant.ts'
import type { ProgramPlan, StepPlan } from '../../sim/plan.ts'
import { type DraftProgram, type DraftStep, dataOf } from './draft-program.ts'

/** Positions of names in the plan's sorted lists. */
export function indexOfNames(sorted: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
  return new Map(sorted.map(({ name }, index) => [name, index]))
}

/** Puts indexes in the place of the names of programs, units and edges. */
export function linkPrograms(
  drafts: readonly DraftProgram[],
  unitIndex: ReadonlyMap<string, number>,
  edgeIndex: ReadonlyMap<string, number>,
): ProgramPlan[] {
  const programIndex = indexOfNames(drafts)
  return drafts.map(({ name, unit, operation, answer, idempotent, counted, steps }) => ({
    name,
    unit: position(unitIndex, unit),
    operation,
    steps: steps.map((step) => linkStep(step, programIndex, edgeIndex)),
    answer,
    idempotent,
    ...(counted === true ? { counted } : {}),
  }))
}

function linkStep(
  step: DraftStep,
  programIndex: ReadonlyMap<string, number>,
  edgeIndex: ReadonlyMap<string, number>,
): StepPlan {
  const { plan } = step
  return {
    kind: plan.kind,
    path: plan.path,
    amount: plan.amount,
    program: step.program === '' ? -1 : position(programIndex, step.program),
    edge: step.edge === '' ? -1 : position(edgeIndex, step.edge),
    request: plan.request,
    optional: plan.optional,
    timeout: plan.timeout,
    branches: step.branches.map((branch) => position(programIndex, branch)),
    need: plan.need,
    targets: plan.targets,
    cumulative: plan.cumulative,
    probability: plan.probability,
    outcome: plan.outcome,
    key: plan.key,
    cache: plan.cache,
    ...dataOf(plan),
  }
}

function position(index: ReadonlyMap<string, number>, name: string): number {
  const found = index.get(name)
  invariant(found !== undefined, `the compiler refers to "${name}", which it has not made`)
  return found
}
