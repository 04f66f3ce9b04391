import { replicationEstimate } from '../confidence.ts'
import type { ThresholdResult, Verdict } from '../judge-threshold.ts'
import type { RecoveryThreshold } from '../threshold.ts'
import type { RecoveryJudgement } from './judge-recovery.ts'
import type { ReplicationFaults } from './replication-faults.ts'

const NS_PER_MS = 1e6

/**
 * Judges `recovers within …` in each variant that has faults: a promise about every run, so it passes when all
 * replications recovered in that time, and fails as soon as one is stuck or took longer.
 */
export function judgeRecoveryThreshold(
  threshold: RecoveryThreshold,
  variants: ReadonlyMap<string, readonly ReplicationFaults[]>,
): ThresholdResult[] {
  const subjects = [...variants].filter(
    ([name, replications]) => replications.length > 0 && (threshold.in === undefined || name === threshold.in),
  )
  if (subjects.length === 0) {
    return [resultOf(threshold, threshold.in ?? '', [], 'inconclusive', 'no variant with faults was run')]
  }
  return subjects.map(([variant, replications]) => {
    if (replications.some(({ compared }) => !compared)) {
      return resultOf(threshold, variant, [], 'inconclusive', 'it was not compared with a run without faults')
    }
    const judged = replications.map((replication) => recoveryOf(replication, threshold.after))
    const late = judged.some((one) => one?.verdict === 'recovered' && (one.seconds ?? 0) * 1e9 > threshold.within)
    const stuck = judged.filter((one) => one?.verdict === 'stuck').length
    const undecided = judged.find((one) => one?.verdict !== 'recovered')
    if (stuck > 0) return resultOf(threshold, variant, judged, 'fail', `stuck in ${stuck} of ${judged.length}`)
    if (late) return resultOf(threshold, variant, judged, 'fail', null)
    if (judged.some((one) => one?.verdict !== 'recovered')) {
      return resultOf(threshold, variant, judged, 'inconclusive', undecided?.reason ?? 'the fault did not end')
    }
    return resultOf(threshold, variant, judged, 'pass', null)
  })
}

function recoveryOf({ faults, recovery }: ReplicationFaults, after: string): RecoveryJudgement | null {
  return after === 'all' ? recovery : (faults.find(({ id }) => id === after)?.recovery ?? null)
}

function resultOf(
  threshold: RecoveryThreshold,
  variant: string,
  judged: readonly (RecoveryJudgement | null)[],
  verdict: Verdict,
  reason: string | null,
): ThresholdResult {
  const seconds = judged.flatMap((one) => (one?.seconds === null || one === null ? [] : [one.seconds * 1000]))
  const estimate = replicationEstimate(seconds)
  return {
    name: threshold.text,
    variant,
    metric: null,
    verdict,
    ok: verdict === 'pass',
    value: estimate === null || estimate.low === null ? estimate : { ...estimate, low: Math.max(0, estimate.low) },
    operator: '<=',
    limit: threshold.within / NS_PER_MS,
    kind: 'duration',
    evaluated: judged.length,
    reason,
  }
}
