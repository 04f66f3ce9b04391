import type { CallFold } from '../folds/call-fold.ts'
import { pairsHistogram } from '../folds/window-histogram.ts'
import { COARSE_PER_OCTAVE, OCTAVES } from '../latency-scale.ts'
import { type MessageSpan, messageSpan } from '../messages/message-span.ts'
import { type TransactionSpan, transactionSpan } from '../transactions/transaction-span.ts'
import type { CallCourse, RunCourse } from './run-course.ts'

/** A part of the time around faults, and what users met in it. */
export interface SpanFold {
  readonly kind: 'during' | 'after'
  /** The id of a fault, or `any` for all of them together. */
  readonly fault: string
  readonly total: CallFold
  readonly workloads: readonly (readonly [name: string, fold: CallFold])[]
  /** Operations that users call. */
  readonly operations: readonly (readonly [name: string, fold: CallFold])[]
  /** Of the messages published in it, by event and subscription. */
  readonly messages: readonly (readonly [name: string, span: MessageSpan])[]
  /** Of the business transactions begun in it. */
  readonly transactions: readonly (readonly [name: string, span: TransactionSpan])[]
}

/** Folds the windows of a span, those of the warm-up apart. */
export function foldSpan(
  { kind, fault }: Pick<SpanFold, 'kind' | 'fault'>,
  run: RunCourse,
  windows: readonly number[],
): SpanFold {
  const measured = windows.filter((k) => k >= run.grid.first)
  const fold = (course: CallCourse): CallFold => foldCourse(course, measured, run.grid.width)
  const each = (courses: readonly CallCourse[]): SpanFold['operations'] =>
    courses.map((course) => [course.name, fold(course)])
  const { width } = run.grid
  return {
    kind,
    fault,
    total: fold(run.total),
    workloads: each(run.workloads),
    operations: each(run.entries),
    messages: run.messages.map((course) => [course.name, messageSpan(course, measured, width)]),
    transactions: run.transactions.map((course) => [course.name, transactionSpan(course, measured, width)]),
  }
}

/** Answers belong to the window in which they came. What windows do not tell is `null`. */
function foldCourse(course: CallCourse, windows: readonly number[], width: number): CallFold {
  const sum = (values: readonly number[]): number => windows.reduce((all, k) => all + (values[k] ?? 0), 0)
  const good = sum(course.good)
  const counts = new Float64Array(OCTAVES * COARSE_PER_OCTAVE)
  let max = 0
  for (const { latencies, latencyMax } of course.series) {
    for (const k of windows) {
      max = Math.max(max, latencyMax[k] ?? 0)
      const pairs = latencies[k] ?? []
      for (let at = 0; at < pairs.length; at += 2) (counts[pairs[at] as number] as number) += pairs[at + 1] as number
    }
  }
  const pairs: number[] = []
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] as number
    if (count > 0) pairs.push(bucket, count)
  }
  return {
    seconds: (windows.length * width) / 1e9,
    offered: sum(course.offered),
    good,
    failed: sum(course.failed),
    cancelled: 0,
    unfinished: 0,
    drained: false,
    goodEnds: good,
    latency: pairsHistogram(pairs, sum(course.latencySum), max),
    failures: null,
    failedAt: null,
    blame: null,
  }
}
