import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import { nodesOf } from './data/nodes.ts'
import type { Findings } from './findings.ts'
import type { Mail } from './messaging/mail.ts'
import { sortedKeys } from './names.ts'
import type { Placement } from './place-modules.ts'
import type { Storage } from './place-records.ts'
import { operationsOf, walkSteps } from './walk-steps.ts'

/** What a world can be at most; more would take memory and time without telling anybody more. */
const MOST = {
  zones: 100,
  workloads: 200,
  /** Of all units, stores and brokers together. */
  instances: 10_000,
  /** Branches of all parallel steps together. */
  branches: 1_000_000,
  /** Of all workloads together. */
  users: 1_000_000,
} as const

/** Reports numbers that no world could hold, and returns whether there are none: only then may anything be built. */
export function fitsWorld(
  scenario: Scenario,
  placement: Placement,
  storage: Storage,
  mail: Mail,
  findings: Findings,
): boolean {
  let fits = true
  const refuse = (path: DocumentPath, count: number, most: number, what: string): void => {
    fits = false
    findings.error('S232', path, `${count} ${what} are more than a world can hold`, { expected: `at most ${most}` })
  }
  const zones = sortedKeys(scenario.network.zones).length
  if (zones > MOST.zones) refuse(['network', 'zones'], zones, MOST.zones, 'zones')
  const workloads = sortedKeys(scenario.workload)
  if (workloads.length > MOST.workloads) refuse(['workload'], workloads.length, MOST.workloads, 'workloads')

  const servers = new Tally(MOST.instances)
  for (const { path, template } of placement.units) servers.add(template.instances, [...path, 'instances'])
  for (const { path, template } of storage.stores) servers.add(nodesOf(template), [...path, 'shards'])
  for (const { path, template } of mail.brokers) servers.add(template.nodes, [...path, 'nodes'])
  const users = new Tally(MOST.users)
  for (const name of workloads) {
    const load = scenario.workload[name]?.load
    if (load?.kind === 'closed') users.add(load.users, ['workload', name, 'users'])
  }
  const branches = new Tally(MOST.branches)
  for (const { path, steps } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, here) => {
      if (step.kind !== 'parallel' || step.parallel.kind !== 'times') return
      branches.add(step.parallel.times, [...here, 'parallel', 'times'])
    })
  }
  if (servers.place !== undefined) refuse(servers.place, servers.sum, MOST.instances, 'instances and shards')
  if (users.place !== undefined) refuse(users.place, users.sum, MOST.users, 'users')
  if (branches.place !== undefined) refuse(branches.place, branches.sum, MOST.branches, 'branches')
  return fits
}

/** A sum, and where it first went above what is allowed. */
class Tally {
  sum = 0
  place: DocumentPath | undefined
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  add(count: number, place: DocumentPath): void {
    this.sum += count
    if (this.sum > this.#most) this.place ??= place
  }
}
