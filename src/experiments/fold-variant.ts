import { buildVariantResult } from '../metrics/build-variant-result.ts'
import { buildConsistency } from '../metrics/consistency/build-consistency.ts'
import type { AnomalyExample, RecordConsistency } from '../metrics/consistency/consistency-result.ts'
import type { InvariantResult } from '../metrics/consistency/invariant-result.ts'
import { examplesOf, measureConsistency } from '../metrics/consistency/measure-consistency.ts'
import { buildFaultResults, buildRecovery, type JudgedReplication } from '../metrics/faults/build-fault-results.ts'
import type { FaultResult, RecoveryResult } from '../metrics/faults/fault-result.ts'
import type { ReplicationFaults } from '../metrics/faults/replication-faults.ts'
import { buildMessages } from '../metrics/messages/build-messages.ts'
import { measureMessages, messageExamplesOf, worstKeysOf } from '../metrics/messages/measure-messages.ts'
import type { EventResult, KeyTroubleResult, MessageExample } from '../metrics/messages/message-result.ts'
import type { ProcessViolation } from '../metrics/process-result.ts'
import type { CheckResult } from '../metrics/result-document.ts'
import { SampleBook } from '../metrics/sample-book.ts'
import { buildTransactions } from '../metrics/transactions/build-transactions.ts'
import { measureTransactions, transactionExamplesOf } from '../metrics/transactions/measure-transactions.ts'
import type { TransactionExample, TransactionResult } from '../metrics/transactions/transaction-result.ts'
import type { VariantResult } from '../metrics/variant-result.ts'
import { attemptsMax } from './attempts-max.ts'
import { combinedFingerprint } from './combined-fingerprint.ts'
import { invariantsOf } from './invariant-rules.ts'
import { judgeInvariant } from './judge-invariant.ts'
import type { JudgedThreshold } from './judged-threshold.ts'
import { managedServices } from './managed-services.ts'
import type { MeasuredVariant } from './measure.ts'
import { firstViolations } from './process-violations.ts'
import { replayOne } from './replay-command.ts'
import type { SilentFault } from './run-document.ts'
import { silentFaults } from './silent-faults.ts'
import type { JudgedRun } from './with-control.ts'

/** Everything that is said about one variant, and what further questions are answered from. */
export interface FoldedVariant {
  readonly name: string
  readonly result: VariantResult
  readonly samples: SampleBook
  readonly faults: readonly FaultResult[]
  readonly recovery: RecoveryResult | null
  /** What the faults did, of each replication; empty without faults. */
  readonly judged: readonly ReplicationFaults[]
  readonly silent: readonly SilentFault[]
  readonly laws: readonly CheckResult[]
  readonly anomalies: readonly AnomalyExample[]
  readonly consistencyWithoutFaults: Readonly<Record<string, RecordConsistency>> | null
  readonly messagesWithoutFaults: Readonly<Record<string, EventResult>> | null
  readonly transactionsWithoutFaults: Readonly<Record<string, TransactionResult>> | null
  readonly invariants: readonly InvariantResult[]
  readonly processViolations: readonly ProcessViolation[]
  readonly messageAnomalies: readonly MessageExample[]
  readonly transactionAnomalies: readonly TransactionExample[]
  readonly keysInTrouble: readonly KeyTroubleResult[]
}

/**
 * Folds the replications of a variant that count. `thresholds`: those of which the invariants were watched; `replay`:
 * the command that gives the whole result again.
 */
export function foldVariant(
  { variant, replications }: MeasuredVariant,
  complete: readonly number[],
  { thresholds, replay }: { readonly thresholds: readonly JudgedThreshold[]; readonly replay: string },
): FoldedVariant {
  const { name, deployment, plan } = variant
  const wanted = new Set(complete)
  const runs = replications.flatMap(({ index, outcome }): { index: number; run: JudgedRun }[] =>
    outcome.status === 'done' && wanted.has(index) ? [{ index, run: outcome.answer }] : [],
  )
  const { result, samples } = buildVariantResult({
    summaries: runs.map(({ run }) => run.summary),
    deployment,
    prices: deployment.traffic,
    fingerprint: combinedFingerprint(runs.map(({ run }) => run.end.fingerprint)),
    attemptsMax: attemptsMax(plan),
    consistency: runs.flatMap(({ run }) => run.consistency ?? []),
    messages: runs.flatMap(({ run }) => run.messages ?? []),
    transactions: runs.flatMap(({ run }) => run.transactions ?? []),
    managed: managedServices(plan),
  })
  const judged = runs.flatMap(({ index, run }): JudgedReplication[] =>
    run.faults === null ? [] : [{ index, to: plan.duration, judged: run.faults }],
  )
  const faults = buildFaultResults(judged)
  const withMessages = runs.flatMap(({ index, run: { messages } }) => (messages === null ? [] : [{ index, messages }]))
  return {
    name,
    result,
    samples,
    faults,
    recovery: buildRecovery(judged),
    judged: judged.map((one) => one.judged),
    silent: silentFaults(name, plan, faults),
    anomalies: examplesOf(
      runs.flatMap(({ index, run: { consistency } }) => (consistency === null ? [] : [{ index, consistency }])),
    ),
    ...withoutFaultsOf(runs.flatMap(({ run }) => run.withoutFaults ?? [])),
    invariants: invariantsOf(thresholds, name).map(({ text }, at) =>
      judgeInvariant(
        text,
        { variant: name, replay },
        runs.flatMap(({ index, run }) => {
          const report = run.invariants[at]
          return report === undefined ? [] : [{ index, report }]
        }),
      ),
    ),
    processViolations: firstViolations(
      runs.map(({ index, run: { violations } }) => ({ index, seen: violations })),
      (replication) => replayOne(replay, { variant: name, replication }),
    ),
    messageAnomalies: messageExamplesOf(withMessages),
    transactionAnomalies: transactionExamplesOf(
      runs.flatMap(({ index, run: { transactions } }) => (transactions === null ? [] : [{ index, transactions }])),
    ),
    keysInTrouble: worstKeysOf(withMessages),
    laws: lawsOf(
      name,
      runs.map(({ run }) => run),
    ),
  }
}

type WithoutFaults = Pick<
  FoldedVariant,
  'consistencyWithoutFaults' | 'messagesWithoutFaults' | 'transactionsWithoutFaults'
>

/** What the control runs saw; `null` of what there is none of. */
function withoutFaultsOf(controls: readonly NonNullable<JudgedRun['withoutFaults']>[]): WithoutFaults {
  const data = controls.flatMap(({ consistency }) => consistency ?? [])
  const messages = controls.flatMap((one) => one.messages ?? [])
  const transactions = controls.flatMap((one) => one.transactions ?? [])
  const book = new SampleBook()
  measureConsistency(book, data)
  measureMessages(book, messages)
  measureTransactions(book, transactions, [])
  return {
    consistencyWithoutFaults: data.length === 0 ? null : buildConsistency(book),
    messagesWithoutFaults: messages.length === 0 ? null : buildMessages(book, messages[0]),
    transactionsWithoutFaults: transactions.length === 0 ? null : buildTransactions(book, transactions),
  }
}

/** Every replication kept every law, or there would be no result; this says over how many cases. */
function lawsOf(variant: string, runs: readonly JudgedRun[]): readonly CheckResult[] {
  return (runs[0]?.laws ?? []).map(({ name }): CheckResult => {
    const evaluated = runs.reduce((sum, { laws }) => sum + (laws.find((law) => law.name === name)?.evaluated ?? 0), 0)
    return { source: 'law', name, variant, verdict: 'pass', ok: true, evaluated, reason: null }
  })
}
