import type { Comparison } from './comparison.ts'
import type { AnomalyExample, RecordConsistency } from './consistency/consistency-result.ts'
import type { InvariantResult } from './consistency/invariant-result.ts'
import type { FaultResult, RecoveryResult } from './faults/fault-result.ts'
import type { ThresholdResult, Verdict } from './judge-threshold.ts'
import type { EventResult, KeyTroubleResult, MessageExample } from './messages/message-result.ts'
import type { ProcessViolation } from './process-result.ts'
import type { TransactionExample, TransactionResult } from './transactions/transaction-result.ts'
import type { VariantResult } from './variant-result.ts'

/**
 * What `--json` prints: one document, complete for every exit code. Names carry units, every estimate is
 * `{ value, low, high }` with a 95 % interval, and `ok` is true when something held.
 */
export interface ResultDocument {
  readonly schemaVersion: 1
  readonly engine: { readonly name: string; readonly version: string }
  readonly scenario: { readonly name: string; readonly hash: string }
  /** Canonical. */
  readonly seed: string
  readonly replications: number
  readonly verdict: Verdict
  readonly variants: Readonly<Record<string, VariantDocument>>
  /** Every variant after the first against the first; empty for a single variant. */
  readonly comparison: readonly Comparison[]
  /** Limits that ended a run early; with any, the verdict is never `pass`. */
  readonly limits: readonly LimitResult[]
}

export interface VariantDocument extends VariantResult {
  /** In the order of their ids. */
  readonly faults: readonly FaultResult[]
  /** How the system came through its faults, against the same seeds without them; `null` without faults. */
  readonly recovery: RecoveryResult | null
  /** The first anomalies that were seen in the data, with what led to them. */
  readonly anomalies: readonly AnomalyExample[]
  /** `consistency` of the same seeds without the faults; `null` without faults. */
  readonly consistencyWithoutFaults: Readonly<Record<string, RecordConsistency>> | null
  /** The same of `messages` … */
  readonly messagesWithoutFaults: Readonly<Record<string, EventResult>> | null
  /** … and of `transactions`, but for what each costs. */
  readonly transactionsWithoutFaults: Readonly<Record<string, TransactionResult>> | null
  /** Of each invariant of a process that did not hold, how that came. */
  readonly processViolations: readonly ProcessViolation[]
  /** The first anomalies of messages and of business transactions, with what happened. */
  readonly messageAnomalies: readonly MessageExample[]
  readonly transactionAnomalies: readonly TransactionExample[]
  /** Keys whose messages were in trouble, the worst of each subscription first. */
  readonly keysInTrouble: readonly KeyTroubleResult[]
  readonly checks: readonly CheckResult[]
}

/** An expectation of the scenario, or a law that every run must keep. */
export type CheckResult =
  | ({ readonly source: 'expectation' } & ThresholdResult)
  | {
      readonly source: 'law'
      readonly name: string
      readonly variant: string
      readonly verdict: Verdict
      readonly ok: boolean
      /** How many cases were judged, over all replications. */
      readonly evaluated: number
      /** The first breach, in words; `null` when there is none. */
      readonly reason: string | null
    }
  | ({ readonly source: 'invariant' } & InvariantResult)

export interface LimitResult {
  readonly variant: string
  /** From 0. */
  readonly replication: number
  readonly kind: string
  readonly text: string
}
