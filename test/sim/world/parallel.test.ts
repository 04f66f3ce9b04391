import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, MS } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, cpu, fail, io, type ParallelOptions, parallel, type StepSpec } from './steps.ts'

/** One request whose only step is parallel. */
function split(branches: readonly (readonly StepSpec[])[], options: ParallelOptions = {}): Run {
  return simulate({
    units: { web: { slots: 4 }, db: {} },
    operations: {
      'web.get': [parallel(branches, options)],
      'db.quick': [io(2 * MS)],
      'db.slow': [io(9 * MS)],
      'db.broken': [io(4 * MS), fail()],
    },
    network: { delay: 0 },
    workloads: { users: { calls: 'web.get', arrivals: at(0) } },
  })
}

const branch = fc.record({ time: fc.integer({ min: 1, max: 1000 }), fails: fc.boolean() })

describe('a parallel step', () => {
  it('ends with the branch that decides it: the k-th success, or the failure that makes k impossible', () => {
    fc.assert(
      fc.property(fc.array(branch, { minLength: 1, maxLength: 8 }), fc.nat(7), (branches, spare) => {
        const need = 1 + (spare % branches.length)
        const run = split(
          branches.map(({ time, fails }) => (fails ? [io(time), fail()] : [io(time)])),
          { need },
        )
        const nth = (wanted: boolean, position: number): number =>
          branches
            .filter(({ fails }) => fails === wanted)
            .map(({ time }) => time)
            .toSorted((a, b) => a - b)[position] ?? Number.POSITIVE_INFINITY
        const success = nth(false, need - 1)
        const failure = nth(true, branches.length - need)
        const { latency, outcome, parts } = run.log.onlyCall('web.get')
        expect(latency).toBe(Math.min(success, failure))
        expect(outcome).toBe(success < failure ? 'ok' : 'error')
        expect(parts).toEqual(success < failure ? { io: latency } : { retry: latency })
        expectDrained(run)
      }),
      { seed: 2020, numRuns: 200 },
    )
  })

  it('runs its branches at once, not one after the other', () => {
    const all = split([[io(3 * MS)], [io(5 * MS)], [io(4 * MS)]])
    const any = split([[io(3 * MS)], [io(5 * MS)], [io(4 * MS)]], { need: 1 })
    const quorum = split([[io(3 * MS)], [io(5 * MS)], [io(4 * MS)]], { need: 2 })
    expect([all, any, quorum].map(({ log }) => log.onlyCall('web.get').latency)).toEqual([5 * MS, 3 * MS, 4 * MS])
  })

  it('takes its parts from the branch that decides, and from no other', () => {
    const { log } = split([[io(1 * MS), call('db.slow')], [cpu(3 * MS), io(8 * MS)], [cpu(1 * MS)]])
    expect(log.onlyCall('web.get')).toMatchObject({
      latency: 12 * MS,
      parts: { cpu: 3 * MS, cpuWait: 1 * MS, io: 8 * MS },
    })
  })

  it('fails when a call of a branch does, unless the call or the whole step is optional', () => {
    const outcome = (own: boolean, whole: boolean): readonly unknown[] => {
      const { log } = split([[call('db.broken', { optional: own })], [call('db.slow')]], { optional: whole })
      const { latency, outcome, parts } = log.onlyCall('web.get')
      return [outcome, latency, parts]
    }
    expect(outcome(false, false)).toEqual(['error', 4 * MS, { retry: 4 * MS }])
    expect(outcome(false, true)).toEqual(['ok', 4 * MS, { retry: 4 * MS }])
    expect(outcome(true, false)).toEqual(['ok', 9 * MS, { io: 9 * MS }])
  })

  it('lets what it no longer waits for go on', () => {
    const run = split([[call('db.quick')], [call('db.slow'), cpu(1 * MS), call('db.quick')]], { need: 1 })
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 2 * MS, outcome: 'ok' })
    expect(run.log.onlyCall('db.slow')).toMatchObject({ latency: 9 * MS, outcome: 'ok' })
    expect(run.log.calls('db.quick').map(({ start, outcome }) => [start, outcome])).toEqual([
      [0, 'ok'],
      [10 * MS, 'ok'],
    ])
    expect(run.log.changes('cpu web/0')).toEqual([
      [9 * MS, 1],
      [10 * MS, 0],
    ])
    // The slot was free as soon as the operation had ended.
    expect(run.log.changes('concurrency web/0')).toEqual([
      [0, 1],
      [2 * MS, 0],
    ])
    expectDrained(run)
  })

  it('without branches, or with branches that take no time, costs nothing', () => {
    for (const branches of [[], [[]], [[], [fail(0)]]]) {
      const run = split(branches)
      expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 0, outcome: 'ok' })
      expectDrained(run)
    }
  })

  it('can be decided by a failure that comes at once', () => {
    const run = split([[fail()], [io(3 * MS)]])
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 0, outcome: 'error' })
    expectDrained(run)
  })

  it('can stand inside another', () => {
    const inner = parallel([[io(7 * MS)], [io(2 * MS)]], { need: 1 })
    const run = split([[inner, io(1 * MS)], [parallel([[io(1 * MS)], [call('db.slow')]])]])
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 9 * MS, parts: { io: 9 * MS } })
    expectDrained(run)
  })
})
