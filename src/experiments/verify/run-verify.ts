import { loadScenario } from '../../scenarios/load.ts'
import type { Problem } from '../../scenarios/problem.ts'
import { openPool } from '../open-pool.ts'
import { type PreparedScenario, prepareScenario } from '../prepare.ts'
import { runReplications } from '../replications.ts'
import { performTask, type Task, type TaskAnswer } from '../task.ts'
import type { WorkerTask } from '../worker.ts'
import type { WorkerPool } from '../workers.ts'
import { type CaseRun, caseRun } from './case-run.ts'
import { verifyCases } from './catalogue.ts'
import { type FigureResult, judge, type Verdict } from './judge.ts'
import { notCovered } from './not-covered.ts'
import type { NotCovered, VerifyCase } from './verify-case.ts'

export interface VerifyOptions {
  /**
   * Only the case of this id or, if none has it, those whose id or family contains this text, in any case of letters;
   * they run whether quick or not.
   */
  readonly filter?: string
  /** All cases, not only the quick ones. Default false. */
  readonly full?: boolean
  /** Replications at once, at least 1; default 1. Never changes a result. */
  readonly jobs?: number
  /** After it aborts nothing more starts; what is finished by then is the result. */
  readonly signal?: AbortSignal
  /** Told after each case, in the order of the cases, and waited for. */
  readonly onResult?: (result: CaseResult, done: number, total: number) => void | Promise<void>
}

/** One case, as plain data. */
export interface CaseResult {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly source: string
  /** `fail` when one figure fails, else `inconclusive` when one is. */
  readonly verdict: Verdict
  readonly figures: readonly FigureResult[]
  /** Why there are no figures, in a sentence. */
  readonly problem?: string
}

/** What `orrery verify` found, as plain data. */
export interface VerifyReport {
  /** `fail` when one case fails, else `inconclusive` when one is, or when none was run. */
  readonly verdict: Verdict
  readonly cases: readonly CaseResult[]
  /** References that the present parts cannot express, with the reason; those that match the filter. */
  readonly notCovered: readonly NotCovered[]
  /** Cases that are left out because they are not quick and nobody asked for all. */
  readonly skipped: readonly string[]
  /** True when the signal stopped it before its end. */
  readonly interrupted: boolean
}

/** Runs the simulator on everything known about it: closed forms, published values, measured running systems. */
export async function runVerify(options: VerifyOptions = {}): Promise<VerifyReport> {
  const named = verifyCases.filter(({ id }) => id.toLowerCase() === options.filter?.toLowerCase())
  const matching = named.length > 0 ? named : verifyCases.filter((each) => matches(each, options.filter))
  const all = options.full === true || options.filter !== undefined
  const chosen = matching.filter((each) => all || each.quick)
  const results: CaseResult[] = []
  const pool = await openPool(options.jobs ?? 1)
  const abandon = (): void => void pool?.close()
  options.signal?.addEventListener('abort', abandon, { once: true })
  try {
    for (const each of chosen) {
      if (options.signal?.aborted === true) break
      const result = await runCase(each, pool, options)
      if (result === undefined) break
      results.push(result)
      await options.onResult?.(result, results.length, chosen.length)
    }
  } finally {
    options.signal?.removeEventListener('abort', abandon)
    await pool?.close()
  }
  return {
    verdict: worst(results.map((result) => result.verdict)),
    cases: results,
    notCovered: notCovered.filter((each) => matches({ ...each, family: each.title }, options.filter)),
    skipped: matching.filter((each) => !chosen.includes(each)).map((each) => each.id),
    interrupted: results.length < chosen.length,
  }
}

type Pool = WorkerPool<WorkerTask, TaskAnswer>

/** Loads the case's file as any other, runs it and compares; undefined when it was interrupted. */
async function runCase(
  each: VerifyCase,
  pool: Pool | undefined,
  options: VerifyOptions,
): Promise<CaseResult | undefined> {
  const prepared = prepareCase(each)
  if ('problem' in prepared) return failed(each, prepared.problem)
  const tasks = tasksOf(prepared, each.windows)
  const outcomes = await runReplications(tasks, {
    jobs: pool === undefined ? 1 : (options.jobs ?? 1),
    run: pool === undefined ? { here: (task) => perform(prepared, task) } : { pool: poolOf(prepared, pool) },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const runs = new Map<string, CaseRun[]>(prepared.variants.map(({ name }) => [name, []]))
  for (const [i, outcome] of outcomes.entries()) {
    const task = tasks[i]
    if (outcome.status === 'skipped' || task === undefined) return undefined
    if (outcome.status === 'lost') return failed(each, `a worker died: ${outcome.reason}`)
    const { answer } = outcome
    if (answer.kind === 'bug') return failed(each, `replication ${task.replication}: ${answer.message}`)
    if (answer.kind !== 'replication') continue
    const { limit } = answer.replication.end
    if (limit !== undefined)
      return failed(each, `replication ${task.replication} was stopped by its limit of ${limit.limit} ${limit.kind}`)
    runs.get(task.variant)?.push(caseRun(answer.replication, each.windows !== undefined))
  }
  const figures = each.figures().map((figure) => judge(figure, runs))
  return { ...describe(each), verdict: worst(figures.map((figure) => figure.verdict)), figures }
}

function prepareCase(each: VerifyCase): PreparedScenario | { readonly problem: string } {
  const file = `${each.id}.yaml`
  const loaded = loadScenario({ kind: 'yaml', file, text: each.scenario })
  if (!loaded.ok) return { problem: problemText(loaded.problems) }
  const result = prepareScenario(loaded.source, each.files)
  return result.ok ? result.prepared : { problem: problemText(result.problems) }
}

function problemText(problems: readonly Problem[]): string {
  return problems.map(({ code, message, path }) => `${code} at ${path.join('.')}: ${message}`).join('; ')
}

function tasksOf(prepared: PreparedScenario, windows: number | undefined): readonly Task[] {
  return prepared.variants.flatMap(({ name, scenario: { run } }) =>
    Array.from({ length: run.replications }, (_, replication): Task => {
      const from = run.warmup === 'auto' ? 0 : run.warmup
      const task = { kind: 'replication', variant: name, seed: run.seed, replication, from } as const
      return windows === undefined ? task : { ...task, windows }
    }),
  )
}

function perform(prepared: PreparedScenario, task: Task): TaskAnswer {
  const variant = prepared.variants.find(({ name }) => name === task.variant)
  if (variant === undefined) throw new RangeError(`there is no variant "${task.variant}"`)
  return performTask(variant.plan, task)
}

function poolOf({ source, files }: PreparedScenario, pool: Pool): WorkerPool<Task, TaskAnswer> {
  const { name, hash, document } = source
  const job = { hash, file: name, document, files, module: null }
  return { run: (task) => pool.run({ job, task }), close: () => pool.close() }
}

function failed(each: VerifyCase, problem: string): CaseResult {
  return { ...describe(each), verdict: 'fail', figures: [], problem }
}

function describe({ id, family, title, source }: VerifyCase): Omit<CaseResult, 'verdict' | 'figures'> {
  return { id, family, title, source }
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.length === 0 || verdicts.includes('inconclusive') ? 'inconclusive' : 'pass'
}

function matches(
  { id, family }: { readonly id: string; readonly family: string },
  filter: string | undefined,
): boolean {
  const wanted = filter?.toLowerCase() ?? ''
  return id.toLowerCase().includes(wanted) || family.toLowerCase().includes(wanted)
}
