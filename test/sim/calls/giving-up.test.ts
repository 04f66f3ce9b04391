import { describe, expect, it } from 'vitest'
import type { LayerPlan } from '../../../src/sim/policy-plan.ts'
import type { EdgeSpec } from '../world/plans.ts'
import { at, MS, SECOND, type WorldSpec } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, cpu, fail, io, parallel, type StepSpec } from '../world/steps.ts'
import { backoff, breaker, bulkhead, hedge, rateLimit, retry, totalTimeout, VALUE } from './policies.ts'

/** Users call web, web calls app, app calls db, which works; `edges` are those between them. */
function chain(
  edges: Readonly<Record<string, EdgeSpec>>,
  options: { readonly db?: readonly StepSpec[]; readonly spec?: Partial<WorldSpec> } = {},
): Run {
  return simulate({
    units: { web: {}, app: {}, db: {} },
    operations: {
      'web.get': [call('app.get')],
      'app.get': [call('db.read')],
      'db.read': options.db ?? [cpu(1 * SECOND)],
    },
    edges,
    workloads: { users: { calls: 'web.get', arrivals: at(0) } },
    ...options.spec,
  })
}

describe('a cancellation through retries', () => {
  const edges = (cancel: boolean): Record<string, EdgeSpec> => ({
    'users -> web': { timeout: 25 * MS, cancel: true },
    'web -> app': { timeout: 100 * MS, cancel: true, guard: { layers: [retry(3)] } },
    'app -> db': {
      timeout: 10 * MS,
      cancel,
      guard: { layers: [retry(Number.POSITIVE_INFINITY, { backoff: backoff(1 * MS) })] },
    },
  })

  it('travels to the attempt that is under way, and no other follows', () => {
    const run = chain(edges(true))
    expect(run.log.calls('app.get')).toMatchObject([{ end: 25 * MS, outcome: 'cancelled' }])
    expect(run.log.calls('db.read')).toMatchObject([{ end: 25 * MS, outcome: 'cancelled' }])
    expect(run.log.visits('db/0').map(({ start, end }) => [start / MS, end / MS])).toEqual([
      [0, 10],
      [11, 21],
      [22, 25],
    ])
    expect(run.log.total('attempts app -> db')).toBe(3)
    expectDrained(run)
  })

  it('ends the retries also where the attempts themselves are not told', () => {
    const run = chain(edges(false))
    expect(run.log.total('attempts app -> db')).toBe(3)
    expect(run.log.visits('db/0').every(({ outcome }) => outcome === 'ok')).toBe(true)
    expectDrained(run)
  })
})

describe('a timeout that travels as a deadline', () => {
  it('stops the servers by itself, at that instant, all the way down', () => {
    const run = chain({
      'web -> app': { timeout: 20 * MS, propagateTimeout: true, link: { delay: 1 * MS } },
      'app -> db': { link: { delay: 1 * MS } },
    })
    expect(run.log.calls('app.get')).toMatchObject([{ latency: 20 * MS, outcome: 'timeout' }])
    expect(run.log.visits('app/0')).toMatchObject([{ end: 20 * MS, outcome: 'deadline' }])
    expect(run.log.visits('db/0')).toMatchObject([{ start: 2 * MS, end: 20 * MS, outcome: 'deadline' }])
    expect(run.log.total('wasted-cpu db')).toBe(18 * MS)
    expectDrained(run)
  })

  it('keeps a server from beginning what came too late', () => {
    const late = (propagateTimeout: boolean): string | undefined => {
      const run = chain(
        { 'app -> db': { timeout: 20 * MS, propagateTimeout, link: { delay: 30 * MS } } },
        { db: [cpu(1 * MS)] },
      )
      expectDrained(run)
      return run.log.visits('db/0')[0]?.outcome
    }
    expect([late(false), late(true)]).toEqual(['ok', undefined])
  })

  it('is that of each attempt, and within it that of all of them', () => {
    // Attempts begin at 0, 10 and 20 ms; the last one's time is cut by the total.
    const run = chain({
      'app -> db': {
        timeout: 10 * MS,
        propagateTimeout: true,
        guard: { layers: [totalTimeout(25 * MS), retry(5)] },
      },
    })
    expect(run.log.visits('db/0').map(({ end, outcome }) => [end / MS, outcome])).toEqual([
      [10, 'deadline'],
      [20, 'deadline'],
      [25, 'deadline'],
    ])
    expectDrained(run)
  })
})

describe('cpu spent in vain', () => {
  const wasted = (run: Run): Record<string, number> => {
    expectDrained(run)
    const lines = run.log.lines.filter((line) => line.includes('wasted-cpu db'))
    const sums: Record<string, number> = {}
    for (const line of lines) {
      const [cause = '', amount = '0'] = line.split(' ').slice(-2)
      if (Number(amount) > 0) sums[cause] = (sums[cause] ?? 0) + Number(amount) / MS
    }
    return sums
  }
  const seen = (edges: Readonly<Record<string, EdgeSpec>>, spec: Partial<WorldSpec> = {}): Record<string, number> =>
    wasted(
      simulate(
        {
          units: { web: {}, db: { cores: 8 } },
          operations: { 'web.get': [call('db.read')], 'db.read': [cpu(30 * MS)] },
          edges,
          workloads: { users: { calls: 'web.get', arrivals: at(0) } },
          ...spec,
        },
        { lines: true },
      ),
    )

  it('is told apart by its cause', () => {
    expect(seen({ 'web -> db': { timeout: 10 * MS } })).toEqual({ timeout: 30 })
    expect(seen({ 'web -> db': { timeout: 10 * MS, cancel: true } })).toEqual({ timeout: 10 })
    expect(seen({ 'web -> db': { timeout: 10 * MS, propagateTimeout: true } })).toEqual({ timeout: 10 })
    expect(seen({ 'users -> web': { timeout: 5 * MS, cancel: true }, 'web -> db': { cancel: true } })).toEqual({
      timeout: 5,
    })
    expect(seen({ 'web -> db': { guard: { layers: [hedge(10 * MS)] } } })).toEqual({ hedge: 30 })
    expect(seen({ 'web -> db': { guard: { layers: [totalTimeout(4 * MS)] } } })).toEqual({ timeout: 30 })
    expect(seen({ 'web -> db': { guard: { layers: [totalTimeout(4 * MS)] }, cancel: true } })).toEqual({ timeout: 4 })
    const users = { calls: 'web.get', arrivals: at(0), deadline: 7 * MS, propagate: true }
    expect(seen({}, { workloads: { users } })).toEqual({ deadline: 7 })
  })
})

describe('the place where a failure was decided', () => {
  const places = (
    edges: Readonly<Record<string, EdgeSpec>>,
    db: readonly StepSpec[],
    spec: Partial<WorldSpec> = {},
  ): readonly string[] => chain(edges, { db, spec }).log.origins

  it('is the edge whose timeout ran out', () => {
    const slow = [io(1 * SECOND)]
    expect(places({ 'app -> db': { timeout: 5 * MS } }, slow)).toEqual(['timeout at app -> db'])
    expect(places({ 'users -> web': { timeout: 5 * MS } }, slow)).toEqual(['timeout at users -> web'])
    expect(places({ 'web -> app': { guard: { layers: [totalTimeout(5 * MS)] } } }, slow)).toEqual([
      'timeout at web -> app',
    ])
    const retried = { timeout: 5 * MS, guard: { layers: [retry(2)] } }
    expect(places({ 'app -> db': retried }, slow)).toEqual(['timeout at app -> db'])
  })

  it('is the edge whose policy refused', () => {
    const both: Partial<WorldSpec> = { workloads: { users: { calls: 'web.get', arrivals: at(0, 1 * MS) } } }
    const refused = (layer: LayerPlan): readonly string[] =>
      places({ 'web -> app': guarded(layer) }, [io(10 * MS)], both)
    expect(refused(bulkhead(1))).toEqual(['bulkhead-full at web -> app'])
    expect(refused(rateLimit(1, 1 * SECOND))).toEqual(['rate-limited at web -> app'])
    const open = { users: { calls: 'web.get', arrivals: at(0, 20 * MS) } }
    expect(places({ 'web -> app': guarded(breaker(1, 1 * SECOND)) }, [fail(1, 'shed')], { workloads: open })).toEqual([
      'shed at db',
      'breaker-open at web -> app',
    ])
  })

  it('is the unit that failed or refused, also through branches and calls inside a unit', () => {
    expect(places({}, [fail()])).toEqual(['error at db'])
    const operations = {
      'web.get': [parallel([[call('web.inner')], [io(1 * MS)]])],
      'web.inner': [call('app.get')],
      'app.get': [call('db.read')],
      'db.read': [io(5 * MS)],
    }
    const spec = { operations, units: { web: {}, app: {}, db: { slots: 1, limit: 0 } } }
    const crowd = { users: { calls: 'web.get', arrivals: at(0, 1 * MS) } }
    expect(places({}, [], { ...spec, workloads: crowd })).toEqual(['queue-full at db'])
  })

  it('is that of the last failure, and of the fallback where that fails', () => {
    expect(places({ 'app -> db': { guard: { layers: [VALUE] } } }, [fail()])).toEqual([])
    const instead: EdgeSpec = {
      timeout: 5 * MS,
      guard: (index) => ({
        layers: [
          {
            kind: 'fallback',
            on: Array(16).fill(true),
            to: { kind: 'call', program: index.program('app.guess'), edge: -1 },
          },
        ],
      }),
    }
    const operations = {
      'web.get': [call('app.get')],
      'app.get': [call('db.read')],
      'app.guess': [fail(1, 'shed')],
      'db.read': [io(1 * SECOND)],
    }
    expect(places({ 'app -> db': instead }, [], { operations })).toEqual(['shed at app'])
  })

  it('of a deadline is the edge on which the user waits', () => {
    const workloads = { users: { calls: 'web.get', arrivals: at(0), deadline: 5 * MS } }
    expect(places({}, [io(1 * SECOND)], { workloads })).toEqual(['deadline at users -> web'])
    expect(places({ 'users -> web': guarded(retry(2)) }, [io(1 * SECOND)], { workloads })).toEqual([
      'deadline at users -> web',
    ])
  })
})

function guarded(layer: LayerPlan): EdgeSpec {
  return { guard: { layers: [layer] } }
}

describe('the priority of a request', () => {
  it('goes along with its calls and their attempts, and decides who is served first', () => {
    const run = simulate({
      units: { web: {}, db: { slots: 1, discipline: 'priority' } },
      operations: {
        'web.low': [parallel([[call('db.low')]])],
        'web.high': [call('web.inner')],
        'web.inner': [call('db.high')],
        'db.low': [io(10 * MS)],
        'db.high': [io(10 * MS)],
      },
      edges: { 'web -> db': guarded(retry(2)) },
      workloads: {
        low: { calls: 'web.low', arrivals: at(0, 1 * MS), priorities: { 'web.low': 5 } },
        high: { calls: 'web.high', arrivals: at(2 * MS), priorities: { 'web.high': 1 } },
      },
    })
    expect(run.log.onlyCall('db.high')).toMatchObject({ end: 20 * MS })
    expect(run.log.calls('db.low').map(({ end }) => end / MS)).toEqual([10, 30])
    expectDrained(run)
  })
})
