import type { Distribution } from '../../../src/sim/kernel/distribution.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { OUTCOME_NAMES } from '../../../src/sim/outcome.ts'
import type {
  ArrivalsPlan,
  BalancePlan,
  ClosedPlan,
  ConnectionPlan,
  LimitsPlan,
  LinkPlan,
  Plan,
  ProtocolPlan,
  RateSegment,
  UnitPlan,
} from '../../../src/sim/plan.ts'
import { type Law, law } from './law.ts'
import { compileOperations, type StepSpec, unitOf } from './steps.ts'

export const US = 1e3
export const MS = 1e6
export const SECOND = 1e9
export const FOREVER: number = Number.POSITIVE_INFINITY

export type LinkSpec = Partial<Omit<LinkPlan, 'delay'>> & { readonly delay?: Law }

export interface UnitSpec {
  readonly instances?: number
  readonly slots?: number
  readonly cores?: number
  readonly scheduling?: 'ps' | 'fcfs'
  /** Requests that may wait for a slot. */
  readonly limit?: number
  readonly discipline?: 'fifo' | 'lifo'
  readonly balance?: Partial<BalancePlan>
  /** Zone of each instance; all in the first one by default. */
  readonly zones?: readonly number[]
}

export interface EdgeSpec {
  readonly link?: LinkSpec
  readonly timeout?: number
  readonly cancel?: boolean
  /** Name of a pool. */
  readonly pool?: string
  readonly protocol?: Partial<ProtocolPlan>
  readonly connection?: Partial<ConnectionPlan>
}

export interface WorkloadSpec {
  /** The operation it calls, or several with their shares, which add up to 1. */
  readonly calls: string | Readonly<Record<string, number>>
  readonly arrivals: ArrivalsPlan
  readonly request?: Law
  readonly deadline?: number
  readonly propagate?: boolean
  readonly zone?: number
}

/** A world in few words; whatever is left out costs nothing and bounds nothing. */
export interface WorldSpec {
  readonly units: Readonly<Record<string, UnitSpec>>
  /** Steps of each operation, named `module.operation`. */
  readonly operations: Readonly<Record<string, readonly StepSpec[]>>
  /** The unit that holds each module; the one of the same name by default. */
  readonly modules?: Readonly<Record<string, string>>
  /** Payload of the answers of an operation. */
  readonly answers?: Readonly<Record<string, Law>>
  /** By name: `web -> db`, where `web` may be a unit or a workload. */
  readonly edges?: Readonly<Record<string, EdgeSpec>>
  readonly pools?: Readonly<Record<string, number>>
  readonly zones?: readonly string[]
  /** The link between all zones … */
  readonly network?: LinkSpec
  /** … but these, by `from -> to`. */
  readonly between?: Readonly<Record<string, LinkSpec>>
  readonly workloads: Readonly<Record<string, WorkloadSpec>>
  readonly duration?: number
  /** Long by default, so that everything comes to its end. */
  readonly drain?: number
  readonly inProcess?: number
  readonly limits?: Partial<LimitsPlan>
  /** Business reasons, beside the built-in outcomes. */
  readonly reasons?: readonly string[]
}

/** One request at each of these times, ns. */
export function at(...times: readonly number[]): ArrivalsPlan {
  return { kind: 'replay', times: Float64Array.from(times) }
}

/** A renewal process at a constant rate or along `rate`; Poisson unless `gap`, of mean 1, says otherwise. */
export function open(
  rate: number | readonly RateSegment[],
  options: { readonly gap?: Distribution; readonly batch?: Law } = {},
): ArrivalsPlan {
  const segments = typeof rate === 'number' ? [{ start: 0, end: FOREVER, from: rate, to: rate }] : rate
  return { kind: 'open', gap: options.gap ?? exponential(1), rate: segments, batch: law(options.batch ?? 1) }
}

export function closed(users: number, think: Law, rampUp: number = 0): ClosedPlan {
  return { kind: 'closed', users, think: law(think), rampUp }
}

const PLAIN: ProtocolPlan = {
  name: 'plain',
  clientFixed: 0,
  clientPerByte: 0,
  serverFixed: 0,
  serverPerByte: 0,
  overhead: 0,
  expansion: 1,
}
const CONNECTED: ConnectionPlan = { setupRoundTrips: 0, keepAlive: FOREVER, multiplexed: false }

export function buildPlan(spec: WorldSpec): Plan {
  const unitNames = Object.keys(spec.units)
  const workloadNames = Object.keys(spec.workloads)
  const zones = spec.zones ?? ['here']
  const links: LinkPlan[] = []
  const addLink = (link: LinkSpec = {}): number => links.push(linkPlan(link)) - 1
  const linkBetween = zones.flatMap((from) =>
    zones.map((to) => addLink(spec.between?.[`${from} -> ${to}`] ?? spec.network)),
  )
  const edgeNames: string[] = []
  const edgeOf = (from: string, to: string): number => {
    const name = `${from} -> ${to}`
    const known = edgeNames.indexOf(name)
    return known >= 0 ? known : edgeNames.push(name) - 1
  }
  const programs = compileOperations(spec, unitNames, edgeOf)
  const workloads = Object.entries(spec.workloads).map(([name, workload]) => {
    const shares = typeof workload.calls === 'string' ? { [workload.calls]: 1 } : workload.calls
    let cumulative = 0
    const mix = Object.entries(shares).map(([operation, share]) => {
      cumulative += share
      const program = programs.findIndex((each) => each.name === operation)
      const unit = unitOf(spec, operation)
      return { program, edge: edgeOf(name, unit), cumulative, request: law(workload.request ?? 0) }
    })
    return {
      name,
      zone: workload.zone ?? 0,
      arrivals: workload.arrivals,
      mix,
      deadline: workload.deadline ?? 0,
      propagate: workload.propagate ?? false,
    }
  })
  const poolNames = Object.keys(spec.pools ?? {})
  const edges = edgeNames.map((name) => {
    const [from, to] = name.split(' -> ') as [string, string]
    const { link, timeout = 0, cancel = false, pool, protocol, connection } = spec.edges?.[name] ?? {}
    return {
      from: unitNames.includes(from) ? unitNames.indexOf(from) : -1 - workloadNames.indexOf(from),
      to: unitNames.indexOf(to),
      name,
      link: link === undefined ? -1 : addLink(link),
      timeout,
      cancel,
      pool: pool === undefined ? -1 : poolNames.indexOf(pool),
      protocol: { ...PLAIN, ...protocol },
      connection: { ...CONNECTED, ...connection },
    }
  })
  return {
    duration: spec.duration ?? 10 * SECOND,
    drain: spec.drain ?? 1000 * SECOND,
    limits: { events: 1e8, eventsPerInstant: 1e5, pendingEvents: 1e6, ...spec.limits },
    inProcess: spec.inProcess ?? 0,
    programs,
    units: Object.entries(spec.units).map(([name, unit]) => unitPlan(name, unit)),
    pools: Object.entries(spec.pools ?? {}).map(([name, size]) => ({ name, size })),
    zones,
    links,
    linkBetween,
    edges,
    workloads,
    outcomes: [...OUTCOME_NAMES, ...(spec.reasons ?? [])],
  }
}

function unitPlan(name: string, spec: UnitSpec): UnitPlan {
  const instances = spec.instances ?? spec.zones?.length ?? 1
  return {
    name,
    role: 'service',
    instances,
    slots: spec.slots ?? FOREVER,
    cores: spec.cores ?? 1,
    scheduling: spec.scheduling ?? 'ps',
    queue: { limit: spec.limit ?? FOREVER, discipline: spec.discipline ?? 'fifo' },
    balance: { policy: 'round-robin', choices: 2, replacement: false, weights: [], scope: 'shared', ...spec.balance },
    zones: spec.zones ?? Array.from({ length: instances }, () => 0),
  }
}

function linkPlan(spec: LinkSpec): LinkPlan {
  return { name: 'link', loss: 0, bandwidth: FOREVER, traffic: 'free', ...spec, delay: law(spec.delay ?? 0) }
}
