import type { DurationResult, MaybeEstimate } from './duration-result.ts'
import type { ProcessSubject } from './folds/process-fold.ts'
import type { ProcessResult } from './process-result.ts'
import type { SampleBook } from './sample-book.ts'

/** Lays the samples of processes out as results, by the names of the processes. */
export function buildProcesses(
  samples: SampleBook,
  subjects: readonly ProcessSubject[],
): Readonly<Record<string, ProcessResult>> {
  return Object.fromEntries(subjects.map((subject) => [subject.name, resultOf(samples, subject)]))
}

function resultOf(samples: SampleBook, subject: ProcessSubject): ProcessResult {
  const { name, counters, durations, levels, invariants } = subject
  const get = (...path: readonly string[]): MaybeEstimate => samples.estimate(['processes', name, ...path])
  const duration = (own: string): DurationResult => ({
    mean: get(own, 'mean'),
    p50: get(own, 'p50'),
    p90: get(own, 'p90'),
    p95: get(own, 'p95'),
    p99: get(own, 'p99'),
    p999: get(own, 'p999'),
    max: get(own, 'max'),
  })
  return {
    counters: byName(counters, (own) => get(own)),
    durationsMs: byName(durations, duration),
    levels: byName(levels, (own) => ({ mean: get(own, 'mean'), max: get(own, 'max') })),
    invariants: byName(invariants, (own) => ({
      checks: get('invariants', own, 'checks'),
      violations: get('invariants', own, 'violations'),
    })),
  }
}

function byName<Value>(names: readonly string[], valueOf: (name: string) => Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)]))
}
