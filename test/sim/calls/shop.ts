import type { GuardPlan, LayerPlan } from '../../../src/sim/policy-plan.ts'
import { at, type EdgeSpec, type WorldSpec } from '../world/plans.ts'
import { type Run, simulate } from '../world/simulate.ts'
import { call, type StepSpec } from '../world/steps.ts'

/** Users call web, web calls db under these policies, db does what `read` says. */
export function shop(
  layers: readonly LayerPlan[],
  read: readonly StepSpec[],
  options: {
    readonly edge?: Omit<EdgeSpec, 'guard'>
    readonly guard?: Partial<GuardPlan>
    readonly arrivals?: readonly number[]
    readonly spec?: Partial<WorldSpec>
    readonly seed?: string
  } = {},
): Run {
  const { edge = {}, guard = {}, arrivals = [0], spec = {}, seed = '1' } = options
  return simulate(
    {
      units: { web: {}, db: {} },
      operations: { 'web.get': [call('db.read')], 'db.read': read },
      edges: { 'web -> db': { ...edge, guard: { layers, ...guard } } },
      workloads: { users: { calls: 'web.get', arrivals: at(...arrivals) } },
      ...spec,
    },
    { seed },
  )
}
