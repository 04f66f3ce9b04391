import type { TaskAnswer } from './task.ts'
import type { WorkerTask } from './worker.ts'
import type { WorkerPool } from './workers.ts'

/**
 * Opens the pool of threads that run replications. `undefined` when Orrery runs from its sources (in tests), which a
 * thread cannot load; everything is then done here, with the same results.
 */
export async function openPool(jobs: number): Promise<WorkerPool<WorkerTask, TaskAnswer> | undefined> {
  if (import.meta.url.endsWith('.ts')) return undefined
  const { openWorkerPool } = await import('./workers.ts')
  return openWorkerPool(new URL('./worker.js', import.meta.url), jobs)
}
