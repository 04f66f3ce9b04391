import { describe, expect, it } from 'vitest'
import { buildFaultResults, buildRecovery } from '../../../src/metrics/faults/build-fault-results.ts'
import { judgeRecoveryThreshold } from '../../../src/metrics/faults/judge-recovery-threshold.ts'
import { measureSpan } from '../../../src/metrics/faults/span-metrics.ts'
import { foldRun } from '../../../src/metrics/folds/run-fold.ts'
import type { RecoveryThreshold } from '../../../src/metrics/threshold.ts'
import { judgeStorm, STORM, type StormOptions } from '../tools/retry-storm.ts'

const SECOND = 1e9
const stuck = judgeStorm().judged
const slack = judgeStorm({ arrivalsPerSecond: 140 }).judged
const errors = judgeStorm({ fault: { ...STORM.fault, kind: 'errors' } })

function replications(...all: readonly (typeof stuck)[]): Parameters<typeof buildFaultResults>[0] {
  return all.map((judged, index) => ({ index, to: 400 * SECOND, judged }))
}

describe('the faults of a variant', () => {
  it('count replications one by one: where it began, bit, was noticed and was over', () => {
    const silent = judgeStorm({ fault: { ...STORM.fault, kind: 'none' } }).judged
    const [fault] = buildFaultResults(replications(stuck, slack, silent))
    expect(fault).toMatchObject({ id: 'trouble', kind: 'jam', began: 2, bit: 2, detected: 2 })
    expect(fault?.targets).toEqual({ 'users -> server': 2 })
    expect(fault?.secondsOn?.value).toBeCloseTo(20 / 3, 9)
    expect(fault?.replications.map(({ bites }) => bites > 0)).toEqual([true, true, false])
    expect(fault?.replications[0]?.episodes).toEqual([{ fromSeconds: 60, toSeconds: 70, targets: ['users -> server'] }])
    expect(fault?.recovery).toMatchObject({ verdict: 'stuck', recovered: 1, stuck: 1, inconclusive: 0 })
  })

  it('are stuck as soon as one replication is, recovered only when all are', () => {
    expect(buildRecovery(replications(slack, slack))).toMatchObject({ verdict: 'recovered', recovered: 2, stuck: 0 })
    const mixed = buildRecovery(replications(slack, stuck))
    expect(mixed).toMatchObject({ verdict: 'stuck', recovered: 1, stuck: 1 })
    expect(mixed?.sustainedBy).toMatchObject({ edge: 'users -> server', replications: 1 })
    expect(mixed?.recoverSeconds?.value).toBe(slack.recovery?.seconds)
  })

  it('have a blast radius in operations and in requests', () => {
    const [fault] = buildFaultResults(replications(errors.judged))
    expect(fault?.blastRadius.operations).toEqual({ 'api.get': 1 })
    expect(fault?.blastRadius.operationsShare?.value).toBe(1)
    expect(fault?.blastRadius.requestsShare?.value).toBeCloseTo(1, 2)
  })

  it('are none without replications', () => {
    expect(buildFaultResults([])).toEqual([])
    expect(buildRecovery([])).toBeNull()
  })
})

describe('failures by where they were decided', () => {
  const failedAt = (change: Partial<StormOptions>, from: number = 0): Record<string, number> => {
    const fold = foldRun(judgeStorm(change, from).summary)
    expect([...(fold.total.failedAt ?? [])].reduce((sum, [, count]) => sum + count, 0)).toBe(fold.total.failed)
    return Object.fromEntries(fold.operations.get('api.get')?.failedAt ?? [])
  }

  it('tell what the client saw from who decided it, and add up to the failures', () => {
    expect(Object.keys(failedAt({}))).toEqual(['timeout at users -> server'])
    const kinds = failedAt({ fault: { ...STORM.fault, kind: 'errors' } })
    expect(Object.keys(kinds)).toEqual(['error at server'])
    expect(kinds['error at server']).toBeGreaterThan(2700)
  })

  it('belong to the measured time when the request began in it', () => {
    const whole = failedAt({ fault: { ...STORM.fault, kind: 'errors' } })
    const half = failedAt({ fault: { ...STORM.fault, kind: 'errors' } }, 65)
    expect((half['error at server'] ?? 0) / (whole['error at server'] ?? 0)).toBeCloseTo(0.5, 2)
  })

  it('are none where nothing failed', () => {
    expect(failedAt({ fault: { ...STORM.fault, kind: 'none' } })).toEqual({})
  })
})

describe('a metric around a fault', () => {
  const value = (kind: 'during' | 'after', fault: string, ...path: readonly string[]): number | null | undefined =>
    measureSpan([errors.judged], { kind, fault })?.sample(path)?.whole

  it('counts only the windows of the span', () => {
    expect(value('during', 'trouble', 'operations', 'api', 'get', 'availability')).toBeLessThan(0.01)
    expect(value('after', 'trouble', 'operations', 'api', 'get', 'availability')).toBe(1)
    expect(value('during', 'any', 'total', 'availability')).toBe(value('during', 'trouble', 'total', 'availability'))
    expect(value('after', 'trouble', 'total', 'throughput')).toBeCloseTo(280, 0)
    expect(value('after', 'trouble', 'workloads', 'users', 'latency', 'mean')).toBeCloseTo(1000 / 300, 3)
    expect(value('during', 'trouble', 'total', 'offered')).toBe(2800)
  })

  it('is nothing where the fault never ended, or where there is no such fault', () => {
    const endless = judgeStorm({ fault: { ...STORM.fault, toSeconds: 400 } }).judged
    expect(
      measureSpan([endless], { kind: 'after', fault: 'trouble' })?.sample(['total', 'availability'])?.whole,
    ).toBeNull()
    expect(measureSpan([endless], { kind: 'after', fault: 'other' })).toBeUndefined()
  })
})

describe('an expected recovery', () => {
  const expectation = (seconds: number, more: Partial<RecoveryThreshold> = {}): RecoveryThreshold => ({
    kind: 'recovery',
    text: `recovers within ${seconds}s`,
    within: seconds * SECOND,
    after: 'all',
    ...more,
  })
  const verdict = (threshold: RecoveryThreshold, ...all: readonly (typeof stuck)[]): string[] =>
    judgeRecoveryThreshold(threshold, new Map([['main', all]])).map((one) => one.verdict)

  it('passes when every replication was back in time, and fails when one was not', () => {
    expect(verdict(expectation(130), slack, slack)).toEqual(['pass'])
    expect(verdict(expectation(100), slack, slack)).toEqual(['fail'])
    expect(verdict(expectation(300), slack, stuck)).toEqual(['fail'])
    expect(verdict(expectation(130, { after: 'trouble' }), slack)).toEqual(['pass'])
  })

  it('is open where a replication does not tell, or nothing does', () => {
    const cut = judgeStorm({ arrivalsPerSecond: 140, seconds: 78 }).judged
    expect(verdict(expectation(130), slack, cut)).toEqual(['inconclusive'])
    expect(verdict(expectation(130))).toEqual(['inconclusive'])
    expect(verdict(expectation(130, { in: 'other' }), slack)).toEqual(['inconclusive'])
  })
})
