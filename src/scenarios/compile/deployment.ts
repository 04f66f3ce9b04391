import type { Provider, TrafficPrice } from '../../metrics/cost/price.ts'
import { TRAFFIC } from '../../metrics/cost/price-book.ts'
import type { EdgePlan } from '../../sim/plan.ts'
import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import type { Sourced } from './closest-rule.ts'
import type { CompiledUnit } from './compile-units.ts'
import type { EdgeTable } from './edge-table.ts'
import { sortedKeys } from './names.ts'
import { type DeployedLayer, deployedLayers } from './policies/deployed-layers.ts'
import type { ProtectionSettings } from './policies/protection-settings.ts'
import type { DeployedMachine } from './resolve-machine.ts'

/** What runs where, in names and money: for the bill and for `show`. Plain data. */
export interface DeploymentPlan {
  /** In the order of the plan's units. */
  readonly units: readonly DeployedUnit[]
  /** In the order of the plan's edges, without those within an instance. */
  readonly edges: readonly DeployedEdge[]
  /** Zone to region, in code-unit order of the zones. */
  readonly zones: readonly { readonly name: string; readonly region: string }[]
  /** Prices of traffic of the provider that most instances run at; AWS where that is nobody in the price book. */
  readonly traffic: readonly TrafficPrice[]
}

export interface DeployedUnit {
  readonly name: string
  readonly role: 'service' | 'store' | 'broker'
  /** Modules of a service, in code-unit order; empty for the others. */
  readonly modules: readonly string[]
  /** Records of a store, in code-unit order; empty for the others. */
  readonly records: readonly string[]
  /** Events of a broker, in code-unit order; empty for the others. */
  readonly events: readonly string[]
  readonly instances: number
  /** Zone of each instance. */
  readonly zones: readonly string[]
  readonly machine: DeployedMachine
  readonly cores: number
  /** Worker slots of an instance; Infinity for an event loop. */
  readonly slots: number
  /** Connections of a store, of all callers together; 0 for a service. */
  readonly connections: number
  /** What a request passes before it may wait or begin; outermost first, each for every instance. */
  readonly admission: readonly DeployedLayer[]
}

/** An edge with where each of its settings was written. */
export interface DeployedEdge {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly settings: readonly DeployedSetting[]
  /** Policies, outermost first; empty for none. */
  readonly layers: readonly DeployedLayer[]
}

export interface DeployedSetting {
  readonly name:
    | 'timeout'
    | 'cancel'
    | 'propagate'
    | 'protocol'
    | 'keep-alive'
    | 'tls'
    | 'multiplexed'
    | 'delay'
    | 'loss'
    | 'bandwidth'
    | 'scope'
    | 'per'
    | 'at'
    | 'sidecar'
  /** Durations in ns, laws as text; `undefined` where the zones decide. */
  readonly value: number | boolean | string | undefined
  /** The pattern or key that says so; empty for a default. */
  readonly from: string
  readonly path: DocumentPath
}

/** Describes the deployment in names. */
export function describeDeployment(
  scenario: Scenario,
  units: readonly CompiledUnit[],
  table: EdgeTable,
  edges: readonly EdgePlan[],
): DeploymentPlan {
  const zones = sortedKeys(scenario.network.zones)
  const described = units.map(({ plan, machine, holds, connections, admission }) => ({
    name: plan.name,
    role: plan.role,
    modules: plan.role === 'service' ? holds : [],
    records: plan.role === 'store' ? holds : [],
    events: plan.role === 'broker' ? holds : [],
    instances: plan.instances,
    zones: plan.zones.map((zone) => zones[zone] ?? ''),
    machine,
    cores: plan.cores,
    slots: plan.slots,
    connections,
    admission: deployedLayers(admission.settings),
  }))
  const provider = mostUsedProvider(described)
  return {
    units: described,
    edges: edges.flatMap((edge, index) => (edge.loopback === true ? [] : describeEdge(edge, table, index))),
    zones: zones.map((name) => ({ name, region: scenario.network.zones[name] ?? '' })),
    traffic: TRAFFIC.filter((price) => price.provider === provider),
  }
}

function describeEdge(edge: EdgePlan, table: EdgeTable, index: number): DeployedEdge {
  const draft = table.edges[index]
  if (draft === undefined) return { name: edge.name, from: '', to: '', settings: [], layers: [] }
  const { timeout, cancel, protocol, keepAlive, tls, multiplexed, delay, loss, bandwidth } = draft.settings
  return {
    name: edge.name,
    from: draft.from,
    to: draft.to,
    settings: [
      setting('timeout', timeout),
      setting('cancel', cancel),
      setting('propagate', draft.settings.propagate),
      setting('protocol', protocol),
      setting('keep-alive', keepAlive),
      setting('tls', tls),
      setting('multiplexed', multiplexed),
      setting('delay', { value: delay.value?.text, source: delay.source }),
      setting('loss', loss),
      setting('bandwidth', bandwidth),
      ...policySettings(draft.settings, edge.guard !== null),
    ],
    layers: deployedLayers(draft.settings),
  }
}

/** Where the policies are and whose state they have; of calls without any there is nothing to say. */
function policySettings({ at, scope, per }: ProtectionSettings, guarded: boolean): DeployedSetting[] {
  if (!guarded) return []
  const place = at.value
  const delay = place.kind === 'sidecar' ? place.delay.text : undefined
  return [
    setting('at', { value: place.kind, source: at.source }),
    ...(delay === undefined ? [] : [setting('sidecar', { value: delay, source: at.source })]),
    setting('scope', scope),
    setting('per', per),
  ]
}

function setting(name: DeployedSetting['name'], { value, source }: Sourced<DeployedSetting['value']>): DeployedSetting {
  return { name, value, from: source?.text ?? '', path: source?.path ?? [] }
}

function mostUsedProvider(units: readonly DeployedUnit[]): Provider {
  const count = (provider: Provider): number =>
    units.reduce((sum, unit) => sum + (unit.machine.provider === provider ? unit.instances : 0), 0)
  const priced = (['aws', 'gcp', 'azure'] as const).filter((name) => TRAFFIC.some((price) => price.provider === name))
  return priced.reduce((best, provider) => (count(provider) > count(best) ? provider : best), 'aws')
}
