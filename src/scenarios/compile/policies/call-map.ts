import { type Plan, StepKind, type StepPlan } from '../../../sim/plan.ts'
import type { DocumentPath } from '../../problem.ts'
import { isCall } from '../is-call.ts'
import { entryLatency } from '../mean-rate.ts'
import { waitsForBroker } from '../messaging/waits-for-broker.ts'
import type { PlanPlaces } from '../plan-places.ts'
import type { Demand } from '../utilisation.ts'

/** A step or a mix that calls an operation over an edge. */
export interface EdgeCall {
  readonly edge: number
  /** The operation that is called. */
  readonly program: number
  /** Mean number of calls per second, of all callers together, without retries. */
  readonly perSecond: number
  /** Mean time until the answer if nothing waits, ns. */
  readonly time: number
  /** Of one attempt, ns; 0 is none. */
  readonly timeout: number
  /** Where that timeout is written; empty where there is none. */
  readonly timeoutAt: DocumentPath
  /** Whether the caller waits for the answer. */
  readonly waits: boolean
}

/** Who calls whom, by mean values. */
export interface CallMap {
  readonly calls: readonly EdgeCall[]
  /** Calls of each edge. */
  readonly ofEdge: readonly (readonly EdgeCall[])[]
  /** Calls of each workload. */
  readonly ofWorkload: readonly (readonly EdgeCall[])[]
  /** Calls that a program makes, in itself or in what it runs inside its unit; with those it does not wait for. */
  madeBy(program: number): readonly EdgeCall[]
}

/** Reads the calls off a plan. */
export function callMap(plan: Plan, places: PlanPlaces, demand: Demand): CallMap {
  const own: EdgeCall[][] = plan.programs.map((_, program) => ownCalls(plan, places, demand, program))
  const inside = plan.programs.map((_, program) => insideOf(plan, program))
  const ofWorkload = plan.workloads.map((_, workload) => callsOfMix(plan, places, demand, workload))
  const calls = [...own.flat(), ...ofWorkload.flat()]
  const made = new Map<number, readonly EdgeCall[]>()
  return {
    calls,
    ofEdge: plan.edges.map((_, edge) => calls.filter((call) => call.edge === edge)),
    ofWorkload,
    madeBy(program) {
      const known = made.get(program)
      if (known !== undefined) return known
      const found = [...reachable(program, inside)].flatMap(
        ([each, waited]) => own[each]?.map((call) => (waited ? call : { ...call, waits: false })) ?? [],
      )
      made.set(program, found)
      return found
    },
  }
}

function ownCalls(plan: Plan, places: PlanPlaces, demand: Demand, index: number): EdgeCall[] {
  const rate = demand.programsPerSecond[index] ?? 0
  const { reach } = demand.means.of(index)
  const steps = plan.programs[index]?.steps ?? []
  const answered = steps.findIndex((step, s) => step.kind === StepKind.respond && (reach[s] ?? 0) === 1)
  return steps.flatMap((step, s): EdgeCall[] => {
    if (!isCall(step.kind) || step.edge < 0) return []
    const stated = step.timeout > 0
    const edge = plan.edges[step.edge]
    return [
      {
        edge: step.edge,
        program: step.program,
        perSecond: rate * (reach[s] ?? 0),
        time: entryLatency(step.program, step.edge, step.request.mean, plan, demand.means, demand.edges),
        timeout: stated ? step.timeout : (edge?.timeout ?? 0),
        timeoutAt: stated ? [...(places.steps[index]?.[s] ?? []), 'timeout'] : (places.timeouts[step.edge] ?? []),
        waits: waits(plan, step) && (answered < 0 || s < answered),
      },
    ]
  })
}

function waits(plan: Plan, step: StepPlan): boolean {
  return step.kind === StepKind.publish ? waitsForBroker(plan, step) : step.kind !== StepKind.send
}

function callsOfMix(plan: Plan, places: PlanPlaces, demand: Demand, index: number): EdgeCall[] {
  let before = 0
  return (plan.workloads[index]?.mix ?? []).map(({ program, edge, request, cumulative }) => {
    const share = cumulative - before
    before = cumulative
    return {
      edge,
      program,
      perSecond: (demand.offeredPerSecond[index] ?? 0) * share,
      time: entryLatency(program, edge, request.mean, plan, demand.means, demand.edges),
      timeout: plan.edges[edge]?.timeout ?? 0,
      timeoutAt: places.timeouts[edge] ?? [],
      waits: true,
    }
  })
}

interface InsideCall {
  readonly program: number
  readonly waits: boolean
}

/** Programs that a program runs in its own unit: operations, branches, repetitions and misses. */
function insideOf(plan: Plan, program: number): InsideCall[] {
  return (plan.programs[program]?.steps ?? []).flatMap((step) => [
    ...step.branches.map((branch) => ({ program: branch, waits: true })),
    ...(step.program >= 0 && step.edge < 0 ? [{ program: step.program, waits: step.kind !== StepKind.send }] : []),
  ])
}

/** The programs, and whether the first of them waits for them. */
function reachable(start: number, inside: readonly (readonly InsideCall[])[]): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>([[start, true]])
  const open = [start]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { program, waits } of inside[at] ?? []) {
      const waited = waits && found.get(at) === true
      const before = found.get(program)
      if (before === true || before === waited) continue
      found.set(program, waited)
      open.push(program)
    }
  }
  return found
}
