import { type Plan, StepKind, type UnitPlan } from '../sim/plan.ts'

/** Who is there and who calls whom, in plain data for pictures. */
export interface Topology {
  readonly workloads: readonly TopologyWorkload[]
  readonly units: readonly TopologyUnit[]
  readonly edges: readonly TopologyEdge[]
}

export interface TopologyWorkload {
  readonly name: string
  /** `open`, `closed, 30 users`, `replay, 1,200 requests` … */
  readonly load: string
  readonly calls: readonly { readonly operation: string; readonly share: number }[]
}

export interface TopologyUnit {
  readonly name: string
  readonly role: 'service' | 'store' | 'broker'
  readonly instances: number
  /** Worker slots of an instance; `null` for an event loop. */
  readonly slots: number | null
  readonly cores: number
  readonly scheduling: 'ps' | 'fcfs'
  /** Zone names of the instances, each once, in the order of the first instance there. */
  readonly zones: readonly string[]
  readonly operations: readonly TopologyOperation[]
}

export interface TopologyOperation {
  readonly name: string
  /** Operations it calls or sends to, each once, in the order of its steps; over the network or not. */
  readonly calls: readonly { readonly operation: string; readonly network: boolean }[]
}

export interface TopologyEdge {
  readonly from: string
  readonly to: string
  /** Workload, or unit. */
  readonly fromKind: 'workload' | 'unit'
  readonly protocol: string
  /** Client timeout in ms; 0 is none. */
  readonly timeoutMs: number
  /** Kinds of the other policies of the caller, outermost first. */
  readonly policies: readonly string[]
  /** Name of the pool and its size; absent where there is none. */
  readonly pool?: { readonly name: string; readonly size: number }
}

const NS_PER_MS = 1e6

/** Reads the picture off a plan. */
export function describeTopology(plan: Plan): Topology {
  return {
    workloads: plan.workloads.map((workload) => ({
      name: workload.name,
      load: loadText(workload.arrivals),
      calls: workload.mix.map((entry, at) => ({
        operation: plan.programs[entry.program]?.name ?? '',
        share: entry.cumulative - (workload.mix[at - 1]?.cumulative ?? 0),
      })),
    })),
    units: plan.units.map((unit, index) => describeUnit(plan, unit, index)),
    edges: plan.edges.map((edge) => {
      const pool = edge.pool === -1 ? undefined : plan.pools[edge.pool]
      const workload = plan.workloads[-1 - edge.from]
      return {
        from: (edge.from < 0 ? workload?.name : plan.units[edge.from]?.name) ?? '',
        to: plan.units[edge.to]?.name ?? '',
        fromKind: edge.from < 0 ? 'workload' : 'unit',
        protocol: edge.protocol.name,
        timeoutMs: edge.timeout / NS_PER_MS,
        policies: edge.guard?.layers.map(({ kind }) => kind) ?? [],
        ...(pool === undefined ? {} : { pool: { name: pool.name, size: pool.size } }),
      }
    }),
  }
}

function loadText(arrivals: Plan['workloads'][number]['arrivals']): string {
  switch (arrivals.kind) {
    case 'open':
      return 'open'
    case 'modulated':
      return `open, in ${arrivals.states.length} states`
    case 'replay':
      return `replay of ${arrivals.times.length} requests`
    case 'closed':
      return `closed, ${arrivals.users} users`
  }
}

function describeUnit(plan: Plan, unit: UnitPlan, index: number): TopologyUnit {
  const zones = new Set(unit.zones.map((zone) => plan.zones[zone] ?? ''))
  return {
    name: unit.name,
    role: unit.role,
    instances: unit.instances,
    slots: isFinite(unit.slots) ? unit.slots : null,
    cores: unit.cores,
    scheduling: unit.scheduling,
    zones: [...zones],
    operations: plan.programs.flatMap((program, at) =>
      program.operation && program.unit === index ? [{ name: program.name, calls: callsOf(plan, at) }] : [],
    ),
  }
}

/** Kinds of steps that run another part of the operation. */
const BODIES: ReadonlySet<StepKind> = new Set([StepKind.repeat, StepKind.cached, StepKind.begin, StepKind.lease])

function callsOf(plan: Plan, start: number): TopologyOperation['calls'] {
  const found = new Map<number, boolean>()
  const seen = new Set<number>()
  const visit = (index: number): void => {
    if (seen.has(index)) return
    seen.add(index)
    for (const step of plan.programs[index]?.steps ?? []) {
      if (step.kind === StepKind.call || step.kind === StepKind.send || step.kind === StepKind.access) {
        found.set(step.program, (found.get(step.program) ?? false) || step.edge !== -1)
      }
      if (BODIES.has(step.kind)) visit(step.program)
      for (const branch of step.branches) visit(branch)
    }
  }
  visit(start)
  return [...found].map(([program, network]) => ({ operation: plan.programs[program]?.name ?? '', network }))
}
