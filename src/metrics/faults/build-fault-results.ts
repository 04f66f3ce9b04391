import { replicationEstimate } from '../confidence.ts'
import type { Estimate } from '../estimate.ts'
import { sortedUnion } from '../folds/group-by.ts'
import type { ComparedPicture, FaultResult, RecoveryCounts, RecoveryResult, SustainedBy } from './fault-result.ts'
import type { RecoveryJudgement } from './judge-recovery.ts'
import { meanPicture } from './picture.ts'
import type { FaultFacts, ReplicationFaults } from './replication-faults.ts'

/** The faults of one replication, and its number. */
export interface JudgedReplication {
  /** From 0. */
  readonly index: number
  /** End of the load, ns. */
  readonly to: number
  readonly judged: ReplicationFaults
}

const EPISODES_MAX = 100

/** Every fault over all replications of a variant. */
export function buildFaultResults(replications: readonly JudgedReplication[]): readonly FaultResult[] {
  const [first] = replications
  return (first?.judged.faults ?? []).map(({ id, kind }, at): FaultResult => {
    const facts = replications.flatMap(({ judged }) => judged.faults[at] ?? [])
    const began = facts.filter(({ episodes }) => episodes.length > 0)
    const detected = facts.flatMap(({ detectSeconds }) => (detectSeconds === null ? [] : [detectSeconds]))
    const recoveries = facts.flatMap(({ recovery }) => (recovery === null ? [] : [recovery]))
    return {
      id,
      kind,
      began: began.length,
      bit: facts.filter(({ bites }) => bites > 0).length,
      bites: replicationEstimate(facts.map(({ bites }) => bites)),
      secondsOn: notNegative(
        replicationEstimate(replications.map(({ judged, to }) => secondsOn(judged.faults[at], to))),
      ),
      targets: targetsOf(facts),
      replications: replications.map(({ index, judged, to }) => episodesOf(index, judged.faults[at], to)),
      blastRadius: blastRadius(began),
      detected: detected.length,
      detectSeconds: notNegative(replicationEstimate(detected)),
      recovery: recoveries.length === 0 ? null : countRecoveries(recoveries),
      during: meanCompared(began.flatMap(({ during }) => (during === null ? [] : [during]))),
    }
  })
}

/** What became of a variant after its faults; `null` for one without control runs. */
export function buildRecovery(replications: readonly JudgedReplication[]): RecoveryResult | null {
  const all = replications.flatMap(({ judged }) => (judged.compared ? [judged] : []))
  const [first] = all
  if (first === undefined) return null
  const aftermaths = all.flatMap(({ recovery }) => (recovery === null ? [] : [recovery]))
  const { windowSeconds } = first
  const shares = all.flatMap(({ failedBecauseShare }) => (failedBecauseShare === null ? [] : [failedBecauseShare]))
  const rate = (of: (judged: ReplicationFaults) => readonly number[]): number[] => {
    const count = Math.min(...all.map((judged) => of(judged).length))
    const sumAt = (k: number): number => all.reduce((sum, judged) => sum + (of(judged)[k] ?? 0), 0)
    return Array.from({ length: count }, (_, k) => sumAt(k) / (all.length * windowSeconds))
  }
  return {
    ...(aftermaths.length === 0 ? neverEnded(all.length) : countRecoveries(aftermaths)),
    windowSeconds,
    controlOverloaded: all.filter(({ controlOverloaded }) => controlOverloaded).length,
    requestsShare: shareEstimate(shares),
    sustainedBy: sustainedBy(all),
    late: meanCompared(aftermaths.map(({ late }) => late)),
    timeline: {
      windowSeconds,
      goodPerSecond: rate(({ good }) => good),
      controlGoodPerSecond: rate(({ controlGood }) => controlGood),
    },
  }
}

function neverEnded(count: number): RecoveryCounts {
  const reasons = ['no fault ended within the load']
  return { verdict: 'inconclusive', recovered: 0, stuck: 0, inconclusive: count, recoverSeconds: null, reasons }
}

function countRecoveries(all: readonly RecoveryJudgement[]): RecoveryCounts {
  const count = (verdict: RecoveryJudgement['verdict']): number =>
    all.filter((judgement) => judgement.verdict === verdict).length
  const stuck = count('stuck')
  const recovered = count('recovered')
  const undecided = all.filter(({ verdict }) => verdict === 'inconclusive')
  const seconds = all.flatMap((judgement) => (judgement.seconds === null ? [] : [judgement.seconds]))
  return {
    verdict: stuck > 0 ? 'stuck' : recovered === all.length ? 'recovered' : 'inconclusive',
    recovered,
    stuck,
    inconclusive: undecided.length,
    recoverSeconds: notNegative(replicationEstimate(seconds)),
    reasons: [...new Set(undecided.map(({ reason }) => reason ?? ''))],
  }
}

/** The loop found most often; of two as often, the first by name. */
function sustainedBy(all: readonly ReplicationFaults[]): SustainedBy | null {
  const loops = all.flatMap(({ recovery }) => recovery?.loop ?? [])
  const [edge] = sortedUnion(loops.map((loop) => [loop.edge])).toSorted((a, b) => countOf(b) - countOf(a))
  const own = loops.filter((loop) => loop.edge === edge)
  const [first] = own
  if (first === undefined) return null
  const mean = (of: (loop: (typeof own)[number]) => number): number =>
    own.reduce((sum, loop) => sum + of(loop), 0) / own.length
  return {
    edge: first.edge,
    callee: first.callee,
    replications: own.length,
    attemptsPerSecond: mean((loop) => loop.attemptsPerSecond),
    controlAttemptsPerSecond: mean((loop) => loop.controlAttemptsPerSecond),
    loadPerSecond: mean((loop) => loop.loadPerSecond),
    capacityPerSecond: mean((loop) => loop.capacityPerSecond),
  }

  function countOf(name: string): number {
    return loops.filter((loop) => loop.edge === name).length
  }
}

function blastRadius(began: readonly FaultFacts[]): FaultResult['blastRadius'] {
  const names = began[0]?.operations.map(({ name }) => name) ?? []
  const worseIn = (name: string): number =>
    began.filter(({ operations }) => operations.some((one) => one.name === name && one.worse)).length
  const shares = began.map(({ operations }) => operations.filter(({ worse }) => worse).length / operations.length)
  return {
    operationsShare: shareEstimate(shares.filter((share) => isFinite(share))),
    operations: Object.fromEntries(
      names.filter((name) => worseIn(name) > 0).map((name) => [name, worseIn(name) / began.length]),
    ),
    requestsShare: shareEstimate(
      began.flatMap(({ failedBecauseShare }) => (failedBecauseShare === null ? [] : [failedBecauseShare])),
    ),
  }
}

function secondsOn(facts: FaultFacts | undefined, to: number): number {
  return (facts?.episodes ?? []).reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - start), 0) / 1e9
}

function targetsOf(facts: readonly FaultFacts[]): Readonly<Record<string, number>> {
  const hit = facts.map(({ episodes }) => new Set(episodes.flatMap(({ targets }) => targets)))
  return Object.fromEntries(sortedUnion(hit).map((name) => [name, hit.filter((targets) => targets.has(name)).length]))
}

function episodesOf(
  replication: number,
  facts: FaultFacts | undefined,
  to: number,
): FaultResult['replications'][number] {
  return {
    replication,
    bites: facts?.bites ?? 0,
    episodes: (facts?.episodes ?? []).slice(0, EPISODES_MAX).map(({ start, end, targets }) => ({
      fromSeconds: start / 1e9,
      toSeconds: end < to ? end / 1e9 : null,
      targets,
    })),
  }
}

function meanCompared(all: readonly ComparedPicture[]): ComparedPicture | null {
  const run = meanPicture(all.map((one) => one.run))
  const control = meanPicture(all.map((one) => one.control))
  return run === null || control === null ? null : { run, control }
}

function shareEstimate(shares: readonly number[]): Estimate | null {
  const estimate = notNegative(replicationEstimate(shares))
  return estimate === null || estimate.high === null ? estimate : { ...estimate, high: Math.min(1, estimate.high) }
}

function notNegative(estimate: Estimate | null): Estimate | null {
  return estimate === null || estimate.low === null ? estimate : { ...estimate, low: Math.max(0, estimate.low) }
}
