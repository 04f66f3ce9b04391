import { describe, expect, it } from 'vitest'
import type { AdmissionPlan, GuardPlan } from '../../../src/sim/policy-plan.ts'
import { faults, hits } from '../services/faults.ts'
import { law } from '../world/law.ts'
import { at, MS } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, fail, io } from '../world/steps.ts'
import { breaker, LONG, retry } from './policies.ts'

/** Requests at these ms to `web`, which calls `db` and may crash from 20 to 21 ms; `db` does what `work` says. */
function restarting(options: {
  readonly guard?: Partial<GuardPlan>
  readonly admission?: readonly AdmissionPlan[]
  readonly arrivals: readonly number[]
  readonly work?: Parameters<typeof simulate>[0]['operations'][string]
  readonly crash?: 'web' | 'db'
}): Run {
  const { guard, admission = [], arrivals, work = [fail(1)], crash } = options
  return simulate({
    units: { web: {}, db: { admission } },
    operations: { 'web.get': [call('db.read')], 'db.read': work },
    edges: guard === undefined ? {} : { 'web -> db': { guard } },
    workloads: { load: { calls: 'web.get', arrivals: at(...arrivals.map((ms) => ms * MS)) } },
    ...(crash === undefined
      ? {}
      : {
          faults: faults(
            hits(crash, { kind: 'crash', host: 'down', restart: 0, cold: { factor: 1, lasts: 0 } }, 20 * MS, 21 * MS),
          ),
        }),
    duration: 100 * MS,
    drain: 100 * MS,
  })
}

const outcomes = ({ log }: Run): readonly string[] => log.calls('db.read').map(({ outcome }) => outcome)

describe('a process that starts anew', () => {
  it('has a closed breaker, though the one before was open', () => {
    const guard = { layers: [breaker(2, LONG)] }
    const arrivals = [0, 1, 2, 30, 31, 32]
    expect(outcomes(restarting({ guard, arrivals }))).toEqual([
      'error',
      'error',
      ...new Array<string>(4).fill('breaker-open'),
    ])
    const run = restarting({ guard, arrivals, crash: 'web' })
    expect(outcomes(run)).toEqual(['error', 'error', 'breaker-open', 'error', 'error', 'breaker-open'])
    expect(run.log.changes('breaker web -> db web/0').map(([time, state]) => [time / MS, state])).toEqual([
      [1, 2],
      [21, 0],
      [31, 2],
    ])
    expectDrained(run)
  })

  it.each<[string, Partial<GuardPlan>]>([
    ['of all instances', { scope: 'shared' }],
    ['of its sidecar', { sidecar: law(0) }],
  ])('finds the open breaker %s as it left it', (_, guard) => {
    const run = restarting({ guard: { layers: [breaker(2, LONG)], ...guard }, arrivals: [0, 1, 30], crash: 'web' })
    expect(outcomes(run)).toEqual(['error', 'error', 'breaker-open'])
  })

  it('has its retry budget whole', () => {
    const budget = { kind: 'token-bucket', perSecond: 0.001, burst: 2 } as const
    const guard = { layers: [retry(3, { budget })] }
    const arrivals = [0, 1, 30, 31]
    expect(restarting({ guard, arrivals }).log.total('retries web -> db')).toBe(2)
    expect(restarting({ guard, arrivals, crash: 'web' }).log.total('retries web -> db')).toBe(4)
  })

  it('has an empty rate limiter before it', () => {
    const admission: readonly AdmissionPlan[] = [
      { kind: 'rate-limit', rules: { algorithm: 'fixed-window', limit: 2, window: LONG } },
    ]
    const arrivals = [0, 1, 2, 30, 31, 32]
    const work = [io(MS)]
    expect(outcomes(restarting({ admission, arrivals, work })).filter((outcome) => outcome === 'ok')).toHaveLength(2)
    const run = restarting({ admission, arrivals, work, crash: 'db' })
    expect(outcomes(run).filter((outcome) => outcome === 'ok')).toHaveLength(4)
    expectDrained(run)
  })
})
