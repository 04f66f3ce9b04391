import type { WorkerPool } from './workers.ts'

/** Taken at once, because tests may put a clock of their own in its place. */
const later = setImmediate

/** How one task ended. */
export type Outcome<Answer> =
  | { readonly status: 'done'; readonly answer: Answer }
  /** Its worker died twice: nothing is known about it. */
  | { readonly status: 'lost'; readonly reason: string }
  /** It was never finished, because the job was interrupted. */
  | { readonly status: 'skipped' }

export interface ReplicationsOptions<Task, Answer> {
  /** Tasks that run at once; an integer of at least 1. */
  readonly jobs: number
  /** Runs a task here, or `pool` runs it in a thread. */
  readonly run: { readonly here: (task: Task) => Answer } | { readonly pool: WorkerPool<Task, Answer> }
  /** After it aborts no task starts; whoever passes a pool closes it then. */
  readonly signal?: AbortSignal
  /** Told after each task, and waited for. */
  readonly onProgress?: (done: number, total: number) => void | Promise<void>
}

/**
 * Runs every task and gives the outcomes in the order of the tasks, whatever the order they ended in, so that results
 * do not depend on the number of jobs. A task whose worker died is tried once more; then it is `lost`, never missing.
 */
export async function runReplications<Task, Answer>(
  tasks: readonly Task[],
  options: ReplicationsOptions<Task, Answer>,
): Promise<readonly Outcome<Answer>[]> {
  const outcomes: Outcome<Answer>[] = tasks.map(() => ({ status: 'skipped' }))
  const remaining = tasks.entries()
  let done = 0
  const lane = async (): Promise<void> => {
    // The lanes share one iterator: each takes the next task that nobody has taken.
    for (const [at, task] of remaining) {
      if (options.signal?.aborted === true) return
      outcomes[at] = await runTask(task, options)
      done++
      await options.onProgress?.(done, tasks.length)
    }
  }
  const lanes = Math.min(options.jobs, tasks.length)
  await Promise.all(Array.from({ length: lanes }, lane))
  return outcomes
}

async function runTask<Task, Answer>(task: Task, options: ReplicationsOptions<Task, Answer>): Promise<Outcome<Answer>> {
  if ('here' in options.run) {
    const answer = options.run.here(task)
    // Whoever waits in this thread for something else gets a turn: a test runner does, that wants to be answered.
    await new Promise((resolve) => later(resolve))
    return { status: 'done', answer }
  }
  const first = await inWorker(task, options.run.pool, options.signal)
  return first.status === 'lost' ? inWorker(task, options.run.pool, options.signal) : first
}

async function inWorker<Task, Answer>(
  task: Task,
  pool: WorkerPool<Task, Answer>,
  signal: AbortSignal | undefined,
): Promise<Outcome<Answer>> {
  try {
    return { status: 'done', answer: await pool.run(task) }
  } catch (error) {
    // Closing the pool is how an interruption reaches a running thread: that death is no fault of the worker.
    if (signal?.aborted === true) return { status: 'skipped' }
    return { status: 'lost', reason: error instanceof Error ? error.message : String(error) }
  }
}
