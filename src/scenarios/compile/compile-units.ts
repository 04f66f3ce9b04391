import type { BalancePlan, QueuePlan, UnitPlan } from '../../sim/plan.ts'
import type { EjectionPlan } from '../../sim/policy-plan.ts'
import type { Balance, Ejection } from '../balance.ts'
import type { Machine } from '../machine.ts'
import type { DocumentPath } from '../problem.ts'
import type { Queue } from '../queue.ts'
import type { Scenario } from '../scenario.ts'
import { nodesOf } from './data/nodes.ts'
import type { Findings } from './findings.ts'
import { brokerUnit, MANAGED } from './messaging/broker-unit.ts'
import { isUnit, type Mail } from './messaging/mail.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import { outcomeNames } from './outcome-names.ts'
import type { PlacedUnit, Placement } from './place-modules.ts'
import type { PlacedStore, Storage } from './place-records.ts'
import { type Admission, AdmissionBook } from './policies/admission.ts'
import { outcomeSet } from './policies/outcome-set.ts'
import { type DeployedMachine, resolveMachine } from './resolve-machine.ts'
import { unknownName } from './unknown-name.ts'

/** A unit, store or broker as the world sees it, and what its machine costs. */
export interface CompiledUnit {
  readonly plan: UnitPlan
  readonly machine: DeployedMachine
  /** Modules of a service, records of a store, events of a broker. */
  readonly holds: readonly string[]
  /** Where its fields are written. */
  readonly path: DocumentPath
  /** Connections of a store's pool; 0 of a service. */
  readonly connections: number
  /** What it lets in, and where that is written. */
  readonly admission: Admission
}

/** A queue without bound, first come, first served. */
const PLAIN_QUEUE: QueuePlan = {
  limit: Number.POSITIVE_INFINITY,
  discipline: 'fifo',
  lifoAbove: 0,
  patience: null,
  codel: null,
  drop: 'expired',
  estimate: 0,
}

/** Units, stores and brokers together, in code-unit order of their names. */
export function compileUnits(
  scenario: Scenario,
  placement: Placement,
  storage: Storage,
  mail: Mail,
  findings: Findings,
): CompiledUnit[] {
  const once = new Once()
  const outcomes = outcomeNames(scenario)
  const book = new AdmissionBook(scenario)
  return [
    ...placement.units.map((unit) => {
      const admission = book.of(unit.name, unit.modules, 'unit')
      return serviceUnit(unit, admission, scenario, outcomes, once, findings)
    }),
    ...storage.stores.map((store) => {
      const admission = book.of(store.name, [], 'store')
      return storeUnit(store, admission, scenario, once, findings)
    }),
    ...mail.brokers.filter(isUnit).map((broker) => {
      const { name, path, template } = broker
      const admission = book.of(name, [], 'store')
      const machine = template.machine === undefined ? MANAGED : machineOf(template.machine, path, once, findings)
      const own = once.first([...path, 'zones']) ? findings : undefined
      const zones = zoneIndexes(template.zones, scenario, path, own)
      const plan = brokerUnit(broker, machine, zones, PLAIN_QUEUE, admission.plans)
      return { plan, machine, holds: broker.events, path, connections: 0, admission }
    }),
  ].sort((left, right) => byCodeUnit(left.plan.name, right.plan.name))
}

/** Says of a template only once what is wrong with it, however many units are made from it. */
class Once {
  readonly #seen = new Set<string>()

  first(path: DocumentPath): boolean {
    const text = path.join('\n')
    if (this.#seen.has(text)) return false
    this.#seen.add(text)
    return true
  }
}

/** The first zone in code-unit order: where things are that nobody places. */
function defaultZone(scenario: Scenario): string {
  return sortedKeys(scenario.network.zones)[0] ?? ''
}

/** Index of a zone among the sorted zones; reports a zone that the network does not have. */
export function zoneIndex(
  scenario: Scenario,
  zone: string,
  path: DocumentPath,
  findings: Findings | undefined,
): number {
  const zones = sortedKeys(scenario.network.zones)
  const index = zones.indexOf(zone)
  if (index >= 0) return index
  if (findings !== undefined) {
    unknownName(
      findings,
      'S205',
      'zone',
      zone,
      () => zones,
      path,
      (found) => ['network', 'zones', found],
    )
  }
  return 0
}

/** Indexes of the zones of something, which are written as `zone` or `zones`; without any the default. */
function zoneIndexes(
  written: readonly string[],
  scenario: Scenario,
  path: DocumentPath,
  findings: Findings | undefined,
): number[] {
  const named = written.length === 0 ? [defaultZone(scenario)] : written
  const several = named.length > 1
  return named.map((zone, index) =>
    zoneIndex(scenario, zone, [...path, ...(several ? ['zones', index] : ['zone'])], findings),
  )
}

function machineOf(machine: Machine, path: DocumentPath, once: Once, findings: Findings): DeployedMachine {
  const place = [...path, 'machine']
  return resolveMachine(machine, place, once.first(place) ? findings : undefined)
}

function serviceUnit(
  unit: PlacedUnit,
  admission: Admission,
  scenario: Scenario,
  outcomes: readonly string[],
  once: Once,
  findings: Findings,
): CompiledUnit {
  const { template, path } = unit
  const machine = machineOf(template.machine, path, once, findings)
  const threads = template.runtime.kind === 'threads'
  const own = once.first([...path, 'zones']) ? findings : undefined
  const zones = zoneIndexes(template.zones, scenario, path, own)
  const plan: UnitPlan = {
    name: unit.name,
    role: 'service',
    instances: template.instances,
    slots: template.runtime.kind === 'threads' ? template.runtime.threads : Number.POSITIVE_INFINITY,
    cores: threads ? (template.cores ?? wholeCores(machine.vcpu)) : 1,
    scheduling: template.scheduling,
    queue: queuePlan(template.queue),
    admission: admission.plans,
    balance: balancePlan(template.balance, outcomes),
    zones: Array.from({ length: template.instances }, (_, instance) => zones[instance % zones.length] ?? 0),
  }
  if (own !== undefined) checkUnit(unit, machine, plan, own)
  return { plan, machine, holds: unit.modules, path, connections: 0, admission }
}

function storeUnit(
  store: PlacedStore,
  admission: Admission,
  scenario: Scenario,
  once: Once,
  findings: Findings,
): CompiledUnit {
  const { template, path } = store
  const machine = machineOf(template.machine, path, once, findings)
  const own = once.first([...path, 'zones']) ? findings : undefined
  const zones = zoneIndexes(template.zones, scenario, path, own)
  const instances = nodesOf(template)
  const plan: UnitPlan = {
    name: store.name,
    role: 'store',
    instances,
    slots: template.concurrency ?? wholeCores(machine.vcpu),
    cores: wholeCores(machine.vcpu),
    scheduling: 'ps',
    // The pool of connections is the bound on who may wait here.
    queue: PLAIN_QUEUE,
    admission: admission.plans,
    balance: {
      // Any node of a quorum store can coordinate; else the shard of the key is asked.
      policy: template.rules.kind === 'quorum' ? 'random' : 'by-key',
      choices: 0,
      replacement: false,
      weights: [],
      scope: 'shared',
      health: null,
      ejection: null,
    },
    zones: Array.from({ length: instances }, (_, node) => zones[node % zones.length] ?? 0),
  }
  return { plan, machine, holds: store.records, path, connections: template.connections, admission }
}

function wholeCores(vcpu: number): number {
  return Math.max(1, Math.floor(vcpu))
}

function queuePlan({ limit, discipline, patience, codel, drop, estimate }: Queue): QueuePlan {
  return {
    limit,
    discipline: discipline.kind,
    lifoAbove: discipline.above,
    patience: patience?.distribution ?? null,
    codel: codel ?? null,
    drop,
    estimate,
  }
}

function balancePlan(balance: Balance, outcomes: readonly string[]): BalancePlan {
  const { ejection, health, ...rest } = balance
  return { ...rest, health: health ?? null, ejection: ejection === undefined ? null : ejectionPlan(ejection, outcomes) }
}

function ejectionPlan(ejection: Ejection, outcomes: readonly string[]): EjectionPlan {
  const rate = ejection['success-rate']
  const failed = ejection['failure-percentage']
  return {
    failures: outcomeSet(ejection.counts, outcomes),
    consecutive: ejection.consecutive,
    interval: ejection.every,
    baseEjection: ejection.for,
    maxEjection: ejection['max-for'],
    maxEjectedShare: ejection['max-ejected'],
    successRate: rate === null ? null : { minimumHosts: rate.hosts, requests: rate.requests, factor: rate.factor },
    failurePercentage:
      failed === null ? null : { threshold: failed.threshold, minimumHosts: failed.hosts, requests: failed.requests },
  }
}

function checkUnit(unit: PlacedUnit, machine: DeployedMachine, plan: UnitPlan, findings: Findings): void {
  const { template, path } = unit
  const { instances, balance } = plan
  // A machine without a name has been reported as unknown.
  if (machine.name !== '' && plan.cores > machine.vcpu) {
    findings.warning('L310', [...path, 'cores'], `${plan.cores} cores on a machine with ${machine.vcpu} vCPU`, {
      hint: `the run computes on ${plan.cores} cores, the cost is that of ${machine.name}`,
    })
  }
  if (balance.policy === 'weighted' && balance.weights.length !== instances) {
    findings.error('S224', [...path, 'balance'], `${balance.weights.length} weights for ${instances} instances`, {
      expected: 'one weight for each instance',
    })
  }
  if (balance.policy === 'power-of-choices' && !balance.replacement && balance.choices > instances) {
    findings.error(
      'S224',
      [...path, 'balance'],
      `${balance.choices} different instances cannot be picked out of ${instances}`,
      {
        expected: `at most ${instances}`,
        hint: `with replacement an instance may be picked twice: power-of(${balance.choices}, replacement)`,
      },
    )
  }
  if (template.zones.length > instances) {
    const unused = template.zones.slice(instances).join(', ')
    findings.warning('L309', [...path, 'zones'], `${instances} instances leave zones without any: ${unused}`)
  }
}
