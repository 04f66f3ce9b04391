import { compareVariants } from '../metrics/comparison.ts'
import { type ThresholdResult, type Verdict, worstVerdict } from '../metrics/judge-threshold.ts'
import type { CheckResult, LimitResult, VariantDocument } from '../metrics/result-document.ts'
import type { SampleBook } from '../metrics/sample-book.ts'
import { canonicalJson } from '../scenarios/canonical.ts'
import { completeReplications } from './complete-replications.ts'
import { ENGINE_VERSION } from './engine-version.ts'
import { type FoldedVariant, foldVariant } from './fold-variant.ts'
import { type Evidence, judgeExpectation } from './judge-expectation.ts'
import type { JudgedThreshold } from './judged-threshold.ts'
import { limitText } from './limit-text.ts'
import { type MeasuredVariant, measure } from './measure.ts'
import type { PreparedScenario, PreparedVariant } from './prepare.ts'
import type { LostReplication, RunDocument } from './run-document.ts'

export interface RunOptions {
  /** Variants to run; the first is what the others are compared with. Default: all. */
  readonly variants?: readonly PreparedVariant[]
  /** Replications to run, counted from 0, ascending. Default: as many as the scenario says. */
  readonly only?: readonly number[]
  /** What is judged. Default: the scenario's expectations. */
  readonly thresholds?: readonly JudgedThreshold[]
  /**
   * Whether replications with faults are compared with the same seed without them; default true. It is half of the
   * work; without it there is no blast radius, no recovery, and `recovers` is undecided.
   */
  readonly control?: boolean
  /** Replications at once, at least 1; default 1. Never changes a result. */
  readonly jobs?: number
  /** After it aborts nothing more starts; what is finished by then is the result. */
  readonly signal?: AbortSignal
  /** Told after each replication, and waited for. */
  readonly onProgress?: (done: number, total: number) => void | Promise<void>
  /** The command that gives this result again; it is only passed on. */
  readonly replay: string
}

/** A finished run: its document, and the samples behind it, which further questions can be put to. */
export interface ScenarioRun {
  readonly document: RunDocument
  readonly samples: ReadonlyMap<string, SampleBook>
  /** Judges a further expectation. */
  readonly judge: (threshold: JudgedThreshold) => readonly ThresholdResult[]
  /** Fingerprint of each replication that ended, by variant and number. */
  readonly fingerprints: ReadonlyMap<string, ReadonlyMap<number, string>>
}

/**
 * Runs a scenario: every variant over the same replications, judged and compared.
 *
 * @throws ReplicationBug when a replication met a bug of the simulator.
 */
export async function runScenario(prepared: PreparedScenario, options: RunOptions): Promise<ScenarioRun> {
  const { run } = prepared.source.base
  const variants = options.variants ?? prepared.variants
  const thresholds = options.thresholds ?? prepared.thresholds
  const measured = await measure(prepared, {
    variants,
    thresholds,
    seed: run.seed,
    replications: options.only ?? Array.from({ length: run.replications }, (_, at) => at),
    jobs: options.jobs ?? 1,
    ...(options.control === undefined ? {} : { control: options.control }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  })
  const complete = completeReplications(measured)
  const folded = measured.map((one) => foldVariant(one, complete, { thresholds, replay: options.replay }))
  const samples = new Map(folded.map(({ name, samples: book }) => [name, book]))
  const evidence = new Map(
    folded.map(({ name, samples: book, judged, invariants }): [string, Evidence] => [
      name,
      { samples: book, faults: judged, invariants },
    ]),
  )
  const checks = judgeAll(folded, evidence, thresholds)
  const limits = measured.flatMap(limitsOf)
  const lost = measured.flatMap(lostOf)
  const silent = folded.flatMap((one) => one.silent)
  const interrupted = measured.some(({ replications }) =>
    replications.some(({ outcome }) => outcome.status === 'skipped'),
  )
  const found = worstVerdict([...checks.values()].flatMap((list) => list.map(({ verdict }) => verdict)))
  const whole = limits.length === 0 && lost.length === 0 && silent.length === 0 && !interrupted
  const verdict: Verdict = found === 'pass' && !whole ? 'inconclusive' : found
  const { name, hash } = prepared.source
  const document: RunDocument = {
    schemaVersion: 1,
    ok: verdict === 'pass',
    engine: { name: 'orrery-sim', version: ENGINE_VERSION },
    scenario: { name, hash },
    question: prepared.source.base.question ?? null,
    entries: entriesOf(variants),
    sameRequests: sameRequests(variants),
    seed: run.seed,
    replications: complete.length,
    verdict,
    interrupted,
    replay: options.replay,
    warmUp: Object.fromEntries(measured.map((one) => [one.variant.name, warmUpOf(one)])),
    variants: Object.fromEntries(folded.map((one) => [one.name, documentOf(one, checks.get(one.name) ?? [])])),
    comparison: compareAll(folded),
    limits,
    lost,
    silentFaults: silent,
  }
  return {
    document,
    samples,
    judge: (threshold) => judgeExpectation(threshold, evidence),
    fingerprints: new Map(measured.map((one) => [one.variant.name, fingerprintsOf(one)])),
  }
}

function documentOf(one: FoldedVariant, checks: readonly CheckResult[]): VariantDocument {
  const { result, faults, recovery, anomalies, consistencyWithoutFaults, processViolations } = one
  const { messageAnomalies, transactionAnomalies, keysInTrouble } = one
  const { messagesWithoutFaults, transactionsWithoutFaults } = one
  return {
    ...result,
    faults,
    recovery,
    anomalies,
    consistencyWithoutFaults,
    messagesWithoutFaults,
    transactionsWithoutFaults,
    processViolations,
    messageAnomalies,
    transactionAnomalies,
    keysInTrouble,
    checks,
  }
}

function judgeAll(
  folded: readonly FoldedVariant[],
  evidence: ReadonlyMap<string, Evidence>,
  thresholds: readonly JudgedThreshold[],
): ReadonlyMap<string, readonly CheckResult[]> {
  const judged = thresholds.flatMap((threshold) =>
    threshold.kind === 'invariant' ? [] : judgeExpectation(threshold, evidence),
  )
  return new Map(
    folded.map(({ name, laws, invariants }) => [
      name,
      [
        ...judged
          .filter(({ variant }) => variant === name)
          .map((one): CheckResult => ({ source: 'expectation', ...one })),
        ...invariants.map((one): CheckResult => ({ source: 'invariant', ...one })),
        ...laws,
      ],
    ]),
  )
}

function compareAll(folded: readonly FoldedVariant[]): RunDocument['comparison'] {
  const [baseline, ...others] = folded
  return baseline === undefined ? [] : others.flatMap((variant) => compareVariants(baseline, variant))
}

function entriesOf(variants: readonly PreparedVariant[]): readonly string[] {
  const called = variants.flatMap(({ plan }) =>
    plan.workloads.flatMap(({ mix }) => mix.map(({ program }) => plan.programs[program]?.name ?? '')),
  )
  return [...new Set(called)].toSorted((a, b) => (a < b ? -1 : 1))
}

function sameRequests(variants: readonly PreparedVariant[]): readonly string[] {
  const texts = variants.map(({ scenario }) => canonicalJson(scenario.workload))
  return variants.filter((_, at) => texts[at] === texts[0]).map(({ name }) => name)
}

function warmUpOf({ warmUp }: MeasuredVariant): RunDocument['warmUp'][string] {
  return { mode: warmUp.mode, seconds: warmUp.cut / 1e9, note: warmUp.note }
}

function limitsOf({ variant, replications }: MeasuredVariant): LimitResult[] {
  return replications.flatMap(({ index, outcome }) => {
    const limit = outcome.status === 'done' ? outcome.answer.end.limit : undefined
    if (limit === undefined) return []
    return [{ variant: variant.name, replication: index, kind: limit.kind, text: limitText(limit) }]
  })
}

function lostOf({ variant, replications }: MeasuredVariant): LostReplication[] {
  return replications.flatMap(({ index, outcome }) =>
    outcome.status === 'lost' ? [{ variant: variant.name, replication: index, reason: outcome.reason }] : [],
  )
}

function fingerprintsOf({ replications }: MeasuredVariant): ReadonlyMap<number, string> {
  return new Map(
    replications.flatMap(({ index, outcome }): [number, string][] =>
      outcome.status === 'done' ? [[index, outcome.answer.end.fingerprint]] : [],
    ),
  )
}
