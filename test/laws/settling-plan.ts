import type { Plan } from '../../src/sim/plan.ts'
import { buildPlan, type WorldSpec } from '../sim/world/plans.ts'
import { type FaultDraft, withFaults } from './random-faults.ts'
import { LOAD, type WorldDraft, worldOf } from './random-worlds.ts'

const US = 1000

/** A world in which whoever waits for a message gives up after a while, and all faults end. */
export function settlingPlan(draft: WorldDraft, drafts: readonly FaultDraft[]): Plan {
  const spec = worldOf(draft, { settles: true })
  const edges = Object.entries(spec.edges ?? {}).map(([name, edge]) => {
    const timeout = edge.timeout === undefined || edge.timeout === 0 ? 5000 * US : edge.timeout
    return [name, { ...edge, timeout }] as const
  })
  const settling: WorldSpec = { ...spec, edges: Object.fromEntries(edges) }
  return withFaults(buildPlan(settling), drafts, 2 * LOAD * US)
}
