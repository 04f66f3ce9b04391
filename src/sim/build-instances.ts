import { computesBesideSlots } from './computes-beside-slots.ts'
import { Draws, stepKey } from './kernel/draws.ts'
import type { Engine } from './kernel/engine.ts'
import type { Plan } from './plan.ts'
import type { Desk } from './services/desk.ts'
import { Instance } from './services/instance.ts'
import type { InstanceInstruments } from './services/instance-instruments.ts'

/** All instances of a plan, unit by unit. `desk` is asked only during the run, when all of the world is there. */
export function buildInstances(
  plan: Plan,
  parts: {
    readonly engine: Engine
    readonly seed: string
    readonly instruments: readonly InstanceInstruments[]
    readonly desk: Omit<Desk, 'draws' | 'patienceKey'>
  },
): Instance[] {
  const { engine, seed, instruments } = parts
  const instances: Instance[] = []
  plan.units.forEach((unit, u) => {
    const desk = { ...parts.desk, draws: new Draws(), patienceKey: stepKey(seed, `queue/${unit.name}/patience`) }
    const exclusive = unit.slots <= unit.cores && !computesBesideSlots(plan, u)
    unit.zones.forEach((_, number) => {
      const index = instances.length
      const ids = instruments[index]
      if (ids === undefined) return
      instances.push(new Instance(engine, { plan: unit, unit: u, number, index, exclusive, ids, desk }))
    })
  })
  return instances
}
