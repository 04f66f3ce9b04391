import { Piscina } from 'piscina'

/** Threads that run one function, each task on whichever is free. */
export interface WorkerPool<Task, Answer> {
  /** Rejects when the worker died or its answer could not be sent; never because of the task's own outcome. */
  run(task: Task): Promise<Answer>
  /** Stops the threads at once; tasks still running reject. */
  close(): Promise<void>
}

/**
 * Opens `jobs` threads on the default export of `script`. The only file that knows which library runs them.
 *
 * @param script A JavaScript module; TypeScript cannot be loaded by a thread.
 */
export function openWorkerPool<Task, Answer>(script: URL, jobs: number): WorkerPool<Task, Answer> {
  const pool = new Piscina<Task, Answer>({
    filename: script.href,
    minThreads: 1,
    maxThreads: jobs,
    // Replications last milliseconds to minutes: waking a sleeping thread is cheap, and a spinning one is not.
    atomics: 'disabled',
  })
  return {
    run: (task) => pool.run(task),
    close: () => pool.destroy(),
  }
}
