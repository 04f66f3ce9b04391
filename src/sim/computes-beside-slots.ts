import { fallbackOf } from './catalogue.ts'
import { type Plan, StepKind } from './plan.ts'

/**
 * Whether a unit may have more work on its cpu than slots in use: branches, background calls, tails and what stands in
 * for calls that nobody waits for, or that are hedged, hold none.
 */
export function computesBesideSlots(plan: Plan, unit: number): boolean {
  if (plan.edges.some(({ from, guard }) => from === unit && fallbackOf(guard)?.edge === -1)) return true
  return plan.programs.some(
    (program) =>
      program.unit === unit &&
      program.steps.some(
        ({ kind, edge }) =>
          kind === StepKind.parallel || kind === StepKind.respond || (kind === StepKind.send && edge < 0),
      ),
  )
}
