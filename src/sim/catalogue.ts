import type { UnitInstruments } from './calls/client.ts'
import type { EdgeInstruments } from './calls/edge.ts'
import type { PoolInstruments } from './calls/resource-pool.ts'
import type { Catalogue, Instrument, LevelInstrument, SeriesInstrument } from './kernel/probe.ts'
import { PART_NAMES } from './parts.ts'
import { type EdgePlan, type Plan, StepKind, type UnitPlan } from './plan.ts'
import type { InstanceInstruments } from './services/instance.ts'

/** The catalogue of a world and where each component finds its own ids in it. */
export interface Instruments {
  readonly catalogue: Catalogue
  /** Call series by (caller, program, edge): see `callSeries`. */
  readonly calls: ReadonlyMap<string, number>
  readonly instances: readonly InstanceInstruments[]
  readonly pools: readonly PoolInstruments[]
  readonly edges: readonly EdgeInstruments[]
  readonly units: readonly UnitInstruments[]
}

/** Key of the series of calls from a unit, or a workload as -1 - its index, to a program over an edge (-1: inside). */
export function callSeries(caller: number, program: number, edge: number): string {
  return `${caller}>${program}>${edge}`
}

/** Lists everything that a run of this plan reports. */
export function buildInstruments(plan: Plan): Instruments {
  const builder = new Builder()
  const calls = listCalls(plan, builder)
  const instances = plan.units.flatMap((unit) => unit.zones.map((_, number) => listInstance(unit, number, builder)))
  const pools = plan.pools.map((pool) => {
    const labels = { pool: pool.name }
    return {
      wait: builder.wait('pool', labels),
      inUse: builder.level('pool', labels, pool.size),
      queue: builder.level('pool-queue', labels, Number.POSITIVE_INFINITY),
    }
  })
  const edges = plan.edges.map((edge) => listEdge(plan, edge, builder))
  const units = plan.units.map((unit) => ({
    answersUnwanted: builder.counter('answers-unwanted', { unit: unit.name }),
    wastedCpu: builder.counter('wasted-cpu', { unit: unit.name }),
  }))
  // An edge comes before a unit: `origins[e]` is edge e, `origins[edges + u]` is unit u.
  const origins = [...plan.edges, ...plan.units].map(({ name }) => name)
  return { catalogue: builder.catalogue(plan.outcomes, origins), calls, instances, pools, edges, units }
}

class Builder {
  readonly #series: SeriesInstrument[] = []
  readonly #waits: Instrument[] = []
  readonly #levels: LevelInstrument[] = []
  readonly #counters: Instrument[] = []

  series(name: string, labels: Record<string, string>, parts: boolean): number {
    return this.#series.push({ name, labels, parts }) - 1
  }

  wait(name: string, labels: Record<string, string>): number {
    return this.#waits.push({ name, labels }) - 1
  }

  level(name: string, labels: Record<string, string>, capacity: number): number {
    return this.#levels.push({ name, labels, capacity }) - 1
  }

  counter(name: string, labels: Record<string, string>): number {
    return this.#counters.push({ name, labels }) - 1
  }

  catalogue(outcomes: readonly string[], origins: readonly string[]): Catalogue {
    return {
      series: this.#series,
      waits: this.#waits,
      levels: this.#levels,
      counters: this.#counters,
      outcomes,
      origins,
      parts: PART_NAMES,
    }
  }
}

function listCalls(plan: Plan, builder: Builder): ReadonlyMap<string, number> {
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
      edge: plan.edges[edge]?.name ?? '',
    }
    calls.set(key, builder.series('call', labels, true))
  }
  plan.workloads.forEach((workload, w) => {
    for (const entry of workload.mix) list(-1 - w, entry.program, entry.edge)
  })
  for (const program of plan.programs) {
    for (const step of program.steps) {
      if (step.kind === StepKind.call || step.kind === StepKind.send) list(program.unit, step.program, step.edge)
    }
  }
  return calls
}

function listInstance(unit: UnitPlan, number: number, builder: Builder): InstanceInstruments {
  const labels = { unit: unit.name, instance: String(number) }
  const slots = unit.slots
  return {
    visits: builder.series('visit', { ...labels, role: unit.role }, false),
    queueWait: builder.wait('queue', labels),
    concurrency: builder.level('concurrency', labels, slots),
    queue: builder.level('queue', labels, unit.queue.limit),
    cpu: builder.level('cpu', labels, unit.cores),
  }
}

function listEdge(plan: Plan, edge: EdgePlan, builder: Builder): EdgeInstruments {
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
