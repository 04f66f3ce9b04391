import { StepKind } from '../../sim/plan.ts'

/** Whether a step of that kind calls a program, perhaps over an edge; one that publishes in memory calls none. */
export function isCall(kind: StepKind): boolean {
  return kind === StepKind.call || kind === StepKind.send || kind === StepKind.access || kind === StepKind.publish
}
