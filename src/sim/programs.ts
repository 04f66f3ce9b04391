import { callSeries, fallbackOf } from './catalogue.ts'
import { constant } from './kernel/distributions/constant.ts'
import type { Engine } from './kernel/engine.ts'
import { invariant } from './kernel/invariant.ts'
import { type Plan, type ProgramPlan, StepKind, type StepPlan } from './plan.ts'
import { BoundProgram } from './program.ts'
import { type Program, Step } from './step.ts'

/** The programs of a plan, bound to a seed, and for each entry of each workload's mix the program that calls it. */
export interface BoundPrograms {
  readonly programs: readonly Program[]
  readonly entries: readonly (readonly Program[])[]
  /** By edge, the call that its fallback makes; `null` where there is none. */
  readonly fallbacks: readonly (Step | null)[]
}

const NOTHING = constant(0)
const CALLS: ReadonlySet<StepKind> = new Set([StepKind.call, StepKind.send, StepKind.access])

/** Binds all programs: keys for the draws, timer lanes for the timeouts, series for the calls. */
export function bindPrograms(
  plan: Plan,
  seed: string,
  calls: ReadonlyMap<string, number>,
  engine: Engine,
): BoundPrograms {
  const programs = plan.programs.map((program, i) => new BoundProgram(program, i, seed))
  const bind = (step: StepPlan, caller: number, self: Program): Step => {
    const edge = plan.edges[step.edge]
    const bound = new Step(step, programs[step.program] ?? self, seed, edge?.timeout ?? 0)
    bound.branches = step.branches.map((branch) => programs[branch] ?? self)
    const isCall = CALLS.has(step.kind) || (step.kind === StepKind.publish && step.edge >= 0)
    bound.series = isCall ? (calls.get(callSeries(caller, step.program, step.edge)) ?? -1) : -1
    invariant(!isCall || bound.series >= 0, 'a call has no series')
    if (isCall && step.edge >= 0 && bound.timeout > 0) bound.lane = engine.lane(bound.timeout)
    return bound
  }
  plan.programs.forEach((program, i) => {
    const self = programs[i] as BoundProgram
    self.steps = program.steps.map((step) => bind(step, program.unit, self))
  })
  const entries = plan.workloads.map((workload, w) =>
    workload.mix.map((entry) => {
      const callee = plan.programs[entry.program] as ProgramPlan
      const name = `workload/${workload.name}/${callee.name}`
      const self = new BoundProgram(
        { name, unit: -1, operation: false, steps: [], answer: NOTHING, idempotent: true },
        -1,
        seed,
      )
      const call = { ...blankStep(name), kind: StepKind.call, program: entry.program, edge: entry.edge }
      const steps = [{ ...call, request: entry.request }, blankStep(name)]
      self.steps = steps.map((step) => bind(step, -1 - w, self))
      return self
    }),
  )
  const fallbacks = plan.edges.map(({ name, from, guard }) => {
    const target = fallbackOf(guard)
    if (target === null) return null
    const path = `fallback/${name}`
    const self = programs[target.program] as BoundProgram
    return bind({ ...blankStep(path), kind: StepKind.call, program: target.program, edge: target.edge }, from, self)
  })
  return { programs, entries, fallbacks }
}

function blankStep(path: string): StepPlan {
  return {
    kind: StepKind.end,
    path,
    amount: NOTHING,
    program: -1,
    edge: -1,
    request: NOTHING,
    optional: false,
    timeout: 0,
    branches: [],
    need: 0,
    targets: [],
    cumulative: [],
    probability: 0,
    outcome: 0,
    key: null,
    cache: -1,
  }
}
