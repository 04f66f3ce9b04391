import { describe, expect, it } from 'vitest'
import type { GuardPlan } from '../../../src/sim/policy-plan.ts'
import { listed } from '../world/law.ts'
import { at, MS, type PlanIndex, type WorldSpec } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, cpu, fail, io, repeat } from '../world/steps.ts'
import { breaker, FAILURES, fallback, outcomes, retry, VALUE } from './policies.ts'
import { shop } from './shop.ts'

/** Web calls db, which fails after 5 ms; the fallback calls `operation`, inside the unit or over an edge. */
function instead(operation: string, spec: Partial<WorldSpec> = {}): Run {
  const guard = (index: PlanIndex): Partial<GuardPlan> => {
    const [unit = ''] = operation.split('.')
    const edge = unit === 'web' ? -1 : index.edge(`web -> ${unit}`)
    return { layers: [fallback({ kind: 'call', program: index.program(operation), edge })] }
  }
  return simulate({
    units: { web: {}, db: {}, replica: {} },
    operations: {
      'web.get': [call('db.read')],
      'web.guess': [cpu(2 * MS)],
      'web.other': [call('replica.read')],
      'db.read': [io(5 * MS), fail()],
      'replica.read': [io(3 * MS)],
    },
    edges: { 'web -> db': { guard }, 'web -> replica': { link: { delay: 1 * MS } } },
    workloads: { users: { calls: 'web.get', arrivals: at(0) } },
    ...spec,
  })
}

describe('a fallback', () => {
  it('of a value answers at once, for the failures that it is meant for', () => {
    const run = shop([VALUE], [io(5 * MS), fail()])
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 5 * MS, outcome: 'ok', parts: { retry: 5 * MS } })
    expect(run.log.onlyCall('web.get').outcome).toBe('ok')
    expect(run.log.total('fallbacks web -> db')).toBe(1)
    const other = shop([fallback({ kind: 'value' }, outcomes('timeout'))], [io(5 * MS), fail()])
    expect([other.log.onlyCall('db.read').outcome, other.log.total('fallbacks web -> db')]).toEqual(['error', 0])
    expectDrained(run)
  })

  it('does nothing where the call succeeds', () => {
    expect(shop([VALUE], [io(5 * MS)]).log.total('fallbacks web -> db')).toBe(0)
  })

  it('inside the unit does the work of the other operation there', () => {
    const run = instead('web.guess')
    expect(run.log.onlyCall('db.read')).toMatchObject({
      latency: 7 * MS,
      outcome: 'ok',
      parts: { retry: 5 * MS, cpu: 2 * MS },
    })
    expect(run.log.onlyCall('web.guess')).toMatchObject({ start: 5 * MS, end: 7 * MS })
    expect(run.log.changes('cpu web/0')).toEqual([
      [5 * MS, 1],
      [7 * MS, 0],
    ])
    expectDrained(run)
  })

  it('over another edge makes a call there', () => {
    const run = instead('replica.read')
    expect(run.log.onlyCall('replica.read')).toMatchObject({ start: 5 * MS, latency: 5 * MS, outcome: 'ok' })
    expect(run.log.onlyCall('db.read')).toMatchObject({
      latency: 10 * MS,
      outcome: 'ok',
      parts: { retry: 5 * MS, network: 2 * MS, io: 3 * MS },
    })
    expectDrained(run)
  })

  it.each([
    ['web.guess', 'inside the unit', 7],
    ['replica.read', 'over an edge', 10],
  ])('that fails itself (%s, %s) ends the call with its own failure', (operation, _, end) => {
    const run = instead(operation, {
      operations: {
        'web.get': [call('db.read')],
        'web.guess': [cpu(2 * MS), fail(1, 'shed')],
        'web.other': [call('replica.read')],
        'db.read': [io(5 * MS), fail()],
        'replica.read': [io(3 * MS), fail(1, 'shed')],
      },
    })
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: end * MS, outcome: 'shed' })
    expectDrained(run)
  })

  it('over an edge with policies goes through these', () => {
    const run = instead('replica.read', {
      edges: {
        'web -> db': {
          guard: (index) => ({
            layers: [
              fallback({ kind: 'call', program: index.program('replica.read'), edge: index.edge('web -> replica') }),
            ],
          }),
        },
        'web -> replica': { guard: { layers: [retry(3)] } },
      },
      operations: {
        'web.get': [call('db.read')],
        'web.other': [call('replica.read')],
        'db.read': [io(5 * MS), fail()],
        'replica.read': [io(3 * MS), repeat(listed([1, 1, 0]), [fail()])],
      },
    })
    expect(run.log.onlyCall('replica.read')).toMatchObject({ start: 5 * MS, latency: 9 * MS, outcome: 'ok' })
    expect(run.log.onlyCall('db.read')).toMatchObject({
      latency: 14 * MS,
      outcome: 'ok',
      parts: { retry: 11 * MS, io: 3 * MS },
    })
    expect(run.log.total('attempts web -> replica')).toBe(3)
    expectDrained(run)
  })

  it('is given up with the call that it stands in for', () => {
    const guess = instead('web.guess', {
      workloads: { users: { calls: 'web.get', arrivals: at(0), deadline: 6 * MS } },
    })
    expect(guess.log.onlyCall('web.get')).toMatchObject({ latency: 6 * MS, outcome: 'deadline' })
    const remote = instead('replica.read', {
      workloads: { users: { calls: 'web.get', arrivals: at(0), deadline: 7 * MS, propagate: true } },
    })
    expect(remote.log.onlyCall('replica.read')).toMatchObject({ end: 7 * MS, outcome: 'deadline' })
    expectDrained(guess)
    expectDrained(remote)
  })

  it('to stale answers gives the last good one for the same key, while it is young enough', () => {
    const run = shop(
      [fallback({ kind: 'stale', age: 30 * MS })],
      [io(1 * MS), repeat(listed([1, 0, 1, 1, 1, 0, 1]), [fail()])],
      // Good answers at 11 ms and 101 ms.
      { arrivals: [0, 10 * MS, 20 * MS, 40 * MS, 41 * MS, 100 * MS, 101 * MS] },
    )
    expect(run.log.calls('db.read').map(({ outcome }) => outcome)).toEqual([
      'error',
      'ok',
      'ok',
      'ok',
      'error',
      'ok',
      'ok',
    ])
    expect(run.log.total('fallbacks web -> db')).toBe(3)
    expectDrained(run)
  })

  it('that goes round in a ring without taking time ends the run by its limit, and not by a full stack', () => {
    const run = simulate({
      units: { web: {}, db: {} },
      operations: { 'web.get': [call('db.read')], 'db.read': [fail()] },
      edges: {
        'web -> db': {
          guard: (index) => ({
            layers: [
              fallback({ kind: 'call', program: index.program('db.read'), edge: index.edge('web -> db') }),
              breaker(1, 1e15, { failures: FAILURES }),
            ],
          }),
        },
      },
      workloads: { users: { calls: 'web.get', arrivals: at(0) } },
      limits: { eventsPerInstant: 20_000 },
    })
    expect(run.end).toMatchObject({ status: 'limit', limit: { kind: 'events-per-instant' } })
  })
})
