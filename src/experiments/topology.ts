import { type Plan, StepKind, type StepPlan, type UnitPlan } from '../sim/plan.ts'

/** Who is there and who calls whom, in plain data for pictures. */
export interface Topology {
  readonly workloads: readonly TopologyWorkload[]
  readonly units: readonly TopologyUnit[]
  readonly edges: readonly TopologyEdge[]
  /** What modules tell each other by events, in the order of the plan; absent where there are none. */
  readonly events?: readonly TopologyEvent[]
}

export interface TopologyEvent {
  readonly name: string
  /** Name of the broker, and whether that is a unit. */
  readonly broker: string
  readonly brokerIsUnit: boolean
  /** Operations that publish it, and those that handle it, each with its unit; in code-unit order. */
  readonly publishers: readonly { readonly operation: string; readonly unit: string }[]
  readonly handlers: readonly { readonly operation: string; readonly unit: string }[]
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
  /** Events that it publishes, each once, in the order of its steps; absent where there are none. */
  readonly publishes?: readonly string[]
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
  const events = describeEvents(plan)
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
    edges: plan.edges.flatMap((edge) => {
      if (edge.loopback === true) return []
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
    ...(events.length === 0 ? {} : { events }),
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
      program.operation && program.unit === index ? [describeOperation(plan, at)] : [],
    ),
  }
}

/** Kinds of steps that run another part of the operation. */
const BODIES: ReadonlySet<StepKind> = new Set([
  StepKind.repeat,
  StepKind.cached,
  StepKind.begin,
  StepKind.lease,
  StepKind.once,
])

function describeOperation(plan: Plan, at: number): TopologyOperation {
  const calls = new Map<number, boolean>()
  const events = new Set<number>()
  for (const step of stepsOf(plan, at)) {
    if (step.kind === StepKind.call || step.kind === StepKind.send || step.kind === StepKind.access) {
      calls.set(step.program, (calls.get(step.program) ?? false) || step.edge !== -1)
    }
    if (step.publish !== undefined) events.add(step.publish.event)
  }
  return {
    name: plan.programs[at]?.name ?? '',
    calls: [...calls].map(([program, network]) => ({ operation: plan.programs[program]?.name ?? '', network })),
    ...(events.size === 0 ? {} : { publishes: [...events].map((event) => plan.events?.[event]?.name ?? '') }),
  }
}

/** The steps of an operation, with those of what it runs inside. */
function stepsOf(plan: Plan, start: number): StepPlan[] {
  const found: StepPlan[] = []
  const seen = new Set<number>()
  const visit = (index: number): void => {
    if (seen.has(index)) return
    seen.add(index)
    for (const step of plan.programs[index]?.steps ?? []) {
      found.push(step)
      if (BODIES.has(step.kind)) visit(step.program)
      for (const branch of step.branches) visit(branch)
    }
  }
  visit(start)
  return found
}

function describeEvents(plan: Plan): TopologyEvent[] {
  const { brokers = [], events = [], subscriptions = [] } = plan
  const unitOf = (index: number): string => plan.units[index]?.name ?? ''
  return events.map((event, e) => {
    const broker = brokers[event.broker]
    return {
      name: event.name,
      broker: broker?.name ?? '',
      brokerIsUnit: (broker?.unit ?? -1) >= 0,
      publishers: plan.programs.flatMap(({ name, operation, unit }, p) => {
        const own = operation && stepsOf(plan, p).some(({ publish }) => publish?.event === e)
        return own ? [{ operation: name, unit: unitOf(unit) }] : []
      }),
      handlers: event.subscriptions.flatMap((s) => {
        const subscription = subscriptions[s]
        if (subscription === undefined) return []
        return { operation: plan.programs[subscription.program]?.name ?? '', unit: unitOf(subscription.unit) }
      }),
    }
  })
}
