import type { Probe } from '../sim/kernel/probe.ts'
import type { Plan } from '../sim/plan.ts'
import type { ProcessReport } from '../sim/processes/processes.ts'
import { createWorld } from '../sim/world.ts'

const NOTHING: Probe = {
  began: () => {},
  ended: () => {},
  failed: () => {},
  waited: () => {},
  level: () => {},
  counted: () => {},
}

/**
 * Runs one replication of a plan once more and keeps what its processes did: the last state of each node, and at least
 * the last `history` steps of each process, to step through. It is the same run as the one that was measured.
 *
 * @throws SimulationBug as the run itself.
 */
export function watchProcesses(
  plan: Plan,
  options: { readonly seed: string; readonly replication: number; readonly history: number },
): readonly ProcessReport[] {
  const world = createWorld(plan, options)
  world.run(NOTHING)
  return world.processes()
}
