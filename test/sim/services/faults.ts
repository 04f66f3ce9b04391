import type { FaultEffect, FaultPlan, InstanceTargets } from '../../../src/sim/fault-plan.ts'
import type { FaultReport } from '../../../src/sim/faults/fault-report.ts'
import { FOREVER, type PlanIndex } from '../world/plans.ts'
import type { Run } from '../world/simulate.ts'

type WithTargets = Extract<FaultEffect, { readonly on: InstanceTargets }>
/** The knobs of a fault on instances, as a test writes them. */
export type Knobs = WithTargets extends infer Effect ? (Effect extends WithTargets ? Omit<Effect, 'on'> : never) : never

/** A fault on instances of a unit (all by default) from `from` until `until`, ns. */
export function hits(
  unit: string,
  knobs: Knobs,
  from: number,
  until: number = FOREVER,
  numbers?: readonly number[],
): (index: PlanIndex, id: string) => FaultPlan {
  return (index, id) => ({
    id,
    kind: knobs.kind,
    schedule: { kind: 'scripted', at: from, lasts: until - from, every: 0, jitter: 0, until: FOREVER },
    effect: {
      ...knobs,
      on: {
        units: [index.unit(unit)],
        zones: [],
        pick: numbers === undefined ? { kind: 'all' } : { kind: 'numbers', numbers },
      },
    },
  })
}

/** The faults of a world, named `f0`, `f1`, … in this order. */
export function faults(
  ...all: readonly ((index: PlanIndex, id: string) => FaultPlan)[]
): (index: PlanIndex) => readonly FaultPlan[] {
  return (index) => all.map((one, i) => one(index, `f${i}`))
}

/** How often the `i`-th fault of a run has bitten. */
export function bites({ end }: Run, i: number = 0): number {
  return (end.faults[i] as FaultReport).bites
}
