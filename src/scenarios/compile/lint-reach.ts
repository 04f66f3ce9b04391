import { type Plan, StepKind } from '../../sim/plan.ts'
import type { Findings } from './findings.ts'
import { deliveryWays } from './messaging/deliveries.ts'
import type { PlanPlaces } from './plan-places.ts'

/** Warns of operations that no workload leads to, and of whole units, once, where that holds for all of theirs. */
export function lintReach(plan: Plan, places: PlanPlaces, findings: Findings): void {
  const reached = reachedPrograms(plan)
  const operations: number[][] = plan.units.map(() => [])
  plan.programs.forEach((program, p) => {
    if (program.operation) operations[program.unit]?.push(p)
  })
  plan.units.forEach((unit, u) => {
    // What the nodes of stores and brokers do, steps ask for without a call.
    if (unit.role !== 'service') return
    const own = operations[u] ?? []
    // Of a handler of what nobody publishes that is said for itself.
    const nameOf = (program: number): string => plan.programs[program]?.name ?? ''
    const unused = own.filter(
      (program) => reached[program] !== 1 && !isHandler(plan, program) && !places.spared.has(nameOf(program)),
    )
    // A process comes with its operations, and need not be asked for all; its messages are sent by nobody's step.
    const nodes = plan.processes?.some((process) => process.unit === u) === true
    if (nodes && unused.length < own.length) return
    if (unused.length === own.length && own.every((program) => reached[program] !== 1)) {
      const place = places.units[u] ?? []
      // A unit that the template makes is not written anywhere; its module is.
      const written = place.at(-1) === 'each-module' ? ['app', unit.name] : place
      findings.warning('L303', written, `no workload leads to unit "${unit.name}"`, {
        at: 'key',
        hint: 'it costs money and does nothing: leave it out, or call it',
      })
      return
    }
    for (const program of unused) {
      const place = (places.programs[program] ?? []).slice(0, -1)
      findings.warning('L304', place, `no workload leads to "${plan.programs[program]?.name}"`, { at: 'key' })
    }
  })
}

function isHandler({ subscriptions = [] }: Plan, program: number): boolean {
  return subscriptions.some((subscription) => subscription.program === program)
}

/** 1 for every program that a request of some workload can run. */
function reachedPrograms(plan: Plan): Uint8Array {
  const reached = new Uint8Array(plan.programs.length)
  const open: number[] = []
  const ways = deliveryWays(plan)
  const reach = (program: number): void => {
    if (reached[program] !== 0) return
    reached[program] = 1
    open.push(program)
  }
  const edges = new Set<number>()
  const reachFallback = (edge: number): void => {
    if (edges.has(edge)) return
    edges.add(edge)
    for (const layer of plan.edges[edge]?.guard?.layers ?? []) {
      if (layer.kind !== 'fallback' || layer.to.kind !== 'call') continue
      reach(layer.to.program)
      reachFallback(layer.to.edge)
    }
  }
  for (const workload of plan.workloads) {
    for (const entry of workload.mix) {
      reach(entry.program)
      reachFallback(entry.edge)
    }
  }
  for (let program = open.pop(); program !== undefined; program = open.pop()) {
    for (const step of plan.programs[program]?.steps ?? []) {
      for (const way of ways[step.publish?.event ?? -1] ?? []) reach(way.program)
      step.branches.forEach(reach)
      if (step.kind !== StepKind.parallel) reach(step.program)
      reachFallback(step.edge)
    }
  }
  return reached
}
