import type { FaultEffect, FaultPlan } from '../fault-plan.ts'

/** The units, by index, that have instances which some fault can take down. */
export function mortalUnits(faults: readonly FaultPlan[]): ReadonlySet<number> {
  const mortal = new Set<number>()
  const add = (effect: FaultEffect): void => {
    if (effect.kind === 'together') for (const each of effect.effects) add(each)
    else if (effect.kind === 'crash' || effect.kind === 'drain' || effect.kind === 'memory') {
      for (const unit of effect.on.units) mortal.add(unit)
    }
  }
  for (const { effect } of faults) add(effect)
  return mortal
}
