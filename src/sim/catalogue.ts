import type { EdgeInstruments } from './calls/edge.ts'
import type { GuardInstruments } from './calls/guard/guard-instruments.ts'
import type { PoolInstruments } from './calls/resource-pool.ts'
import type { UnitInstruments } from './calls/stopping.ts'
import type { CacheInstruments } from './data/cache/caches.ts'
import type { StoreInstruments } from './data/store-instruments.ts'
import type { FaultInstruments } from './faults/fault-runner.ts'
import { mortalUnits } from './faults/mortal-units.ts'
import { WASTE_NAMES } from './frame.ts'
import { InstrumentBuilder } from './instrument-builder.ts'
import type { Catalogue } from './kernel/probe.ts'
import { listBrokers } from './list-brokers.ts'
import { listGuard } from './list-guard.ts'
import { listProcesses } from './list-processes.ts'
import { listStores } from './list-stores.ts'
import type { BrokerInstruments } from './messaging/broker-instruments.ts'
import { type EdgePlan, type Plan, StepKind, type UnitPlan } from './plan.ts'
import type { AdmissionPlan, GuardPlan } from './policy-plan.ts'
import type { ProcessInstruments } from './processes/reporting.ts'
import type { EjectionInstruments } from './services/ejection-report.ts'
import type { InstanceInstruments } from './services/instance-instruments.ts'
import { SHED_NAMES, shedReasons } from './services/waiting-line.ts'

/** The catalogue of a world and where each component finds its own ids in it. */
export interface Instruments {
  readonly catalogue: Catalogue
  /** Call series by (caller, program, edge): see `callSeries`. */
  readonly calls: ReadonlyMap<string, number>
  readonly instances: readonly InstanceInstruments[]
  readonly pools: readonly PoolInstruments[]
  readonly edges: readonly EdgeInstruments[]
  readonly units: readonly UnitInstruments[]
  readonly caches: readonly CacheInstruments[]
  /** By store of the plan. */
  readonly stores: readonly StoreInstruments[]
  /** By broker of the plan. */
  readonly brokers: readonly BrokerInstruments[]
  /** By edge; `null` where it has no policies. */
  readonly guards: readonly (GuardInstruments | null)[]
  /** By unit; `undefined` where it is no process. */
  readonly processes: readonly (ProcessInstruments | undefined)[]
  /** By unit; `null` where nothing is ejected. */
  readonly ejections: readonly (EjectionInstruments | null)[]
  readonly faults: readonly FaultInstruments[]
  /** Instances that are up, by unit; -1 where no fault can take one down. */
  readonly instancesUp: readonly number[]
}

/** Key of the series of calls from a unit, or a workload as -1 - its index, to a program over an edge (-1: inside). */
export function callSeries(caller: number, program: number, edge: number): string {
  return `${caller}>${program}>${edge}`
}

/** The operation that the fallback of an edge calls, and over which edge (-1: inside the unit); `null` for none. */
export function fallbackOf(guard: GuardPlan | null): { readonly program: number; readonly edge: number } | null {
  for (const layer of guard?.layers ?? []) {
    if (layer.kind === 'fallback' && layer.to.kind === 'call') return layer.to
  }
  return null
}

/** Lists everything that a run of this plan reports. */
export function buildInstruments(plan: Plan): Instruments {
  const builder = new InstrumentBuilder()
  const calls = listCalls(plan, builder)
  const instances = plan.units.flatMap((unit) => {
    const shed = listShed(unit, builder)
    return unit.zones.map((_, number) => listInstance(unit, number, shed, builder))
  })
  const pools = plan.pools.map((pool) => {
    const labels = { pool: pool.name }
    return {
      wait: builder.wait('pool', labels),
      inUse: builder.level('pool', labels, pool.size),
      queue: builder.level('pool-queue', labels, Number.POSITIVE_INFINITY),
    }
  })
  const edges = plan.edges.map((edge) => listEdge(plan, edge, builder))
  const guards = plan.edges.map((edge) => listGuard(plan, edge, builder))
  const units = plan.units.map((unit) => ({
    answersUnwanted: builder.counter('answers-unwanted', { unit: unit.name }),
    wastedCpu: WASTE_NAMES.map((cause) => builder.counter('wasted-cpu', { unit: unit.name, cause })),
  }))
  const caches = plan.caches.map(({ name }) => ({
    hits: builder.counter('cache-hits', { cache: name }),
    misses: builder.counter('cache-misses', { cache: name }),
  }))
  const ejections = plan.units.map((unit, u) => listEjections(plan, unit, u, builder))
  const processes = listProcesses(plan, builder)
  const stores = listStores(plan, builder)
  const brokers = listBrokers(plan, builder)
  const faults = plan.faults.map(({ id }) => ({
    on: builder.level('fault', { fault: id }, 1),
    bites: builder.counter('fault-bites', { fault: id }),
  }))
  const mortal = mortalUnits(plan.faults)
  const instancesUp = plan.units.map(({ name, instances: count }, u) =>
    mortal.has(u) ? builder.level('instances-up', { unit: name }, count) : -1,
  )
  // An edge comes before a unit: `origins[e]` is edge e, `origins[edges + u]` is unit u.
  const origins = [...plan.edges, ...plan.units].map(({ name }) => name)
  return {
    catalogue: builder.catalogue(plan.outcomes, origins),
    calls,
    instances,
    pools,
    edges,
    guards,
    units,
    caches,
    stores,
    brokers,
    ejections,
    processes,
    faults,
    instancesUp,
  }
}

function listCalls(plan: Plan, builder: InstrumentBuilder): ReadonlyMap<string, number> {
  const calls = new Map<string, number>()
  const list = (caller: number, program: number, edge: number): void => {
    const key = callSeries(caller, program, edge)
    if (calls.has(key)) return
    const callee = plan.programs[program]
    const name = caller < 0 ? plan.workloads[-1 - caller]?.name : plan.units[caller]?.name
    const labels = {
      caller: name ?? '',
      callerKind: caller < 0 ? 'workload' : 'unit',
      operation: callee?.name ?? '',
      unit: plan.units[callee?.unit ?? -1]?.name ?? '',
      // What stays within an instance crosses no edge that anybody sees, and is a visit all the same.
      ...(plan.edges[edge]?.loopback === true
        ? { edge: '', loopback: plan.edges[edge].name }
        : { edge: plan.edges[edge]?.name ?? '' }),
    }
    calls.set(key, builder.series('call', labels, true))
  }
  plan.workloads.forEach((workload, w) => {
    for (const entry of workload.mix) list(-1 - w, entry.program, entry.edge)
  })
  for (const program of plan.programs) {
    for (const step of program.steps) {
      const { kind, edge } = step
      const publishes = kind === StepKind.publish && edge >= 0
      if (kind === StepKind.call || kind === StepKind.send || kind === StepKind.access || publishes) {
        list(program.unit, step.program, step.edge)
      }
    }
  }
  for (const { from, guard } of plan.edges) {
    const target = fallbackOf(guard)
    if (target !== null) list(from, target.program, target.edge)
  }
  return calls
}

/** How many requests can wait at gates in front of a unit. */
function placesAtGates(gates: readonly AdmissionPlan[]): number {
  let places = 0
  for (const gate of gates) {
    if (gate.kind === 'bulkhead') places += gate.queue
    else if (gate.kind === 'rate-limit' && gate.rules.algorithm === 'leaky-bucket') places += gate.rules.burst
  }
  return places
}

/** Counters of what the queues of a unit turn away, by reason; -1 for reasons that they cannot have. */
function listShed(unit: UnitPlan, builder: InstrumentBuilder): readonly number[] {
  return shedReasons(unit.queue).map((possible, reason) =>
    possible ? builder.counter('shed', { unit: unit.name, why: SHED_NAMES[reason] ?? '' }) : -1,
  )
}

function listInstance(
  unit: UnitPlan,
  number: number,
  shed: readonly number[],
  builder: InstrumentBuilder,
): InstanceInstruments {
  const labels = { unit: unit.name, instance: String(number) }
  const slots = unit.slots
  return {
    visits: builder.series('visit', { ...labels, role: unit.role }, false),
    queueWait: builder.wait('queue', labels),
    concurrency: builder.level('concurrency', labels, slots),
    queue: builder.level('queue', labels, unit.queue.limit + placesAtGates(unit.admission)),
    cpu: builder.level('cpu', labels, unit.cores),
    gates: unit.admission.map((gate) => {
      if (gate.kind === 'bulkhead') return builder.level('bulkhead', labels, gate.concurrent)
      return gate.kind === 'concurrency-limit' ? builder.level('concurrency-limit', labels, gate.max) : -1
    }),
    shed,
  }
}

function listEjections(plan: Plan, unit: UnitPlan, u: number, builder: InstrumentBuilder): EjectionInstruments | null {
  const { scope, ejection } = unit.balance
  if (ejection === null) return null
  // Each client can have all instances out.
  let clients = 0
  for (const { from, to } of plan.edges) if (to === u) clients += from < 0 ? 1 : (plan.units[from]?.instances ?? 0)
  return {
    ejected: builder.level('ejected', { unit: unit.name }, unit.instances * (scope === 'client' ? clients : 1)),
    ejections: unit.zones.map((_, number) =>
      builder.counter('ejections', { unit: unit.name, instance: String(number) }),
    ),
  }
}

function listEdge(plan: Plan, edge: EdgePlan, builder: InstrumentBuilder): EdgeInstruments {
  const bytes: number[] = []
  for (const link of linksOf(plan, edge)) {
    bytes[link] = builder.counter('bytes', { edge: edge.name, traffic: plan.links[link]?.traffic ?? 'free' })
  }
  return {
    connectionsOpened: builder.counter('connections-opened', { edge: edge.name }),
    messagesLost: builder.counter('messages-lost', { edge: edge.name }),
    bytes,
  }
}

/** The links that messages of an edge can take, without repetition, in ascending order. */
function linksOf(plan: Plan, edge: EdgePlan): readonly number[] {
  if (edge.link >= 0) return [edge.link]
  const zonesOfCaller =
    edge.from < 0 ? [plan.workloads[-1 - edge.from]?.zone ?? 0] : (plan.units[edge.from]?.zones ?? [])
  const links = new Set<number>()
  for (const from of zonesOfCaller) {
    for (const to of plan.units[edge.to]?.zones ?? []) links.add(plan.linkBetween[from * plan.zones.length + to] ?? 0)
  }
  return [...links].sort((a, b) => a - b)
}
