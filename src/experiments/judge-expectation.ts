import type { InvariantResult } from '../metrics/consistency/invariant-result.ts'
import { judgeRecoveryThreshold } from '../metrics/faults/judge-recovery-threshold.ts'
import type { ReplicationFaults } from '../metrics/faults/replication-faults.ts'
import { measureSpan } from '../metrics/faults/span-metrics.ts'
import { judgeThreshold, type ThresholdResult } from '../metrics/judge-threshold.ts'
import type { SampleBook } from '../metrics/sample-book.ts'
import { invariantAnswers } from './judge-invariant.ts'
import type { JudgedThreshold } from './judged-threshold.ts'

/** What an expectation about a variant is judged on. */
export interface Evidence {
  readonly samples: SampleBook
  /** One for each replication of a variant with faults; empty of any other. */
  readonly faults: readonly ReplicationFaults[]
  /** What became of the invariants that were watched. */
  readonly invariants: readonly InvariantResult[]
}

/** Judges one line of `expect`: a metric, a metric around faults, or a recovery. */
export function judgeExpectation(
  threshold: JudgedThreshold,
  evidence: ReadonlyMap<string, Evidence>,
): readonly ThresholdResult[] {
  if (threshold.kind === 'invariant') {
    return invariantAnswers(threshold, new Map([...evidence].map(([name, { invariants }]) => [name, invariants])))
  }
  if (threshold.kind === 'recovery') {
    return judgeRecoveryThreshold(threshold, new Map([...evidence].map(([name, { faults }]) => [name, faults])))
  }
  const { span } = threshold
  if (span === undefined) {
    return judgeThreshold(threshold, new Map([...evidence].map(([name, { samples }]) => [name, samples])))
  }
  // A variant without the fault has no time around it, and is not meant.
  const books = [...evidence].flatMap(([name, { faults }]): [string, SampleBook][] => {
    const book = measureSpan(faults, span)
    return book === undefined ? [] : [[name, book]]
  })
  return judgeThreshold(threshold, new Map(books))
}
