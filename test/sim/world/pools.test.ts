import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listed } from './law.ts'
import { at, type EdgeSpec, MS, type WorldSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, io } from './steps.ts'

/** Requests at `starts`, each with one call over an edge with a pool; the calls last as listed. */
function pooled(
  size: number,
  starts: readonly number[],
  work: readonly number[],
  edge: EdgeSpec = {},
  spec: Partial<WorldSpec> = {},
): Run {
  return simulate({
    units: { web: {}, db: {} },
    operations: { 'web.get': [call('db.read')], 'db.read': [io(listed(work))] },
    pools: { connections: size },
    edges: { 'web -> db': { pool: 'connections', ...edge } },
    workloads: { users: { calls: 'web.get', arrivals: at(...starts) } },
    ...spec,
  })
}

const requests = fc.array(fc.record({ start: fc.nat(2000), work: fc.nat(3000) }), {
  minLength: 1,
  maxLength: 50,
  size: 'max',
})

describe('a pool', () => {
  it('serves at most its size at once, and those who wait in the order in which they came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), requests, (size, list) => {
        // No two requests come at once, and none as another ends.
        const starts = list.map(({ start }, i) => (start * 64 + i) * 64).toSorted((a, b) => a - b)
        const work = list.map(({ work }, i) => work * 64 + 1 + (i % 29))
        const run = pooled(size, starts, work)
        // Free places, as the time from which each is free: the earliest goes to the next in line.
        const free = Array.from({ length: size }, () => 0)
        const expected = starts.map((start, i) => {
          const place = free.indexOf(Math.min(...free))
          const sent = Math.max(start, free[place] as number)
          free[place] = sent + (work[i] as number)
          return { start, waited: sent - start, end: free[place] }
        })
        const actual = run.log
          .calls('db.read')
          .toSorted((a, b) => a.start - b.start)
          .map(({ start, end, parts }) => ({ start, waited: parts['pool'] ?? 0, end }))
        expect(actual).toEqual(expected)
        expect(run.log.waitsAt('pool connections').toSorted((a, b) => a - b)).toEqual(
          expected.map(({ waited }) => waited).toSorted((a, b) => a - b),
        )
        expectDrained(run)
      }),
      { seed: 2040, numRuns: 100 },
    )
  })

  it('is held from before the request is sent until the answer is back', () => {
    const { log } = pooled(1, [0], [10 * MS], { link: { delay: 3 * MS } })
    expect(log.changes('pool connections')).toEqual([
      [0, 1],
      [16 * MS, 0],
    ])
  })

  it('frees the place of a call that is given up at that instant, though the work goes on', () => {
    const run = pooled(1, [0, 1 * MS], [50 * MS, 2 * MS], { timeout: 10 * MS })
    expect(run.log.visits('db/0').map(({ start, end }) => [start, end])).toEqual([
      [10 * MS, 12 * MS],
      [0, 50 * MS],
    ])
    // The second had waited for 9 of its 10 ms, and its work takes 2.
    expect(run.log.calls('db.read').map(({ outcome, latency }) => [outcome, latency])).toEqual([
      ['timeout', 10 * MS],
      ['timeout', 10 * MS],
    ])
    expectDrained(run)
  })

  it('never sends a call that is given up while it waits', () => {
    const run = pooled(
      1,
      [0, 1 * MS],
      [30 * MS],
      {},
      {
        operations: { 'web.get': [call('db.read')], 'db.read': [io(30 * MS)] },
        workloads: {
          patient: { calls: 'web.get', arrivals: at(0) },
          users: { calls: 'web.get', arrivals: at(1 * MS), deadline: 20 * MS, propagate: true },
        },
      },
    )
    expect(run.log.visits('db/0').map(({ start, end }) => [start, end])).toEqual([[0, 30 * MS]])
    expect(run.log.changes('pool-queue connections')).toEqual([
      [1 * MS, 1],
      [21 * MS, 0],
    ])
    expectDrained(run)
  })

  it('may be shared by several edges', () => {
    const run = simulate({
      units: { web: {}, db: {}, cache: {} },
      operations: {
        'web.get': [call('db.read')],
        'web.peek': [call('cache.read')],
        'db.read': [io(5 * MS)],
        'cache.read': [io(5 * MS)],
      },
      pools: { sockets: 1 },
      edges: { 'web -> db': { pool: 'sockets' }, 'web -> cache': { pool: 'sockets' } },
      workloads: { a: { calls: 'web.get', arrivals: at(0) }, b: { calls: 'web.peek', arrivals: at(1 * MS) } },
    })
    expect(run.log.onlyCall('web.peek')).toMatchObject({ latency: 9 * MS, parts: { pool: 4 * MS, io: 5 * MS } })
    expectDrained(run)
  })
})
