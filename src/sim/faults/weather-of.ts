import type { FaultEffect } from '../fault-plan.ts'
import { Weather } from '../network/weather/weather.ts'
import type { Plan } from '../plan.ts'
import { bridgedEdges } from './bridged-edges.ts'

/** The weather of each edge, by index; `null` for those that no network fault of the plan can touch. */
export function weatherOf(plan: Plan): readonly (Weather | null)[] {
  const touched = new Set<number>()
  const touch = (effect: FaultEffect): void => {
    if (effect.kind === 'together') for (const each of effect.effects) touch(each)
    else if (effect.kind === 'bridge') for (const edge of bridgedEdges(plan, effect)) touched.add(edge)
    else if ('path' in effect) for (const edge of effect.path.edges) touched.add(edge)
  }
  for (const { effect } of plan.faults) touch(effect)
  return plan.edges.map((_, e) => (touched.has(e) ? new Weather() : null))
}
