import { type Plan, StepKind } from './plan.ts'

/** Whether a unit may have more work on its cpu than slots in use: branches, background calls and tails hold none. */
export function computesBesideSlots(plan: Plan, unit: number): boolean {
  return plan.programs.some(
    (program) =>
      program.unit === unit &&
      program.steps.some(
        ({ kind, edge }) =>
          kind === StepKind.parallel || kind === StepKind.respond || (kind === StepKind.send && edge < 0),
      ),
  )
}
