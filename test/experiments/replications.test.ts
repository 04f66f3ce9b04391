import { afterEach, describe, expect, it } from 'vitest'
import { runReplications } from '../../src/experiments/replications.ts'
import { openWorkerPool, type WorkerPool } from '../../src/experiments/workers.ts'

interface MortalTask {
  readonly answer: number
  readonly die?: true
  readonly dieOnce?: SharedArrayBuffer
  readonly sleep?: number
}

const script = new URL('./fixtures/mortal-worker.mjs', import.meta.url)
let pool: WorkerPool<MortalTask, number> | undefined

function opened(jobs: number): WorkerPool<MortalTask, number> {
  pool = openWorkerPool<MortalTask, number>(script, jobs)
  return pool
}

afterEach(async () => {
  await pool?.close()
  pool = undefined
})

describe('replications', () => {
  it('come back in the order of their tasks, whichever ends first', async () => {
    const tasks = [60, 1, 30, 1, 1].map((sleep, answer) => ({ answer, sleep }))
    const outcomes = await runReplications(tasks, { jobs: 2, run: { pool: opened(2) } })
    expect(outcomes).toEqual(tasks.map(({ answer }) => ({ status: 'done', answer })))
  })

  it('are told as they end, each once, with the number that there will be', async () => {
    const told: [number, number][] = []
    await runReplications([5, 6, 7], {
      jobs: 2,
      run: { here: (task) => task },
      onProgress: (done, total) => {
        told.push([done, total])
      },
    })
    expect(told).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
  })

  it('survive a worker that dies once', async () => {
    const dieOnce = new SharedArrayBuffer(4)
    const outcomes = await runReplications([{ answer: 1, dieOnce }, { answer: 2 }], {
      jobs: 1,
      run: { pool: opened(1) },
    })
    expect(outcomes).toEqual([
      { status: 'done', answer: 1 },
      { status: 'done', answer: 2 },
    ])
    expect(new Int32Array(dieOnce)[0]).toBe(2)
  })

  it('are lost, and say so, when their worker dies twice; the others go on', async () => {
    const tasks: MortalTask[] = [{ answer: 1 }, { answer: 2, die: true }, { answer: 3 }]
    const outcomes = await runReplications(tasks, { jobs: 2, run: { pool: opened(2) } })
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['done', 'lost', 'done'])
    expect(outcomes[1]).toHaveProperty('reason', 'worker exited with code: 3')
  })

  it('no longer start after an interruption, and the unfinished are skipped, not lost', async () => {
    const abort = new AbortController()
    const own = opened(1)
    abort.signal.addEventListener('abort', () => void own.close())
    const tasks: MortalTask[] = [{ answer: 1 }, { answer: 2, sleep: 5000 }, { answer: 3 }]
    const outcomes = await runReplications(tasks, {
      jobs: 1,
      run: { pool: own },
      signal: abort.signal,
      onProgress: () => void setTimeout(() => abort.abort(), 50),
    })
    expect(outcomes).toEqual([{ status: 'done', answer: 1 }, { status: 'skipped' }, { status: 'skipped' }])
  })

  it('let a failure of the caller through', async () => {
    const wrong = runReplications([1], {
      jobs: 1,
      run: {
        here: () => {
          throw new RangeError('no such variant')
        },
      },
    })
    await expect(wrong).rejects.toThrow('no such variant')
  })
})
