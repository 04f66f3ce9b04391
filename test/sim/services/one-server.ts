import { at, type EdgeSpec, MS, type PlanIndex, type UnitSpec } from '../world/plans.ts'
import { type Run, simulate } from '../world/simulate.ts'
import { cpu, type StepSpec } from '../world/steps.ts'
import { faults, hits, type Knobs } from './faults.ts'

/** Requests at these ms to one instance, with one fault from `from` to `until` ms. */
export function faulty(
  knobs: Knobs | ((index: PlanIndex) => Knobs),
  [from, until]: readonly [number, number],
  arrivals: readonly number[],
  options: { readonly unit?: UnitSpec; readonly steps?: readonly StepSpec[]; readonly edge?: EdgeSpec } = {},
): Run {
  return simulate({
    units: { web: { slots: 20, ...options.unit } },
    operations: { 'web.get': options.steps ?? [cpu(4 * MS)] },
    edges: { 'load -> web': { ...options.edge } },
    workloads: { load: { calls: 'web.get', arrivals: at(...arrivals.map((ms) => ms * MS)) } },
    faults: (index) => {
      const own = typeof knobs === 'function' ? knobs(index) : knobs
      return faults(hits('web', own, from * MS, until * MS))(index)
    },
  })
}

/** How and when each call ended, ms. */
export function calls(run: Run, operation: string = 'web.get'): readonly (readonly [string, number])[] {
  return run.log.calls(operation).map(({ outcome, end }) => [outcome, end / MS])
}

/** When each call ended, ms. */
export function ends(run: Run): readonly number[] {
  return calls(run).map(([, end]) => end)
}
