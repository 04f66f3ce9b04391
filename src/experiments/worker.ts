import { loadScenario } from '../scenarios/load.ts'
import { takeFunctions } from '../scenarios/take-functions.ts'
import { invariant } from '../sim/kernel/invariant.ts'
import type { Plan } from '../sim/plan.ts'
import type { ScenarioFunctions } from './invariant-rules.ts'
import { prepareScenario, type TraceFiles } from './prepare.ts'
import { performTask, type Task, type TaskAnswer } from './task.ts'

/** A scenario as it goes to a thread: the document itself, never functions. */
export interface Job {
  /** Tells jobs apart within one pool. */
  readonly hash: string
  readonly file: string
  /** With every `--set` applied. */
  readonly document: unknown
  readonly files: TraceFiles
  /** The module that has the functions of invariants; `null` where there are none. */
  readonly module: string | null
}

export interface WorkerTask {
  readonly job: Job
  readonly task: Task
}

/** The plans of the last job: a thread does many tasks of one job, one after the other. */
let compiled: CompiledJob | undefined

interface CompiledJob {
  readonly hash: string
  readonly plans: ReadonlyMap<string, Plan>
  readonly functions: ScenarioFunctions
}

/** The door of a worker thread. */
export default async function work({ job, task }: WorkerTask): Promise<TaskAnswer> {
  if (compiled?.hash !== job.hash) compiled = await compileJob(job)
  const plan = compiled.plans.get(task.variant)
  invariant(plan !== undefined, 'the task names a variant of its job')
  return performTask(plan, task, compiled.functions)
}

/** A function cannot come from another thread: the module that it stands in is loaded here once more. */
async function functionsOf(module: string): Promise<ScenarioFunctions> {
  // The loader takes its time, and most scenarios need none.
  const { loadModule } = await import('./load-module.ts')
  return takeFunctions(await loadModule(module)).functions
}

async function compileJob(job: Job): Promise<CompiledJob> {
  const functions = job.module === null ? new Map() : await functionsOf(job.module)
  const loaded = loadScenario({ kind: 'value', file: job.file, value: job.document })
  invariant(loaded.ok, 'a document that loaded once loads again')
  const result = prepareScenario({ ...loaded.source, functions }, job.files)
  invariant(result.ok, 'a scenario that compiled once compiles again')
  const plans = new Map(result.prepared.variants.map(({ name, plan }) => [name, plan]))
  return { hash: job.hash, plans, functions }
}
