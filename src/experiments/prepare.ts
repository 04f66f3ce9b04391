import type { DeploymentPlan } from '../scenarios/compile/deployment.ts'
import { type CompileResult, compile } from '../scenarios/compile.ts'
import type { LoadedScenario } from '../scenarios/load.ts'
import type { Problem } from '../scenarios/problem.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Plan } from '../sim/plan.ts'
import type { JudgedThreshold } from './judged-threshold.ts'
import { knownMetrics } from './known-metrics.ts'
import { type MetricsByVariant, resolveExpectation } from './resolve-expectation.ts'

/** One variant, compiled and ready to run. */
export interface PreparedVariant {
  readonly name: string
  readonly scenario: Scenario
  readonly plan: Plan
  readonly deployment: DeploymentPlan
}

/** Texts of the files a scenario replays, by path as written. */
export type TraceFiles = ReadonlyMap<string, string>

/** A scenario all of whose variants compile. */
export interface PreparedScenario {
  readonly source: LoadedScenario
  readonly files: TraceFiles
  /** In the order of the document: the first is what the others are compared with. */
  readonly variants: readonly PreparedVariant[]
  /** What a run of each variant can be asked about. */
  readonly metrics: MetricsByVariant
  /** The scenario's own expectations. */
  readonly thresholds: readonly JudgedThreshold[]
}

export type PrepareResult =
  | { readonly ok: true; readonly prepared: PreparedScenario; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Compiles every variant and holds the expectations against their metrics. The problems are those found here, located,
 * each once; one that is not in all variants names the first that has it.
 */
export function prepareScenario(source: LoadedScenario, files: TraceFiles = new Map()): PrepareResult {
  const scenarios = source.variants.map((name) => ({ name, scenario: source.scenarioOf(name) }))
  const elsewhere = new Set(scenarios.flatMap(({ scenario }) => deployedNames(scenario)))
  const results = scenarios.map(({ name, scenario }) => ({
    name,
    scenario,
    result: compile(scenario, { files, elsewhere, variant: name, functions: source.functions }),
  }))
  const problems = mergeProblems(results).map((problem) => source.locate(problem))
  const variants: PreparedVariant[] = []
  for (const { name, scenario, result } of results) {
    if (!result.ok) return { ok: false, problems }
    variants.push({ name, scenario, plan: result.plan, deployment: result.deployment })
  }
  const metrics: MetricsByVariant = new Map(variants.map(({ name, plan }) => [name, knownMetrics(plan)]))
  const resolved = source.expectations.map((one, at) =>
    resolveExpectation(one, metrics, ['expect', at], source.functions),
  )
  const mistakes = resolved.flatMap((one) => (one.ok ? [] : [source.locate(one.problem)]))
  if (mistakes.length > 0) return { ok: false, problems: [...problems, ...mistakes] }
  const judged = resolved.flatMap((one) => (one.ok ? [one] : []))
  const thresholds = judged.map(({ threshold }) => threshold)
  const doubts = judged.flatMap((one) => one.doubts.map((problem) => source.locate(problem)))
  return { ok: true, prepared: { source, files, variants, metrics, thresholds }, problems: [...problems, ...doubts] }
}

/** Paths of the files that the variants replay, each once, in the order they are met. */
export function tracePaths(source: LoadedScenario): readonly string[] {
  const paths = new Set<string>()
  for (const variant of source.variants) {
    for (const { load } of Object.values(source.scenarioOf(variant).workload)) {
      if (load.kind === 'open' && 'replay' in load.arrivals) paths.add(load.arrivals.replay)
    }
  }
  return [...paths]
}

/** Names that units and stores of a variant may have, whether or not it has them all. */
function deployedNames({ deploy, stores, brokers = {}, app }: Scenario): readonly string[] {
  const units = [...Object.keys(deploy.units), ...(deploy.eachModule === undefined ? [] : Object.keys(app))]
  return [...units, ...Object.keys(stores.named), ...Object.keys(brokers), ...units.map((unit) => `${unit}-db`)]
}

function mergeProblems(results: readonly { readonly name: string; readonly result: CompileResult }[]): Problem[] {
  const found = new Map<string, { readonly problem: Problem; readonly variant: string; count: number }>()
  for (const { name, result } of results) {
    for (const problem of result.problems) {
      const key = JSON.stringify([problem.code, problem.path, problem.message])
      const known = found.get(key)
      if (known === undefined) found.set(key, { problem, variant: name, count: 1 })
      else known.count++
    }
  }
  return [...found.values()].map(({ problem, variant, count }) =>
    count === results.length ? problem : { ...problem, variant },
  )
}
