import { describe, expect, it } from 'vitest'
import type { FaultPlan } from '../../../src/sim/fault-plan.ts'
import { uniformKeys } from '../../../src/sim/kernel/keys/uniform-keys.ts'
import { at, MS, open, type PlanIndex, SECOND, type WorldSpec } from '../world/plans.ts'
import { expectDrained, simulate } from '../world/simulate.ts'
import { cached, call, io } from '../world/steps.ts'
import { fault, scripted } from './faults.ts'

/** Each request holds one of 4 connections for 10 ms. */
function pooled(times: readonly number[], faults: (index: PlanIndex) => readonly FaultPlan[]): WorldSpec {
  return {
    units: { web: {}, db: {} },
    operations: { 'web.get': [call('db.read')], 'db.read': [io(10 * MS)] },
    pools: { connections: 4 },
    edges: { 'web -> db': { pool: 'connections' } },
    workloads: { users: { calls: 'web.get', arrivals: at(...times) } },
    faults,
  }
}

describe('connections held by somebody else', () => {
  it('are not there for calls, which wait, and all go on when they are back', () => {
    const run = simulate(
      pooled([5 * MS, 5 * MS, 5 * MS, 6 * MS], (index) => [
        fault({ kind: 'pool-exhausted', pool: index.pool('connections'), take: 3 }, scripted(1 * MS, 19 * MS)),
      ]),
    )
    expect(run.log.calls('db.read').map(({ start, end }) => [start, end])).toEqual([
      [5 * MS, 15 * MS],
      [5 * MS, 25 * MS],
      [5 * MS, 30 * MS],
      [6 * MS, 30 * MS],
    ])
    expect(run.log.changes('pool connections')).toEqual([
      [1 * MS, 3],
      [5 * MS, 4],
      [20 * MS, 3],
      [25 * MS, 2],
      [30 * MS, 0],
    ])
    // Three find no connection at first; two of them do not get the one that comes back at 15 ms.
    expect(run.end.faults[0]?.bites).toBe(3)
    expectDrained(run)
  })

  it('are taken only as they become free, and never more than there are', () => {
    const run = simulate(
      pooled([0, 0, 0, 0, 5 * MS], (index) => [
        fault({ kind: 'pool-exhausted', pool: index.pool('connections'), take: 9 }, scripted(1 * MS, 99 * MS)),
      ]),
    )
    expect(run.log.calls('db.read').map(({ end }) => end)).toEqual([10, 10, 10, 10, 110].map((t) => t * MS))
    expect(run.log.changes('pool connections').map(([, value]) => value)).toEqual([4, 1, 0])
    expectDrained(run)
  })
})

describe('a leak of connections', () => {
  it('keeps what is given back, until it ends', () => {
    const run = simulate(
      pooled([0, 0, 0, 20 * MS, 40 * MS, 60 * MS], (index) => [
        fault({ kind: 'pool-leak', pool: index.pool('connections'), share: 1 }, scripted(0, 100 * MS)),
      ]),
    )
    // Three leak at 10 ms and the last at 30 ms: the others wait for the end.
    expect(run.log.calls('db.read').map(({ start, end }) => [start, end])).toEqual([
      [0, 10 * MS],
      [0, 10 * MS],
      [0, 10 * MS],
      [20 * MS, 30 * MS],
      [40 * MS, 110 * MS],
      [60 * MS, 110 * MS],
    ])
    expect(run.end.faults[0]?.bites).toBe(4)
    expectDrained(run)
  })

  it('keeps a share of them, drawn from its own stream', () => {
    const leaks = (seed: string): number => {
      const times = Array.from({ length: 400 }, (_, i) => i * 20 * MS)
      const leaky = (index: PlanIndex): readonly FaultPlan[] => [
        // Ends and begins anew each second, so that the pool never runs dry.
        fault(
          { kind: 'pool-leak', pool: index.pool('connections'), share: 0.02 },
          scripted(0, 999 * MS, { every: SECOND }),
        ),
      ]
      return simulate(pooled(times, leaky), { seed }).end.faults[0]?.bites ?? 0
    }
    const counts = ['1', '2', '3', '4', '5'].map(leaks)
    expect(new Set(counts).size).toBeGreaterThan(1)
    // 40 on average in all, standard deviation 6.3: 4 of them, for fixed seeds.
    expect(Math.abs(counts.reduce((sum, count) => sum + count, 0) - 40)).toBeLessThan(25)
  })
})

describe('hot keys', () => {
  const looking = (faults: (index: PlanIndex) => readonly FaultPlan[]): WorldSpec => ({
    units: { web: {} },
    operations: { 'web.get': [cached('items', uniformKeys(10_000), [io(1 * MS)])] },
    caches: { items: { unit: 'web' } },
    workloads: { users: { calls: 'web.get', arrivals: open(200) } },
    duration: 10 * SECOND,
    faults,
  })
  const hot = (share: number, keys: number): ((index: PlanIndex) => readonly FaultPlan[]) => {
    return (index) => [fault({ kind: 'hot-key', workload: index.workload('users'), share, keys })]
  }

  it('are touched by a share of the requests, the same whatever else happens', () => {
    const plain = simulate(looking(() => []))
    const some = simulate(looking(hot(0.5, 1)))
    const all = simulate(looking(hot(1, 1)))
    const requests = plain.log.calls('web.get').length
    expect(all.log.total('cache-misses items')).toBe(1)
    const misses = some.log.total('cache-misses items')
    // Binomial: within 4 standard deviations, for this fixed seed.
    expect(Math.abs(misses - 1 - plain.log.total('cache-misses items') / 2)).toBeLessThan(4 * Math.sqrt(requests / 4))
    expect(some.end.faults[0]?.bites).toBeGreaterThan(requests / 3)
    const none = simulate(looking(hot(0, 1)))
    expect(none.log.ends).toEqual(plain.log.ends)
    expect(none.end.faults[0]?.bites).toBe(0)
  })
})
