import { type PoolInstruments, ResourcePool } from './calls/resource-pool.ts'
import { SimulationBug } from './kernel/invariant.ts'
import type { PoolPlan } from './plan.ts'

/** The pools of a plan, in their order. */
export function buildPools(
  plans: readonly PoolPlan[],
  instruments: readonly PoolInstruments[],
): readonly ResourcePool[] {
  return plans.map((pool, i) => {
    const ids = instruments[i]
    if (ids === undefined) throw new SimulationBug(`pool ${pool.name} has no instruments`)
    return new ResourcePool(pool, ids)
  })
}
