import type { FaultPlan } from '../../../src/sim/fault-plan.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { type EdgePlan, type Plan, type ProgramPlan, StepKind, type StepPlan } from '../../../src/sim/plan.ts'
import type { ProcessBehaviour } from '../../../src/sim/process-plan.ts'
import type { ProcessReport } from '../../../src/sim/processes/processes.ts'
import { createWorld, type RunEnd } from '../../../src/sim/world.ts'
import type { Law } from '../world/law.ts'
import { Log } from '../world/log.ts'
import { buildPlan, type LinkSpec, SECOND, type UnitSpec, type WorkloadSpec, type WorldSpec } from '../world/plans.ts'
import { io } from '../world/steps.ts'

/** Where the process is in its plan: its unit, and the edge over which its nodes talk. */
export interface Places {
  readonly unit: number
  readonly edge: number
}

/** The nodes of one process, `p`, and who asks them. */
export interface ProcessSpec {
  readonly behaviour: ProcessBehaviour
  readonly nodes: number
  /** One way between nodes; nothing by default. */
  readonly delay?: Law
  readonly link?: LinkSpec
  readonly unit?: UnitSpec
  readonly workloads?: Readonly<Record<string, WorkloadSpec>>
  readonly duration?: number
  readonly faults?: (places: Places) => readonly FaultPlan[]
  /** Other parts of the world, which may call `p.<operation>`. */
  readonly world?: Partial<WorldSpec>
}

/** A world with one process, whose operations are `p.<operation>`. */
export function processPlan(spec: ProcessSpec): Plan {
  const { behaviour, nodes, delay = 0, link, workloads = {}, world } = spec
  const names = ['message', ...behaviour.operations]
  const plan = buildPlan({
    duration: spec.duration ?? 10 * SECOND,
    drain: 5 * SECOND,
    reasons: behaviour.failures,
    workloads,
    ...world,
    units: { p: { instances: nodes, ...spec.unit }, ...world?.units },
    operations: { ...Object.fromEntries(names.map((name) => [`p.${name}`, [io(0)]])), ...world?.operations },
    network: { ...link, delay },
  })
  const unit = plan.units.findIndex(({ name }) => name === 'p')
  const message = plan.programs.findIndex(({ name }) => name === 'p.message')
  const blank = plan.programs[message]?.steps[0] as StepPlan
  const step = (path: string, kind: StepPlan['kind']): StepPlan => ({ ...blank, path, kind, amount: constant(0) })
  const programs = plan.programs.map((program): ProgramPlan => {
    const operation = program.name.startsWith('p.') ? program.name.slice(2) : ''
    if (!names.includes(operation)) return program
    const kind = operation === 'message' ? StepKind.deliver : StepKind.handle
    return { ...program, steps: [step(`${program.name}[0]`, kind), step(`${program.name}.end`, StepKind.end)] }
  })
  const send = { ...step('p.messages[0]', StepKind.send), program: message, edge: plan.edges.length }
  const messages = { ...(programs[message] as ProgramPlan), name: 'p.messages', operation: false }
  return {
    ...plan,
    programs: [...programs, { ...messages, steps: [send, step('p.messages.end', StepKind.end)] }],
    edges: [...plan.edges, messageEdge(plan, unit)],
    processes: [{ unit, messages: programs.length, behaviour }],
    faults: spec.faults?.({ unit, edge: plan.edges.length }) ?? [],
  }
}

function messageEdge(plan: Plan, unit: number): EdgePlan {
  const pattern = plan.edges[0]
  return {
    link: -1,
    timeout: 0,
    cancel: false,
    propagate: false,
    guard: null,
    pool: -1,
    protocol: pattern?.protocol ?? {
      name: 'plain',
      clientFixed: 0,
      clientPerByte: 0,
      serverFixed: 0,
      serverPerByte: 0,
      overhead: 0,
      expansion: 1,
    },
    connection: { setupRoundTrips: 0, keepAlive: 0, multiplexed: true },
    from: unit,
    to: unit,
    name: 'p -> p',
  }
}

export interface ProcessRun {
  readonly end: RunEnd
  readonly log: Log
  readonly report: ProcessReport
}

/** Runs a world with one process to its end. */
export function runProcess(
  plan: Plan,
  options: { seed?: string; replication?: number; history?: number } = {},
): ProcessRun {
  const { seed = '1', replication = 0, history = 0 } = options
  const world = createWorld(plan, { seed, replication, history })
  const log = new Log(world.catalogue)
  const end = world.run(log)
  return { end, log, report: world.processes()[0] as ProcessReport }
}
