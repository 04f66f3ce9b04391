import type { CachePlan } from '../../../src/sim/cache-plan.ts'
import type { FaultPlan } from '../../../src/sim/fault-plan.ts'
import type { Distribution } from '../../../src/sim/kernel/distribution.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { OUTCOME_NAMES } from '../../../src/sim/outcome.ts'
import type {
  ArrivalsPlan,
  BalancePlan,
  ClosedPlan,
  ConnectionPlan,
  EdgePlan,
  LimitsPlan,
  LinkPlan,
  Plan,
  ProgramPlan,
  ProtocolPlan,
  QueuePlan,
  RateSegment,
  UnitPlan,
  WorkloadPlan,
} from '../../../src/sim/plan.ts'
import type { AdmissionPlan, GuardPlan } from '../../../src/sim/policy-plan.ts'
import { type Law, law } from './law.ts'
import { compileOperations, type StepSpec, unitOf } from './steps.ts'
import { recordsOf, type StoreSpec, storesOf } from './stores.ts'

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
  readonly discipline?: QueuePlan['discipline']
  /** What else the queue does. */
  readonly queue?: Partial<QueuePlan>
  readonly admission?: readonly AdmissionPlan[]
  readonly balance?: Partial<BalancePlan>
  /** Zone of each instance; all in the first one by default. */
  readonly zones?: readonly number[]
}

export interface EdgeSpec {
  readonly link?: LinkSpec
  readonly timeout?: number
  readonly cancel?: boolean
  readonly propagateTimeout?: boolean
  readonly guard?: Partial<GuardPlan> | ((index: PlanIndex) => Partial<GuardPlan>)
  /** Name of a pool. */
  readonly pool?: string
  readonly protocol?: Partial<ProtocolPlan>
  readonly connection?: Partial<ConnectionPlan>
}

export type CacheSpec = { readonly unit: string } & Partial<Omit<CachePlan, 'name' | 'unit'>>

export interface WorkloadSpec {
  /** The operation it calls, or several with their shares, which add up to 1. */
  readonly calls: string | Readonly<Record<string, number>>
  readonly arrivals: ArrivalsPlan
  readonly request?: Law
  readonly deadline?: number
  readonly propagate?: boolean
  readonly zone?: number
  /** By operation; 0, the most important, where nothing is said. */
  readonly priorities?: Readonly<Record<string, number>>
}

/** Where the named things of a world are in its plan. */
export interface PlanIndex {
  readonly unit: (name: string) => number
  /** A unit, or a workload as -1 - its index. */
  readonly caller: (name: string) => number
  readonly edge: (name: string) => number
  /** Whether some call takes this edge. */
  readonly hasEdge: (name: string) => boolean
  readonly program: (name: string) => number
  readonly pool: (name: string) => number
  readonly workload: (name: string) => number
}

/** A world in few words; whatever is left out costs nothing and bounds nothing. */
export interface WorldSpec {
  readonly units: Readonly<Record<string, UnitSpec>>
  /** Steps of each operation, named `module.operation`. */
  readonly operations: Readonly<Record<string, readonly StepSpec[]>>
  /** The unit that holds each module; the one of the same name by default. */
  readonly modules?: Readonly<Record<string, string>>
  /** Operations that must not be done twice. */
  readonly notIdempotent?: readonly string[]
  /** Payload of the answers of an operation. */
  readonly answers?: Readonly<Record<string, Law>>
  /** By name: `web -> db`, where `web` may be a unit or a workload. */
  readonly edges?: Readonly<Record<string, EdgeSpec>>
  readonly pools?: Readonly<Record<string, number>>
  /** By name, with the unit that uses it. */
  readonly caches?: Readonly<Record<string, CacheSpec>>
  /** By name, which is that of the unit whose instances are the nodes. */
  readonly stores?: Readonly<Record<string, StoreSpec>>
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
  readonly faults?: (index: PlanIndex) => readonly FaultPlan[]
  readonly heal?: number
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
const UNGUARDED: GuardPlan = { layers: [], scope: 'instance', per: 'target', sidecar: null }
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
  const workloads = Object.entries(spec.workloads).map(([name, workload]) => ({
    name,
    zone: workload.zone ?? 0,
    arrivals: workload.arrivals,
    mix: mixPlan(spec, workload, programs, (unit) => edgeOf(name, unit)),
    deadline: workload.deadline ?? 0,
    propagate: workload.propagate ?? false,
  }))
  const poolNames = Object.keys(spec.pools ?? {})
  const index: PlanIndex = {
    unit: (name) => found(unitNames, name),
    caller: (name) => (unitNames.includes(name) ? unitNames.indexOf(name) : -1 - found(workloadNames, name)),
    edge: (name) => found(edgeNames, name),
    hasEdge: (name) => edgeNames.includes(name),
    program: (name) =>
      found(
        programs.map((program) => program.name),
        name,
      ),
    pool: (name) => found(poolNames, name),
    workload: (name) => found(workloadNames, name),
  }
  const edges = edgeNames.map((name) => edgePlan(name, spec.edges?.[name] ?? {}, index, addLink))
  return {
    duration: spec.duration ?? 10 * SECOND,
    drain: spec.drain ?? 1000 * SECOND,
    limits: { events: 1e8, eventsPerInstant: 1e5, pendingEvents: 1e6, ...spec.limits },
    inProcess: spec.inProcess ?? 0,
    programs,
    units: Object.entries(spec.units).map(([name, unit]) => unitPlan(name, unit)),
    pools: Object.entries(spec.pools ?? {}).map(([name, size]) => ({ name, size })),
    caches: Object.entries(spec.caches ?? {}).map(([name, cache]) =>
      cachePlan(name, cache, found(unitNames, cache.unit)),
    ),
    records: recordsOf(spec.stores ?? {}),
    stores: storesOf(spec.stores ?? {}, index.unit, (name) => edgeNames.indexOf(name)),
    zones,
    links,
    linkBetween,
    edges,
    workloads,
    faults: spec.faults?.(index) ?? [],
    heal: spec.heal ?? FOREVER,
    outcomes: [...OUTCOME_NAMES, ...(spec.reasons ?? [])],
  }
}

function cachePlan(name: string, { unit: _, ...cache }: CacheSpec, unit: number): CachePlan {
  return {
    name,
    unit,
    scope: 'instance',
    record: 0,
    ttl: FOREVER,
    sliding: false,
    entries: FOREVER,
    evict: 'lru',
    coalesce: false,
    mode: { kind: 'aside' },
    warm: 0,
    ...cache,
  }
}

function mixPlan(
  spec: WorldSpec,
  { calls, request = 0, priorities }: WorkloadSpec,
  programs: readonly ProgramPlan[],
  edgeTo: (unit: string) => number,
): WorkloadPlan['mix'] {
  let sum = 0
  return Object.entries(typeof calls === 'string' ? { [calls]: 1 } : calls).map(([operation, share]) => {
    sum += share
    return {
      program: programs.findIndex((each) => each.name === operation),
      edge: edgeTo(unitOf(spec, operation)),
      cumulative: sum,
      request: law(request),
      priority: priorities?.[operation] ?? 0,
    }
  })
}

function edgePlan(name: string, spec: EdgeSpec, index: PlanIndex, addLink: (link: LinkSpec) => number): EdgePlan {
  const [from, to] = name.split(' -> ') as [string, string]
  const { link, timeout = 0, cancel = false, propagateTimeout = false, guard, pool } = spec
  const guarded = typeof guard === 'function' ? guard(index) : guard
  return {
    from: index.caller(from),
    to: index.unit(to),
    name,
    link: link === undefined ? -1 : addLink(link),
    timeout,
    cancel,
    propagate: propagateTimeout,
    guard: guarded === undefined ? null : { ...UNGUARDED, ...guarded },
    pool: pool === undefined ? -1 : index.pool(pool),
    protocol: { ...PLAIN, ...spec.protocol },
    connection: { ...CONNECTED, ...spec.connection },
  }
}

function found(names: readonly string[], name: string): number {
  const position = names.indexOf(name)
  if (position < 0) throw new Error(`the world has no ${name}`)
  return position
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
    queue: {
      limit: spec.limit ?? FOREVER,
      discipline: spec.discipline ?? 'fifo',
      lifoAbove: 0,
      patience: null,
      codel: null,
      drop: 'expired',
      estimate: 0,
      ...spec.queue,
    },
    admission: spec.admission ?? [],
    balance: {
      policy: 'round-robin',
      choices: 2,
      replacement: false,
      weights: [],
      scope: 'shared',
      health: null,
      ejection: null,
      ...spec.balance,
    },
    zones: spec.zones ?? Array.from({ length: instances }, () => 0),
  }
}

function linkPlan(spec: LinkSpec): LinkPlan {
  return { name: 'link', loss: 0, bandwidth: FOREVER, traffic: 'free', ...spec, delay: law(spec.delay ?? 0) }
}
