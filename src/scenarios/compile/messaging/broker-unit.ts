import type { QueuePlan, UnitPlan } from '../../../sim/plan.ts'
import type { CompiledUnit } from '../compile-units.ts'
import type { Admission } from '../policies/admission.ts'
import type { DeployedMachine } from '../resolve-machine.ts'
import type { PlacedBroker } from './mail.ts'

/** Somebody else's: what it costs goes by what is asked of it. */
export const MANAGED: DeployedMachine = {
  name: 'managed',
  provider: 'inline',
  vcpu: 1,
  memoryBytes: 0,
  pricePerHour: 0,
  source: '',
  date: '',
}

/** The nodes of a broker as instances of a unit. */
export function brokerUnit(
  { name, template, path, events }: PlacedBroker,
  machine: DeployedMachine,
  zones: readonly number[],
  queue: QueuePlan,
  admission: Admission,
): CompiledUnit {
  const { nodes } = template
  const plan: UnitPlan = {
    name,
    role: 'broker',
    instances: nodes,
    slots: template.concurrency ?? Number.POSITIVE_INFINITY,
    cores: Math.max(1, Math.floor(machine.vcpu)),
    scheduling: 'ps',
    queue,
    admission: admission.plans,
    balance: {
      // Who knows which node it has to be says so; for the others any will do.
      policy: 'round-robin',
      choices: 0,
      replacement: false,
      weights: [],
      scope: 'client',
      health: null,
      ejection: null,
    },
    zones: Array.from({ length: nodes }, (_, node) => zones[node % zones.length] ?? 0),
  }
  return { plan, machine, holds: events, path, connections: 0, admission }
}
