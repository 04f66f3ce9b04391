import type { InputPlan, MixPlan, WorkloadPlan } from '../../sim/plan.ts'
import type { Scenario, Workload } from '../scenario.ts'
import { compileLoad } from './arrivals.ts'
import { zoneIndex } from './compile-units.ts'
import type { EdgeTable } from './edge-table.ts'
import type { Findings } from './findings.ts'
import { cumulativeShares } from './flatten-steps.ts'
import { inputOf } from './key-plan.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import type { Placement } from './place-modules.ts'
import { callKey } from './remote-call.ts'
import { resolveOperation } from './resolve-operation.ts'
import { unknownName } from './unknown-name.ts'

/** What the workloads compile against. */
export interface WorkloadContext {
  readonly scenario: Scenario
  readonly placement: Placement
  readonly edges: EdgeTable
  readonly programIndex: ReadonlyMap<string, number>
  readonly edgeIndex: ReadonlyMap<string, number>
  readonly files: ReadonlyMap<string, string>
  readonly findings: Findings
}

/** The workloads in code-unit order of their names. */
export function compileWorkloads(context: WorkloadContext): WorkloadPlan[] {
  const { scenario, files, findings } = context
  const plans: WorkloadPlan[] = []
  for (const name of sortedKeys(scenario.workload)) {
    const workload = scenario.workload[name]
    if (workload === undefined) continue
    const path = ['workload', name]
    const session = sessionOf(scenario, name, workload, findings)
    plans.push({
      name,
      zone: workload.zone === undefined ? -1 : zoneIndex(scenario, workload.zone, [...path, 'zone'], findings),
      arrivals: compileLoad(workload.load, { path, duration: scenario.run.duration, files, findings }),
      mix: compileMix(name, workload, context),
      deadline: workload.deadline?.after ?? 0,
      propagate: workload.deadline?.propagate ?? false,
      ...(session === null ? {} : { session }),
    })
  }
  return plans
}

/** The input that tells sessions apart; `null` where none does. */
function sessionOf(
  scenario: Scenario,
  name: string,
  { session, inputs }: Workload,
  findings: Findings,
): InputPlan | null {
  if (session === undefined) return null
  const input = inputOf(scenario, name, session)
  const place = ['workload', name, 'session']
  if (input === null) unknownName(findings, 'S207', 'input', session, () => sortedKeys(inputs), place)
  return input
}

/** Entries in code-unit order; an operation named twice gets both shares. */
function compileMix(name: string, workload: Workload, context: WorkloadContext): MixPlan[] {
  const shares = new Map<string, number>()
  for (const { operation, share } of workload.mix) shares.set(operation, (shares.get(operation) ?? 0) + share)
  const operations = [...shares.keys()].sort(byCodeUnit)
  const cumulative = cumulativeShares(operations.map((operation) => shares.get(operation) ?? 0))
  return operations.map((operation, index) => {
    const callee = resolveOperation(context.scenario, operation)
    const module = callee?.module ?? ''
    const to = context.placement.unitOf.get(module)?.name ?? ''
    const call = callKey({ from: name, fromModule: '', to, toModule: module, kind: 'workload' })
    return {
      program: context.programIndex.get(operation) ?? -1,
      edge: context.edgeIndex.get(context.edges.edgeOf.get(call) ?? '') ?? -1,
      // The schema lets a mix miss 1 by a rounding error.
      cumulative: index === operations.length - 1 ? 1 : (cumulative[index] ?? 1),
      request: workload.request.distribution,
      priority: workload.priorities[operation] ?? 0,
    }
  })
}
