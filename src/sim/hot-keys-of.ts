import type { FaultEffect } from './fault-plan.ts'
import type { Plan } from './plan.ts'
import type { BoundPrograms } from './programs.ts'
import { HotKeys } from './workload/hot-keys.ts'

/** What makes keys hot, connected with all that draws keys if a fault of the plan needs it. */
export function hotKeysOf(plan: Plan, { programs, entries }: BoundPrograms): HotKeys {
  const keys = new HotKeys()
  if (!plan.faults.some(({ effect }) => heats(effect))) return keys
  for (const { steps } of [...programs, ...entries.flat()]) {
    for (const { recordKey, dataKey } of steps) {
      if (recordKey !== null) recordKey.bend = keys
      if (dataKey !== null) dataKey.bend = keys
    }
  }
  return keys
}

function heats(effect: FaultEffect): boolean {
  return effect.kind === 'together' ? effect.effects.some(heats) : effect.kind === 'hot-key'
}
