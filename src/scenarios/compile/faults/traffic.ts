import type { WorkloadPlan } from '../../../sim/plan.ts'
import type { DraftProgram } from '../draft-program.ts'

/** That some calls of a program go along an edge; both by index. */
export interface Traffic {
  readonly edge: number
  readonly program: number
}

/** Every program that is called over the network, with each of the edges that its calls take. */
export function trafficOf(
  programs: readonly DraftProgram[],
  workloads: readonly WorkloadPlan[],
  programIndex: ReadonlyMap<string, number>,
  edgeIndex: ReadonlyMap<string, number>,
): readonly Traffic[] {
  const traffic = new Map<string, Traffic>()
  const add = (edge: number | undefined, program: number | undefined): void => {
    if (edge !== undefined && program !== undefined) traffic.set(`${edge} ${program}`, { edge, program })
  }
  for (const { steps } of programs) {
    for (const { edge, program } of steps) add(edgeIndex.get(edge), programIndex.get(program))
  }
  for (const { mix } of workloads) for (const { edge, program } of mix) add(edge, program)
  return [...traffic.values()]
}
