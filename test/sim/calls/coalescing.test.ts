import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listed } from '../world/law.ts'
import { at, MS, SECOND } from '../world/plans.ts'
import { expectDrained, simulate } from '../world/simulate.ts'
import { call, fail, io } from '../world/steps.ts'
import { COALESCE, retry } from './policies.ts'
import { shop } from './shop.ts'

describe('coalesced calls', () => {
  it('share the first one on its way: a visit for each group, and one end for all of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(200), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 60 }),
        (times, work) => {
          const arrivals = times.toSorted((a, b) => a - b)
          const run = shop([COALESCE], [io(work)], { arrivals })
          let end = -1
          let groups = 0
          const ends = arrivals.map((time) => {
            // The answer of an instant is there before who comes at that instant, or not: both were set up earlier.
            if (time >= end) {
              groups++
              end = time + work
            }
            return end
          })
          // Arrivals are scheduled one by one; one at the very end of a group may still be before its answer.
          const clear = arrivals.every((time) => !ends.includes(time))
          fc.pre(clear)
          expect(run.log.visits('db/0').length).toBe(groups)
          expect(run.log.calls('db.read').map((each) => each.end)).toEqual(ends)
          expect(run.log.total('coalesced web -> db')).toBe(arrivals.length - groups)
          expectDrained(run)
        },
      ),
      { seed: 4301, numRuns: 200 },
    )
  })

  it('all fail when it fails, and wait for its retries', () => {
    const run = shop([COALESCE, retry(2)], [io(5 * MS), fail()], { arrivals: [0, 2 * MS, 7 * MS] })
    expect(run.log.calls('db.read').map(({ latency, outcome }) => [latency / MS, outcome])).toEqual([
      [10, 'error'],
      [8, 'error'],
      [3, 'error'],
    ])
    expect(run.log.visits('db/0').length).toBe(2)
    expectDrained(run)
  })

  it('wait for the answer that another gets: their time is that of waiting', () => {
    const run = shop([COALESCE], [io(5 * MS)], { arrivals: [0, 2 * MS] })
    expect(run.log.calls('db.read').map(({ parts }) => parts)).toEqual([{ io: 5 * MS }, { coalesced: 3 * MS }])
  })

  it('go on for the others when the one that has made the call no longer waits for it', () => {
    const run = simulate({
      units: { web: {}, db: {} },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(10 * MS)] },
      edges: {
        'web -> db': { cancel: true, guard: { layers: [COALESCE] } },
        'hasty -> web': { timeout: 4 * MS, cancel: true },
      },
      workloads: {
        hasty: { calls: 'web.get', arrivals: at(0) },
        users: { calls: 'web.get', arrivals: at(2 * MS, 3 * MS) },
      },
    })
    expect(run.log.calls('db.read').map(({ start, end, outcome }) => [start / MS, end / MS, outcome])).toEqual([
      [0, 4, 'cancelled'],
      [2, 10, 'ok'],
      [3, 10, 'ok'],
    ])
    expect(run.log.visits('db/0')).toMatchObject([{ start: 0, end: 10 * MS, outcome: 'ok' }])
    expectDrained(run)
  })

  it('end with the last that waits for them', () => {
    const run = simulate({
      units: { web: {}, db: {} },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(1 * SECOND)] },
      edges: {
        'web -> db': { cancel: true, guard: { layers: [COALESCE, retry(3)] } },
        'hasty -> web': { timeout: 4 * MS, cancel: true },
      },
      workloads: { hasty: { calls: 'web.get', arrivals: at(0, 2 * MS, 3 * MS) } },
    })
    expect(run.log.visits('db/0')).toMatchObject([{ start: 0, end: 7 * MS, outcome: 'cancelled' }])
    expectDrained(run)
  })

  it('are those of one calling instance, or of all where they share', () => {
    const visits = (scope: 'instance' | 'shared'): number =>
      shop([COALESCE], [io(5 * MS)], {
        arrivals: [0, 1 * MS, 2 * MS, 3 * MS],
        guard: { scope },
        spec: { units: { web: { instances: 2 }, db: {} } },
      }).log.visits('db/0').length
    expect([visits('instance'), visits('shared')]).toEqual([2, 1])
  })

  it('do not take the answer of another operation', () => {
    const run = simulate({
      units: { web: {}, db: {} },
      operations: {
        'web.a': [call('db.a')],
        'web.b': [call('db.b')],
        'db.a': [io(5 * MS)],
        'db.b': [io(listed([5 * MS]))],
      },
      edges: { 'web -> db': { guard: { layers: [COALESCE] } } },
      workloads: { one: { calls: 'web.a', arrivals: at(0, 1) }, other: { calls: 'web.b', arrivals: at(0, 1) } },
    })
    expect(run.log.visits('db/0').length).toBe(2)
  })
})
