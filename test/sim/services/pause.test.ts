import { describe, expect, it } from 'vitest'
import { at, type EdgeSpec, MS, type UnitSpec, type WorldSpec } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, cpu, io, type StepSpec } from '../world/steps.ts'
import { bites, faults, hits } from './faults.ts'

const PAUSE = { kind: 'pause' } as const

/** Requests at these ms to one instance that runs `steps`, paused in these stretches (ms). */
function paused(
  steps: readonly StepSpec[],
  arrivals: readonly number[],
  stretches: readonly (readonly [number, number])[],
  unit: UnitSpec = {},
): Run {
  return simulate({
    units: { web: unit },
    operations: { 'web.get': steps },
    workloads: { load: { calls: 'web.get', arrivals: at(...arrivals.map((ms) => ms * MS)) } },
    faults: faults(...stretches.map(([from, until]) => hits('web', PAUSE, from * MS, until * MS))),
  })
}

/** When each call ended, ms. */
function ends(run: Run): readonly number[] {
  return run.log.calls('web.get').map(({ end }) => end / MS)
}

describe.each(['ps', 'fcfs'] as const)('a pause of a cpu (%s)', (scheduling) => {
  it('moves the end of work by exactly its length, also several pauses in one job', () => {
    const run = paused(
      [cpu(10 * MS)],
      [0],
      [
        [2, 7],
        [9, 10],
        [10, 13],
      ],
      { scheduling, slots: 3 },
    )
    expectDrained(run)
    expect(ends(run)).toEqual([19])
    expect(run.log.onlyCall('web.get').parts).toEqual({ cpu: 10 * MS, cpuWait: 9 * MS })
    expect([bites(run, 0), bites(run, 1), bites(run, 2)]).toEqual([1, 1, 1])
    expect(run.log.changes('cpu web/0')).toEqual([
      [0, 1],
      [2 * MS, 0],
      [7 * MS, 1],
      [9 * MS, 0],
      [13 * MS, 1],
      [19 * MS, 0],
    ])
  })

  it('lasts until the last of several that overlap is over', () => {
    const run = paused(
      [cpu(10 * MS)],
      [0],
      [
        [2, 7],
        [4, 12],
      ],
      { scheduling, slots: 3 },
    )
    expect(ends(run)).toEqual([20])
  })

  it('holds all work of all cores, and what comes during the pause begins after it', () => {
    // One core is free: the request of 3 ms begins at 8.
    const unit = { scheduling, cores: 2, slots: 5 }
    const run = paused([cpu(10 * MS)], [0, 3], [[2, 8]], unit)
    expect(ends(run)).toEqual([16, 18])
    const second = run.log.calls('web.get')[1]
    expect(second?.parts).toEqual({ queue: 5 * MS, cpu: 10 * MS })
  })

  it('does nothing to an idle instance, and has not bitten', () => {
    const run = paused([cpu(MS)], [0, 20], [[5, 15]], { scheduling, slots: 3 })
    expect(ends(run)).toEqual([1, 21])
    expect(bites(run)).toBe(0)
  })

  it('lets work that is done when the pause begins be done when it ends', () => {
    // The start of a fault comes before everything else of its instant.
    const run = paused([cpu(5 * MS)], [0], [[5, 9]], { scheduling, slots: 3 })
    expect(ends(run)).toEqual([9])
    expect(run.log.onlyCall('web.get').parts).toEqual({ cpu: 5 * MS, cpuWait: 4 * MS })
  })

  it('still lets go of work that nobody wants any more', () => {
    const run = simulate({
      units: { web: { scheduling, slots: 1 } },
      operations: { 'web.get': [cpu(10 * MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(0, 4 * MS), deadline: 5 * MS, propagate: true } },
      faults: faults(hits('web', PAUSE, 2 * MS, 20 * MS)),
    })
    expectDrained(run)
    expect(run.log.calls('web.get').map(({ outcome, end }) => [outcome, end / MS])).toEqual([
      ['deadline', 5],
      ['deadline', 9],
    ])
    expect(run.log.total('wasted-cpu web')).toBe(2 * MS)
  })
})

describe('a pause', () => {
  it('does not stretch a wait without cpu, but what follows it has to wait for the end', () => {
    const run = paused([io(10 * MS), cpu(MS)], [0], [[2, 7]])
    expect(ends(run)).toEqual([11])
    const across = paused([io(10 * MS), cpu(MS)], [0], [[8, 15]])
    expect(ends(across)).toEqual([16])
    expect(across.log.onlyCall('web.get').parts).toEqual({ io: 10 * MS, cpu: MS, cpuWait: 5 * MS })
    expect([bites(run), bites(across)]).toEqual([0, 1])
  })

  it('puts arrivals off to its end, in the order in which they came', () => {
    const run = paused([cpu(2 * MS)], [3, 4, 5], [[2, 10]], { slots: 1 })
    expect(run.log.calls('web.get').map(({ start, end }) => [start / MS, end / MS])).toEqual([
      [3, 12],
      [4, 14],
      [5, 16],
    ])
    expect(bites(run)).toBe(3)
  })

  const chain = (edges: Record<string, EdgeSpec>, stretches: readonly [string, number, number][]): WorldSpec => ({
    units: { web: {}, db: {} },
    operations: { 'web.get': [call('db.get', { optional: true }), cpu(MS)], 'db.get': [io(4 * MS)] },
    edges: { 'web -> db': { link: { delay: MS }, ...edges['web -> db'] } },
    workloads: { load: { calls: 'web.get', arrivals: at(0) } },
    faults: faults(...stretches.map(([unit, from, until]) => hits(unit, PAUSE, from * MS, until * MS))),
  })

  it('of a caller holds the answer to its call', () => {
    const run = simulate(chain({}, [['web', 2, 10]]))
    expectDrained(run)
    expect(run.log.onlyCall('web.get').end).toBe(11 * MS)
    expect(run.log.onlyCall('db.get').parts).toEqual({ network: 2 * MS, io: 4 * MS, cpuWait: 4 * MS })
  })

  it('of a caller holds its timeouts, and an answer that came before the timeout is good', () => {
    // The answer comes at 6 ms, the timeout at 7; both at 10, in that order.
    const good = simulate(chain({ 'web -> db': { timeout: 7 * MS } }, [['web', 2, 10]]))
    expect(good.log.onlyCall('db.get').outcome).toBe('ok')
    const late = simulate(chain({ 'web -> db': { timeout: 5 * MS } }, [['web', 2, 10]]))
    expect(late.log.onlyCall('db.get')).toMatchObject({ outcome: 'timeout', end: 10 * MS })
    expectDrained(good)
    expectDrained(late)
  })

  it('of a server does not hold the timeout of its caller', () => {
    const run = simulate(chain({ 'web -> db': { timeout: 5 * MS } }, [['db', 0.5, 20]]))
    expectDrained(run)
    expect(run.log.onlyCall('db.get')).toMatchObject({ outcome: 'timeout', end: 5 * MS })
    expect(run.log.onlyCall('web.get').end).toBe(6 * MS)
    expect(run.log.visits('db/0').map(({ start, end }) => [start / MS, end / MS])).toEqual([[20, 24]])
  })

  it('of a server holds a cancellation, which then stops the request before its work goes on', () => {
    const run = simulate(chain({ 'web -> db': { timeout: 3 * MS, cancel: true } }, [['db', 2, 20]]))
    expectDrained(run)
    expect(run.log.visits('db/0').map(({ end, outcome }) => [end / MS, outcome])).toEqual([[20, 'cancelled']])
  })

  it('again at once holds what the last one has let go', () => {
    const run = simulate(
      chain({}, [
        ['web', 2, 10],
        ['web', 10, 12],
      ]),
    )
    expect(run.log.onlyCall('web.get').end).toBe(13 * MS)
  })

  it('lets nobody send who has got a connection in it', () => {
    // Both want the one connection; `b` is paused when it is free again.
    const run = simulate({
      units: { a: { instances: 2, balance: { policy: 'round-robin' } }, db: {} },
      operations: { 'a.get': [call('db.get')], 'db.get': [io(4 * MS)] },
      edges: { 'a -> db': { pool: 'p' } },
      pools: { p: 1 },
      workloads: { load: { calls: 'a.get', arrivals: at(0, MS) } },
      faults: faults(hits('a', PAUSE, 2 * MS, 9 * MS, [1])),
    })
    expectDrained(run)
    expect(run.log.calls('db.get').map(({ start, end }) => [start / MS, end / MS])).toEqual([
      [0, 4],
      [1, 13],
    ])
    expect(run.log.calls('db.get')[1]?.parts).toEqual({ pool: 8 * MS, io: 4 * MS })
  })
})
