import type { QueuePlan, UnitPlan } from '../../../sim/plan.ts'
import type { AdmissionPlan } from '../../../sim/policy-plan.ts'
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
  { name, template }: PlacedBroker,
  machine: DeployedMachine,
  zones: readonly number[],
  queue: QueuePlan,
  admission: readonly AdmissionPlan[],
): UnitPlan {
  const { nodes } = template
  return {
    name,
    role: 'broker',
    instances: nodes,
    slots: template.concurrency ?? Number.POSITIVE_INFINITY,
    cores: Math.max(1, Math.floor(machine.vcpu)),
    scheduling: 'ps',
    queue,
    admission,
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
}
