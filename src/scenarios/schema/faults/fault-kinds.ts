import { dependencyFaults } from './dependency-faults.ts'
import type { FaultSchema } from './fault-of-kind.ts'
import { loadFaults } from './load-faults.ts'
import { networkFaults } from './network-faults.ts'
import { placeFaults } from './place-faults.ts'
import { processFaults } from './process-faults.ts'

/** The schemas of faults by the key of which every fault has one: what it does, and as value, to whom. */
export const faultKinds: ReadonlyMap<string, FaultSchema> = new Map(
  [networkFaults, processFaults, dependencyFaults, loadFaults, placeFaults].flatMap((family) => Object.entries(family)),
)
