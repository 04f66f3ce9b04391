import { loadScenario } from '../scenarios/load.ts'
import { invariant } from '../sim/kernel/invariant.ts'
import type { Plan } from '../sim/plan.ts'
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
}

export interface WorkerTask {
  readonly job: Job
  readonly task: Task
}

/** The plans of the last job: a thread does many tasks of one job, one after the other. */
let compiled: { readonly hash: string; readonly plans: ReadonlyMap<string, Plan> } | undefined

/** The door of a worker thread. */
export default function work({ job, task }: WorkerTask): TaskAnswer {
  if (compiled?.hash !== job.hash) compiled = { hash: job.hash, plans: compileJob(job) }
  const plan = compiled.plans.get(task.variant)
  invariant(plan !== undefined, 'the task names a variant of its job')
  return performTask(plan, task)
}

function compileJob(job: Job): ReadonlyMap<string, Plan> {
  const loaded = loadScenario({ kind: 'value', file: job.file, value: job.document })
  invariant(loaded.ok, 'a document that loaded once loads again')
  const result = prepareScenario(loaded.source, job.files)
  invariant(result.ok, 'a scenario that compiled once compiles again')
  return new Map(result.prepared.variants.map(({ name, plan }) => [name, plan]))
}
