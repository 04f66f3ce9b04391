import { invariant } from '../sim/kernel/invariant.ts'
import { estimateEvents } from './estimate-events.ts'
import { invariantsOf } from './invariant-rules.ts'
import type { JudgedThreshold } from './judged-threshold.ts'
import { openPool } from './open-pool.ts'
import type { PreparedScenario, PreparedVariant } from './prepare.ts'
import { ReplicationBug } from './replication-bug.ts'
import { type Outcome, runReplications } from './replications.ts'
import { performTask, type Task, type TaskAnswer } from './task.ts'
import { unsteady, type WarmUpCut } from './warm-up.ts'
import type { JudgedRun } from './with-control.ts'
import type { Job, WorkerTask } from './worker.ts'
import type { WorkerPool } from './workers.ts'

export interface MeasureOptions {
  /** Variants to run, in this order. */
  readonly variants: readonly PreparedVariant[]
  /** In canonical form. */
  readonly seed: string
  /** Replications to run, counted from 0, ascending. */
  readonly replications: readonly number[]
  /** Replications at once, at least 1. Never changes a result. */
  readonly jobs: number
  /** After it aborts nothing more starts; what is finished by then is the result. */
  readonly signal?: AbortSignal
  /** Told after each replication, and waited for. */
  readonly onProgress?: (done: number, total: number) => void | Promise<void>
  /** Whether replications with faults are compared with the same seed without them; default true. */
  readonly control?: boolean
  /** Lines of `expect`, of which the invariants are watched. Default: none. */
  readonly thresholds?: readonly JudgedThreshold[]
}

/** What was measured of one variant. */
export interface MeasuredVariant {
  readonly variant: PreparedVariant
  readonly warmUp: WarmUpCut
  /** One for each replication asked for, in their order. */
  readonly replications: readonly MeasuredReplication[]
}

export interface MeasuredReplication {
  /** Counted from 0. */
  readonly index: number
  readonly outcome: Outcome<JudgedRun>
}

/** Work below this is done here: starting a thread and loading the simulator in it would take longer. */
const EVENTS_WORTH_A_THREAD = 1e6

/**
 * Runs the replications of every variant, all variants with the same seeds. The variants take turns, so that an
 * interruption leaves as many replications of each.
 *
 * @throws ReplicationBug when a replication met a bug of the simulator; of several the first in order.
 */
export async function measure(
  prepared: PreparedScenario,
  options: MeasureOptions,
): Promise<readonly MeasuredVariant[]> {
  const perform = await performer(prepared, options)
  try {
    const cuts = await warmUps(options, perform)
    const tasks = options.replications.flatMap((replication) =>
      options.variants.map(({ name }, at): Task => {
        const invariants = invariantsOf(options.thresholds ?? [], name).map(({ rule }) => rule)
        const task = { kind: 'replication', variant: name, seed: options.seed, replication } as const
        const { control = true } = options
        return { ...task, from: warmUpAt(cuts, at).cut, control, ...(invariants.length === 0 ? {} : { invariants }) }
      }),
    )
    const outcomes = await perform(tasks, options.onProgress)
    return options.variants.map((variant, at) => ({
      variant,
      warmUp: warmUpAt(cuts, at),
      replications: options.replications.map((index, row) => {
        const outcome = outcomes[row * options.variants.length + at]
        invariant(outcome !== undefined, 'every task has an outcome')
        return { index, outcome: replicationOf(outcome) }
      }),
    }))
  } finally {
    await perform.close()
  }
}

interface Performer {
  (tasks: readonly Task[], onProgress?: MeasureOptions['onProgress']): Promise<readonly Outcome<TaskAnswer>[]>
  close(): Promise<void>
}

/** Here or in threads, as the amount of work says; the answers are the same. */
async function performer(prepared: PreparedScenario, options: MeasureOptions): Promise<Performer> {
  const pool = await poolFor(prepared, options)
  const plans = new Map(options.variants.map(({ name, plan }) => [name, plan]))
  const here = (task: Task): TaskAnswer => {
    const plan = plans.get(task.variant)
    invariant(plan !== undefined, 'the task names a variant that runs')
    return performTask(plan, task, prepared.source.functions)
  }
  const { name, hash, document, functions, module } = prepared.source
  const job: Job = { hash, file: name, document, files: prepared.files, module: functions.size > 0 ? module : null }
  const inPool = pool && { run: (task: Task) => pool.run({ job, task }), close: () => pool.close() }
  const abandon = (): void => void pool?.close()
  options.signal?.addEventListener('abort', abandon, { once: true })
  const perform = async (tasks: readonly Task[], onProgress?: MeasureOptions['onProgress']) => {
    const outcomes = await runReplications(tasks, {
      jobs: inPool === undefined ? 1 : options.jobs,
      run: inPool === undefined ? { here } : { pool: inPool },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    })
    for (const outcome of outcomes) refuseBug(outcome)
    return outcomes
  }
  const close = async (): Promise<void> => {
    options.signal?.removeEventListener('abort', abandon)
    await pool?.close()
  }
  return Object.assign(perform, { close })
}

async function poolFor(
  { source }: PreparedScenario,
  options: MeasureOptions,
): Promise<WorkerPool<WorkerTask, TaskAnswer> | undefined> {
  // Functions cross to a thread only with the module that they stand in.
  if (source.functions.size > 0 && source.module === null) return undefined
  // One thread is not sooner ready than this one, which waits for it; but there it can be stopped at once.
  if (options.jobs === 1 && options.signal === undefined) return undefined
  const events = options.variants.reduce((sum, { plan }) => sum + estimateEvents(plan), 0) * options.replications.length
  return events < EVENTS_WORTH_A_THREAD ? undefined : openPool(options.jobs)
}

function refuseBug(outcome: Outcome<TaskAnswer>): void {
  if (outcome.status !== 'done' || outcome.answer.kind !== 'bug') return
  throw new ReplicationBug(outcome.answer.message, outcome.answer.place, outcome.answer.stack)
}

function replicationOf(outcome: Outcome<TaskAnswer>): Outcome<JudgedRun> {
  if (outcome.status !== 'done') return outcome
  invariant(outcome.answer.kind === 'replication', 'a replication answers with one')
  return { status: 'done', answer: outcome.answer.replication }
}

function warmUpAt(cuts: readonly WarmUpCut[], at: number): WarmUpCut {
  const cut = cuts[at]
  invariant(cut !== undefined, 'every variant has a warm-up')
  return cut
}

/**
 * The warm-up of each variant. Under `auto` replication 0 (also when others are asked for, so that each can be repeated
 * alone) is run once as a pilot of each variant, and the longest cut found serves them all: variants are compared over
 * the same requests.
 */
async function warmUps(options: MeasureOptions, perform: Performer): Promise<readonly WarmUpCut[]> {
  const { variants, seed } = options
  const pilots = variants.filter(({ scenario, plan }) => scenario.run.warmup === 'auto' && unsteady(plan) === undefined)
  const tasks = pilots.map(({ name }): Task => ({ kind: 'pilot', variant: name, seed, replication: 0, from: 0 }))
  const outcomes = await perform(tasks)
  const found = pilots.map(({ name }, at) => {
    const outcome = outcomes[at]
    if (outcome?.status !== 'done' || outcome.answer.kind !== 'pilot')
      return { cut: 0, doubt: `"${name}" had no pilot` }
    const { until, conclusive } = outcome.answer.warmUp
    return { cut: until, doubt: conclusive ? undefined : `"${name}" did not settle, so trust its figures little` }
  })
  const longest = found.reduce((most, { cut }) => Math.max(most, cut), 0)
  const doubts = found.flatMap(({ doubt }) => (doubt === undefined ? [] : [doubt]))
  const note = ['MSER-5 on a pilot', ...doubts].join('; ')
  return variants.map(({ scenario, plan }) => {
    if (scenario.run.warmup !== 'auto') return { mode: 'fixed', cut: scenario.run.warmup, note: '' }
    const reason = unsteady(plan)
    if (reason !== undefined) return { mode: 'auto', cut: 0, note: reason }
    return { mode: 'auto', cut: Math.min(longest, Math.floor(plan.duration / 2)), note }
  })
}
