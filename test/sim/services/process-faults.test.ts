import { describe, expect, it } from 'vitest'
import { at, MS, SECOND } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, cpu, io } from '../world/steps.ts'
import { bites, faults, hits, type Knobs } from './faults.ts'
import { calls, ends, faulty } from './one-server.ts'

describe('slow', () => {
  const slow = { kind: 'slow', factor: 5, resource: 'all', healthChecks: false } as const

  it('makes work that begins in it take so many times as long, and leaves alone what has begun', () => {
    const run = faulty(slow, [3, 10], [0, 4, 40], { unit: { cores: 3 } })
    expect(ends(run)).toEqual([4, 24, 44])
    expect(run.log.calls('web.get')[1]?.parts).toEqual({ cpu: 20 * MS })
    expect(bites(run)).toBe(1)
  })

  it('can be of the cpu, of waits, or of both', () => {
    const steps = [io(2 * MS), cpu(MS)]
    const end = (resource: 'cpu' | 'io' | 'all'): number | undefined =>
      ends(faulty({ ...slow, resource }, [0, 100], [1], { steps }))[0]
    expect([end('cpu'), end('io'), end('all')]).toEqual([8, 12, 16])
  })

  it('by several at once multiplies, and work of no length is not slowed', () => {
    const run = simulate({
      units: { web: {} },
      operations: { 'web.get': [cpu(0), io(0), cpu(MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(0) } },
      faults: faults(
        hits('web', slow, 0, SECOND),
        hits('web', { ...slow, factor: 1.5, resource: 'cpu' }, 0, SECOND),
        hits('web', { ...slow, factor: 1 }, 0, SECOND),
      ),
    })
    expect(ends(run)).toEqual([7.5])
    expect([bites(run, 0), bites(run, 1), bites(run, 2)]).toEqual([1, 1, 0])
  })
})

describe.each(['ps', 'fcfs'] as const)('a cpu quota (%s)', (scheduling) => {
  const quota = (quotaMs: number, periodMs: number): Knobs => ({
    kind: 'cpu-quota',
    quota: quotaMs * MS,
    period: periodMs * MS,
  })

  it('lets one core compute for the quota, then wait for the next period', () => {
    // From 5: 2 ms of every 10: 5..7, 15..17, 25..27, and the last one at 35.
    const run = faulty(quota(2, 10), [5, 100], [0], { unit: { scheduling }, steps: [cpu(12 * MS)] })
    expectDrained(run)
    expect(ends(run)).toEqual([36])
    expect(bites(run)).toBe(3)
    expect(run.log.onlyCall('web.get').parts).toEqual({ cpu: 12 * MS, cpuWait: 24 * MS })
  })

  it('counts all cores together', () => {
    // Two cores use up 4 ms in 2 ms; each job needs 2, 2 and 1.
    const unit = { scheduling, cores: 2 }
    const run = faulty(quota(4, 10), [0, 100], [0, 0], { unit, steps: [cpu(5 * MS)] })
    expect(ends(run)).toEqual([21, 21])
  })

  it('does not carry over what is left of a period', () => {
    // 4 of 5 ms are used in the first period; in the second one 4 and, from 17, 1 more.
    const run = faulty(quota(5, 10), [0, 100], [0, 12, 17], { unit: { scheduling } })
    expect(ends(run)).toEqual([4, 16, 23])
  })

  it('lets go at once when it is lifted, and changes nothing where it is as much as there is', () => {
    const lifted = faulty(quota(2, 10), [0, 5], [0], { unit: { scheduling } })
    expect(ends(lifted)).toEqual([7])
    const enough = faulty(quota(10, 10), [0, 100], [0, 1, 2], { unit: { scheduling } })
    expect(ends(enough).at(-1)).toBe(12)
    expect(bites(enough)).toBe(0)
  })

  it('of several is the one that leaves the least; a pause in it is not computed away', () => {
    const run = simulate({
      units: { web: { scheduling, slots: 5 } },
      operations: { 'web.get': [cpu(6 * MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(0) } },
      faults: faults(
        hits('web', quota(9, 10), 0, SECOND),
        hits('web', quota(2, 10), 0, SECOND),
        hits('web', { kind: 'pause' }, MS, 5 * MS),
      ),
    })
    // 1 ms before the pause, 1 after it, then 2 in each of the next periods.
    expect(ends(run)).toEqual([22])
    expect(bites(run, 0)).toBe(0)
  })
})

describe('memory', () => {
  const memory = {
    kind: 'memory',
    limit: 1000,
    growth: 0,
    perRequest: 0,
    slowFrom: 1,
    slowdown: 1,
    restart: 5 * MS,
  } as const

  it('kills the process when it is full, lets it start again, and fills up again while it lasts', () => {
    // 1000 bytes at 100 bytes per ms: at 10, 25, 40, …
    const growing = { ...memory, growth: 100_000 }
    const run = faulty(growing, [0, 42], [1, 8, 12, 16, 23, 39, 43, 46, 90], {})
    expectDrained(run)
    expect(calls(run)).toEqual([
      ['ok', 5],
      ['reset', 10],
      ['refused', 12],
      ['ok', 20],
      ['reset', 25],
      ['reset', 40],
      ['refused', 43],
      ['ok', 50],
      ['ok', 94],
    ])
  })

  it('can grow with each request', () => {
    const run = faulty({ ...memory, perRequest: 400 }, [0, 50], [1, 2, 3, 10], {})
    expect(calls(run)).toEqual([
      ['reset', 3],
      ['reset', 3],
      ['reset', 3],
      ['ok', 14],
    ])
  })

  it('slows the cpu down the nearer it comes to the limit', () => {
    // At 5 ms half is full, at 7.5 three quarters: twice as long there, and three times at the limit.
    const growing = { ...memory, growth: 100_000, slowFrom: 0.5, slowdown: 3 }
    const run = faulty(growing, [0, 9], [0, 5, 7.5], { steps: [cpu(MS)], unit: { cores: 4 } })
    expect(ends(run)).toEqual([1, 6, 9.5])
    expect(bites(run)).toBe(1)
  })

  it('is free again when another crash has killed the process', () => {
    const run = simulate({
      units: { web: {} },
      operations: { 'web.get': [cpu(MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(12 * MS, 17 * MS) } },
      faults: faults(
        hits('web', { ...memory, growth: 100_000 }, 0, 30 * MS),
        hits('web', { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } }, 8 * MS, 9 * MS),
      ),
    })
    expect(calls(run)).toEqual([
      ['ok', 13],
      ['ok', 18],
    ])
  })

  it('does not keep a run going in which nothing else happens', () => {
    const run = faulty({ ...memory, growth: 100_000 }, [0, Number.POSITIVE_INFINITY], [0], {})
    // It goes on while there may be load, and no longer.
    expect(run.end.time).toBeLessThanOrEqual(10 * SECOND)
  })
})

describe('threads', () => {
  const take = (share: number): Knobs => ({ kind: 'threads', take: share })

  it('are taken as they become free, and given back to those who wait', () => {
    // Three of four are taken at 1; those in service keep theirs. One is left for the four that come.
    const unit = { slots: 4, cores: 4 }
    const run = faulty(take(0.75), [1, 9], [0, 0, 0, 0, 2, 2, 2, 2], { unit })
    expectDrained(run)
    expect(ends(run)).toEqual([4, 4, 4, 4, 8, 12, 13, 13])
    expect(run.log.waitsAt('queue web/0')).toEqual([0, 0, 0, 0, 2, 6, 7, 7].map((ms) => ms * MS))
  })

  it('of which none is left let everybody wait, and at least one is taken', () => {
    expect(ends(faulty(take(1), [0, 10], [1, 2], { unit: { slots: 2 } }))).toEqual([18, 18])
    expect(ends(faulty(take(0.01), [0, 10], [1, 1], { unit: { slots: 2, cores: 2 } }))).toEqual([5, 9])
  })

  it('have not bitten where there were enough, nor in an event loop', () => {
    expect(bites(faulty(take(0.5), [0, 10], [1, 6], { unit: { slots: 2 } }))).toBe(0)
    expect(bites(faulty(take(0.5), [0, 10], [1, 1], { unit: { slots: Number.POSITIVE_INFINITY } }))).toBe(0)
    expect(bites(faulty(take(0.5), [0, 10], [1, 1], { unit: { slots: 2 } }))).toBe(1)
  })
})

describe('descriptors', () => {
  it('refuse who finds as many in the instance, in service or waiting', () => {
    const run = faulty({ kind: 'descriptors', limit: 2 }, [0, 50], [0, 1, 2, 3, 9], { unit: { slots: 1 } })
    expectDrained(run)
    expect(calls(run)).toEqual([
      ['refused', 2],
      ['refused', 3],
      ['ok', 4],
      ['ok', 8],
      ['ok', 13],
    ])
    expect(bites(run)).toBe(2)
  })
})

describe('a clock', () => {
  const step = (ms: number): Knobs => ({ kind: 'clock', step: ms * MS, drift: 0 })
  const world = (unit: 'web' | 'db', knobs: Knobs): Run =>
    simulate({
      units: { web: {}, db: { slots: 1 } },
      operations: { 'web.get': [call('db.get')], 'db.get': [cpu(6 * MS)] },
      edges: { 'web -> db': { timeout: 10 * MS, propagateTimeout: true } },
      // The second one is begun after 6 ms of its 10.
      workloads: { load: { calls: 'web.get', arrivals: at(0, 0) } },
      faults: faults(hits(unit, knobs, 0, SECOND)),
    })

  it('that is ahead at the server, or behind at the caller, lets deadlines pass too early', () => {
    for (const run of [world('db', step(5)), world('web', step(-5))]) {
      expect(calls(run, 'db.get')).toEqual([
        ['ok', 6],
        ['deadline', 6],
      ])
      expect(bites(run)).toBeGreaterThan(0)
    }
  })

  it('that is behind at the server lets work begin that nobody waits for any more', () => {
    const late = (knobs: Knobs): Run =>
      simulate({
        units: { web: {}, db: { slots: 1 } },
        operations: { 'web.get': [call('db.get')], 'db.get': [cpu(11 * MS)] },
        edges: { 'web -> db': { timeout: 10 * MS, propagateTimeout: true } },
        workloads: { load: { calls: 'web.get', arrivals: at(0, 0) } },
        faults: faults(hits('db', knobs, 0, SECOND)),
      })
    const visits = ({ log }: Run): unknown => log.visits('db/0').map(({ outcome, end }) => [outcome, end / MS])
    expect(visits(late(step(0)))).toEqual([
      ['deadline', 10],
      ['deadline', 10],
    ])
    const run = late(step(-5))
    expectDrained(run)
    expect(visits(run)).toEqual([
      ['ok', 11],
      ['deadline', 15],
    ])
    expect(calls(run, 'db.get')).toEqual([
      ['timeout', 10],
      ['timeout', 10],
    ])
    expect(bites(run)).toBeGreaterThan(0)
  })

  it('that drifts is wrong by more and more', () => {
    expect(calls(world('db', { kind: 'clock', step: 0, drift: 0.5 }), 'db.get').map(([outcome]) => outcome)).toEqual([
      'ok',
      'timeout',
    ])
    expect(calls(world('db', { kind: 'clock', step: 0, drift: 0.7 }), 'db.get').map(([outcome]) => outcome)).toEqual([
      'ok',
      'deadline',
    ])
  })

  it('that has made no difference has not bitten', () => {
    expect(bites(world('db', step(1)))).toBe(0)
  })
})
