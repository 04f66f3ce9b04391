import { describe, expect, it } from 'vitest'
import { Outcome } from '../../../src/sim/outcome.ts'
import { at, MS, type PlanIndex, SECOND } from '../world/plans.ts'
import { expectDrained, simulate } from '../world/simulate.ts'
import { call, cpu, io, respond } from '../world/steps.ts'
import { bites, faults, hits, type Knobs } from './faults.ts'
import { calls, faulty } from './one-server.ts'

describe('a dependency', () => {
  const errors =
    (when: 'before' | 'after', options: { share?: number; first?: number } = {}) =>
    (index: PlanIndex) =>
      ({
        kind: 'errors',
        programs: [index.program('web.get')],
        share: 1,
        outcome: Outcome.error,
        first: 0,
        when,
        ...options,
      }) as const

  it('fails before it does anything, or after it has done everything', () => {
    const before = faulty(errors('before'), [0, 10], [1, 20])
    expect(calls(before)).toEqual([
      ['error', 1],
      ['ok', 24],
    ])
    const after = faulty(errors('after'), [0, 10], [1, 20])
    expect(calls(after)).toEqual([
      ['error', 5],
      ['ok', 24],
    ])
    expect(after.log.visits('web/0').map(({ outcome }) => outcome)).toEqual(['error', 'ok'])
    expect([bites(before), bites(after)]).toEqual([1, 1])
  })

  it('fails the first calls only, over all instances', () => {
    const run = faulty(errors('before', { first: 2 }), [0, 99], [1, 10, 20, 30], { unit: { instances: 2 } })
    expect(calls(run).map(([outcome]) => outcome)).toEqual(['error', 'error', 'ok', 'ok'])
  })

  it('fails a share of its calls, as often as it says', () => {
    const arrivals = Array.from({ length: 4000 }, (_, i) => i)
    const run = faulty(errors('before', { share: 0.3 }), [0, 1e6], arrivals, { steps: [cpu(0)] })
    const failed = calls(run).filter(([outcome]) => outcome === 'error').length
    expect(bites(run)).toBe(failed)
    // Five standard deviations of a binomial count: a false alarm once in two million seeds.
    expect(Math.abs(failed - 1200)).toBeLessThan(5 * Math.sqrt(4000 * 0.3 * 0.7))
  })

  it('fails inside a unit as well', () => {
    for (const [when, end] of [
      ['before', 0],
      ['after', 2],
    ] as const) {
      const run = simulate({
        units: { web: {} },
        modules: { pay: 'web' },
        operations: { 'web.get': [call('pay.charge', { optional: true }), cpu(MS)], 'pay.charge': [cpu(2 * MS)] },
        workloads: { load: { calls: 'web.get', arrivals: at(0) } },
        faults: (index) =>
          faults(
            hits(
              'web',
              {
                kind: 'errors',
                programs: [index.program('pay.charge')],
                share: 1,
                outcome: Outcome.error,
                first: 0,
                when,
              },
              0,
              SECOND,
            ),
          )(index),
      })
      expectDrained(run)
      expect(calls(run, 'pay.charge')).toEqual([['error', end]])
      expect(calls(run)).toEqual([['ok', end + 1]])
    }
  })

  it('loses the answer when everything is done', () => {
    const lost = (index: PlanIndex): Knobs => ({
      kind: 'lost-reply',
      programs: [index.program('web.get')],
      share: 1,
    })
    const run = faulty(lost, [0, 10], [1, 20], { edge: { timeout: 10 * MS }, steps: [cpu(4 * MS), respond(), io(MS)] })
    expectDrained(run)
    expect(calls(run)).toEqual([
      ['timeout', 11],
      ['ok', 24],
    ])
    expect(run.log.visits('web/0').map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
    expect(bites(run)).toBe(1)
  })

  it('answers calls beyond its rate with a refusal at the door', () => {
    // Two at once, then one in 10 ms.
    const throttle = (index: PlanIndex): Knobs => ({
      kind: 'throttle',
      programs: [index.program('web.get')],
      perSecond: 100,
      burst: 2,
      retryAfter: SECOND,
    })
    const run = faulty(throttle, [0, 100], [1, 2, 3, 5, 11, 12], { steps: [io(0)], unit: { instances: 2 } })
    expect(calls(run).map(([outcome]) => outcome)).toEqual(['ok', 'ok', 'throttled', 'throttled', 'ok', 'throttled'])
    expect(bites(run)).toBe(3)
    expect(run.log.visits('web/0').length + run.log.visits('web/1').length).toBe(3)
  })
})
