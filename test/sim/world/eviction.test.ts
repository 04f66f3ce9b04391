import { describe, expect, it } from 'vitest'
import type { FaultEffect, FaultPlan } from '../../../src/sim/fault-plan.ts'
import { OUTCOME_NAMES } from '../../../src/sim/outcome.ts'
import type { EjectionPlan, HealthCheckPlan } from '../../../src/sim/policy-plan.ts'
import { fault, on, path, scripted } from '../faults/faults.ts'
import { at, buildPlan, MS, type PlanIndex, SECOND, type WorldSpec } from './plans.ts'
import { expectDrained, type Run, simulate, simulatePlan } from './simulate.ts'
import { call, io } from './steps.ts'

const EJECTION: EjectionPlan = {
  failures: OUTCOME_NAMES.map((name) => name !== 'ok' && name !== 'cancelled' && name !== 'deadline'),
  consecutive: 5,
  interval: 10 * SECOND,
  baseEjection: 30 * SECOND,
  maxEjection: 300 * SECOND,
  maxEjectedShare: 0.1,
  successRate: null,
  failurePercentage: null,
}

const CHECKS: HealthCheckPlan = {
  interval: SECOND,
  timeout: 100 * MS,
  takes: 10 * MS,
  unhealthy: 2,
  healthy: 2,
}

/** A call every 100 ms for `seconds` to three instances in turn, and one fault. */
function world(
  seconds: number,
  faults: (index: PlanIndex) => readonly FaultPlan[],
  more: Partial<WorldSpec> & { readonly balance?: NonNullable<WorldSpec['units'][string]['balance']> } = {},
): WorldSpec {
  const { balance = {}, ...rest } = more
  return {
    units: { db: { instances: 3, balance } },
    operations: { 'db.read': [io(MS)] },
    edges: { 'users -> db': { timeout: 50 * MS } },
    workloads: {
      users: { calls: 'db.read', arrivals: at(...Array.from({ length: 10 * seconds }, (_, i) => i * 100 * MS)) },
    },
    duration: seconds * SECOND,
    faults,
    ...rest,
  }
}

function visits({ log }: Run, instance: string, from: number, until: number): number {
  return log.visits(instance).filter(({ start }) => start >= from * SECOND && start < until * SECOND).length
}

function errors(outcome: number): (index: PlanIndex) => readonly FaultPlan[] {
  return (index) => [
    fault(
      {
        kind: 'errors',
        programs: [index.program('db.read')],
        on: on(index, ['db'], { kind: 'numbers', numbers: [1] }),
        share: 1,
        when: 'before',
        outcome,
        first: 0,
      },
      scripted(0, 20 * SECOND),
    ),
  ]
}

describe('an instance that fails', () => {
  it('is ejected by its fifth failure in a row, is back at a sweep 30 s later, and is told of', () => {
    const run = simulate(world(60, errors(OUTCOME_NAMES.indexOf('error')), { balance: { ejection: EJECTION } }))
    // Its calls are at 0.1, 0.4, 0.7, 1.0 and 1.3 s; the sweep is at 40 s.
    expect(visits(run, 'db/1', 0, 1.35)).toBe(5)
    expect([visits(run, 'db/1', 1.35, 40), visits(run, 'db/1', 40, 60)]).toEqual([0, 67])
    expect(run.log.total('ejections db/1')).toBe(1)
    expect(run.log.levels.get('ejected db')).toEqual([
      { time: 1.4 * SECOND, value: 1 },
      { time: 40 * SECOND, value: 0 },
    ])
    expectDrained(run)
  })

  it('is not ejected for outcomes that do not count', () => {
    const failures = EJECTION.failures.map(() => false)
    const run = simulate(world(30, errors(5), { balance: { ejection: { ...EJECTION, failures } } }))
    expect(visits(run, 'db/1', 0, 30)).toBe(100)
  })

  it('is ejected by each client for itself, where clients have their own balancers', () => {
    const run = simulate({
      ...world(30, errors(5), { balance: { ejection: EJECTION, scope: 'client' } }),
      units: { db: { instances: 3, balance: { ejection: EJECTION, scope: 'client' } }, a: {}, b: {} },
      operations: {
        'db.read': [io(MS)],
        'a.get': [call('db.read', { optional: true })],
        'b.get': [call('db.read', { optional: true })],
      },
      workloads: Object.fromEntries(
        (['a', 'b'] as const).map((unit, i) => [
          `to-${unit}`,
          {
            calls: `${unit}.get`,
            arrivals: at(...Array.from({ length: 300 }, (_, k) => (k * 100 + 30 * i) * MS)),
          },
        ]),
      ),
      edges: {},
    })
    // Five failures each.
    expect(visits(run, 'db/1', 0, 20)).toBe(10)
    expect(run.log.levels.get('ejected db')?.map(({ value }) => value)).toEqual([1, 2])
    expect(run.log.total('ejections db/1')).toBe(2)
  })
})

function hit(effect: (index: PlanIndex) => FaultEffect, from: number, until: number) {
  return (index: PlanIndex): readonly FaultPlan[] => [
    fault(effect(index), scripted(from * SECOND, (until - from) * SECOND)),
  ]
}

const oneInstance = { kind: 'numbers', numbers: [1] } as const

describe('health checks', () => {
  it('find an instance that is down after the second check, and that it is up again after two more', () => {
    const down = hit(
      (index) => ({
        kind: 'crash',
        on: on(index, ['db'], oneInstance),
        host: 'down',
        restart: 0,
        cold: { factor: 1, lasts: 0 },
      }),
      5,
      20,
    )
    const run = simulate(world(30, down, { balance: { health: CHECKS } }))
    // Instance 1 is checked at 0.333, 1.333, …: bad at 5.333 and 6.333, known 0.1 s later; good at 20.333 and 21.333.
    const late = run.log.calls('db.read').filter(({ outcome }) => outcome === 'timeout')
    expect([late[0]?.start, late.at(-1)?.start].map((time) => (time ?? 0) / SECOND)).toEqual([5.2, 6.4])
    expect(late.length).toBe(5)
    expect([visits(run, 'db/1', 6.5, 21.3), visits(run, 'db/1', 21.4, 22)]).toEqual([0, 2])
    const plain = simulate(world(30, down))
    expect(plain.log.calls('db.read').filter(({ outcome }) => outcome === 'timeout').length).toBe(50)
    expect(run.end.faults[0]?.bites ?? 0).toBeGreaterThan(0)
    expectDrained(run)
  })

  it('do not see an instance that is slow for requests only, and see one that is slow for checks', () => {
    const slow = (healthChecks: boolean, factor: number): Run =>
      simulate(
        world(
          20,
          hit(
            (index) => ({
              kind: 'slow',
              on: on(index, ['db'], oneInstance),
              factor,
              resource: 'all',
              healthChecks,
            }),
            0,
            20,
          ),
          { balance: { health: CHECKS } },
        ),
      )
    // Of a check that takes 10 ms, 10 times is just in time.
    const gray = [visits(slow(false, 1000), 'db/1', 3, 20), visits(slow(true, 10), 'db/1', 3, 20)]
    expect(gray).toEqual([57, 57])
    expect(visits(slow(true, 11), 'db/1', 3, 20)).toBe(0)
  })

  it('find a partition only where the client itself checks', () => {
    const cut = hit(
      (index) => ({
        kind: 'partition',
        path: { ...path(index, ['users -> db']), pick: oneInstance, end: 'callee' },
      }),
      5,
      20,
    )
    const timeouts = (scope: 'client' | 'shared'): number =>
      simulate(world(30, cut, { balance: { health: CHECKS, scope } }))
        .log.calls('db.read')
        .filter(({ outcome }) => outcome === 'timeout').length
    expect([timeouts('client'), timeouts('shared')]).toEqual([5, 50])
  })

  it('let a balancer use all instances when all are bad', () => {
    const down = hit(
      (index) => ({ kind: 'crash', on: on(index, ['db']), host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } }),
      5,
      20,
    )
    const run = simulate(world(30, down, { balance: { health: CHECKS } }))
    const refused = run.log.calls('db.read').filter(({ outcome }) => outcome === 'refused')
    expect(refused.length).toBe(150)
  })

  it('draw nothing and move no request of a run in which nothing is wrong', () => {
    const spec = world(20, () => [], { balance: { policy: 'random' } })
    const checked = world(20, () => [], { balance: { policy: 'random', health: CHECKS } })
    expect(simulate(checked).log.ends).toEqual(simulate(spec).log.ends)
  })

  it('end with the load', () => {
    const run = simulatePlan(buildPlan(world(20, () => [], { balance: { health: CHECKS } })))
    expect(run.end.time).toBeLessThan(21 * SECOND)
    expectDrained(run)
  })
})

describe('a unit that is being drained', () => {
  const drained = hit((index) => ({ kind: 'drain', on: on(index, ['db']), grace: SECOND, restart: 0 }), 5, 20)

  it('cannot be found: calls fail at once with `unresolved`, and go on when it is back', () => {
    const run = simulate(world(30, drained))
    const calls = run.log.calls('db.read')
    const failed = calls.filter(({ outcome }) => outcome === 'unresolved')
    expect([failed.length, Math.max(...failed.map(({ latency }) => latency))]).toEqual([150, 0])
    expect([failed[0]?.start, failed.at(-1)?.start]).toEqual([5 * SECOND, 19.9 * SECOND])
    expect(calls.filter(({ outcome }) => outcome === 'ok').length).toBe(150)
    expectDrained(run)
  })

  it('gives back the pool that a call held which found nobody', () => {
    const run = simulate({
      ...world(30, drained, { pools: { connections: 1 }, edges: { 'users -> db': { pool: 'connections' } } }),
    })
    expect(run.log.calls('db.read').filter(({ outcome }) => outcome === 'unresolved').length).toBe(150)
    expectDrained(run)
  })
})
