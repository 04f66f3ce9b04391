import { describe, expect, it } from 'vitest'
import { Caches } from '../../../src/sim/data/cache/caches.ts'
import { Reporter } from '../../../src/sim/data/reporter.ts'
import { FrameKind } from '../../../src/sim/frame.ts'
import { FramePool } from '../../../src/sim/frame-pool.ts'
import { Draws } from '../../../src/sim/kernel/draws.ts'
import { Engine } from '../../../src/sim/kernel/engine.ts'
import { uniformKeys } from '../../../src/sim/kernel/keys/uniform-keys.ts'
import { Alarms } from '../../../src/sim/services/alarms.ts'
import type { Program } from '../../../src/sim/step.ts'
import { at, buildPlan, type CacheSpec, MS, SECOND, type WorldSpec } from './plans.ts'
import { expectDrained, simulate } from './simulate.ts'
import { cached, call, fail, io, type StepSpec } from './steps.ts'

const ONE_KEY = uniformKeys(1)
const PROGRAM = { name: 'test' } as Program

function world(steps: readonly StepSpec[], cache: Partial<CacheSpec>, times: readonly number[]): WorldSpec {
  return {
    units: { web: { instances: 2 } },
    operations: { 'web.get': steps },
    caches: { items: { unit: 'web', ...cache } },
    workloads: { users: { calls: 'web.get', arrivals: at(...times) } },
  }
}

function latencies(spec: WorldSpec): readonly number[] {
  const run = simulate(spec)
  expectDrained(run)
  return run.log.calls('web.get').map(({ latency }) => latency / MS)
}

describe('a look-up in a cache', () => {
  const get = [cached('items', ONE_KEY, [io(10 * MS)], { lookUp: MS })]
  const times = [0, 20, 40, 60, 100, 120].map((ms) => ms * MS)

  it('costs its time, and on a miss that of the body', () => {
    const run = simulate(world(get, { scope: 'shared' }, times))
    expect(run.log.calls('web.get').map(({ parts }) => parts)).toEqual([
      { io: 11 * MS },
      ...times.slice(1).map(() => ({ io: MS })),
    ])
    expect([run.log.total('cache-hits items'), run.log.total('cache-misses items')]).toEqual([5, 1])
  })

  it('is of no help to another instance unless the cache is shared', () => {
    // Requests go to the two instances in turn.
    expect(latencies(world(get, {}, times))).toEqual([11, 11, 1, 1, 1, 1])
    expect(latencies(world(get, { scope: 'shared' }, times))).toEqual([11, 1, 1, 1, 1, 1])
  })

  it('misses again when the entry is too old, counted from when it was filled', () => {
    // Filled at 11 ms, looked up at 21, 41 and 61 ms, when it is exactly 50 ms old; and so on.
    expect(latencies(world(get, { scope: 'shared', ttl: 50 * MS }, times))).toEqual([11, 1, 1, 11, 1, 11])
    expect(latencies(world(get, { scope: 'shared', ttl: 51 * MS }, times))).toEqual([11, 1, 1, 1, 11, 1])
  })

  it('begins warm with the first keys', () => {
    const many = [cached('items', uniformKeys(10), [io(10 * MS)])]
    const hits = (warm: number): number => latencies(world(many, { warm }, times)).filter((each) => each === 0).length
    expect([hits(1), hits(0) < 6]).toEqual([6, true])
  })

  it('takes no time and no event when it is instant', () => {
    expect(latencies(world([cached('items', ONE_KEY, [])], {}, times))).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('keeps nothing of a body that failed, and lets the operation fail with it unless it is optional', () => {
    const failing = (optional: boolean): StepSpec => cached('items', ONE_KEY, [io(MS), fail()], { optional })
    const outcomes = (optional: boolean): readonly string[] => {
      const run = simulate(world([failing(optional)], { scope: 'shared' }, times))
      expectDrained(run)
      expect(run.log.total('cache-misses items')).toBe(6)
      return run.log.calls('web.get').map(({ outcome }) => outcome)
    }
    expect(new Set(outcomes(false))).toEqual(new Set(['error']))
    expect(new Set(outcomes(true))).toEqual(new Set(['ok']))
  })

  it('works in a loop of calls: each look-up is one of its own', () => {
    const run = simulate({
      units: { web: {}, db: {} },
      operations: {
        'web.get': [cached('items', ONE_KEY, [call('db.read', { timeout: 5 * MS })])],
        'db.read': [io(3 * MS)],
      },
      caches: { items: { unit: 'web', ttl: SECOND } },
      workloads: { users: { calls: 'web.get', arrivals: at(0, MS, 2 * MS, 10 * MS) } },
    })
    expectDrained(run)
    // The three that come before the first answer all go to the store.
    expect(run.log.calls('db.read').length).toBe(3)
    expect(run.log.calls('web.get').map(({ latency }) => latency / MS)).toEqual([3, 3, 3, 0])
  })
})

describe('the caches of a world', () => {
  const plan = buildPlan({
    ...world([cached('own', uniformKeys(100), []), cached('common', uniformKeys(100), [])], {}, []),
    caches: {
      own: { unit: 'web', warm: 0.5, ttl: SECOND },
      common: { unit: 'web', warm: 1, scope: 'shared', entries: 20 },
    },
  })
  const instances = [{ unit: 0 }, { unit: 0 }]
  const create = (): { readonly caches: Caches; readonly engine: Engine } => {
    const engine = new Engine({ dispatch() {}, expects: () => true, describe: () => '' }, plan.limits)
    const [alarms, draws, reporter] = [new Alarms(engine), new Draws(), new Reporter()]
    const world = { engine, alarms, draws, reporter, nextTicket: () => 1 }
    return { caches: new Caches(plan, '1', instances, [], world), engine }
  }

  it('lose what an instance has for itself when that starts again, and what is shared only when it is flushed', () => {
    const { caches } = create()
    expect([caches.restarted(0), caches.restarted(0), caches.flush(0, 1)]).toEqual([50, 0, 50])
    expect([caches.flush(1, 0), caches.flush(1, 1)]).toEqual([20, 0])
  })

  it('are warm with entries of all ages, those of each instance their own', () => {
    const probe = { began() {}, ended() {}, failed() {}, waited() {}, level() {}, counted() {} }
    const left = (instance: number): readonly boolean[] => {
      const { caches, engine } = create()
      engine.run(SECOND / 2)
      const frame = new FramePool().take(FrameKind.local, PROGRAM)
      frame.instance = instance
      return Array.from({ length: 50 }, (_, key) => caches.find(0, frame, key, probe) === 'found')
    }
    expect(left(0)).toEqual(left(0))
    expect(left(0)).not.toEqual(left(1))
    // Half of 50 are over after half of their time; fewer than 8 or more than 42 in one of ten million such caches.
    const good = left(0).filter(Boolean).length
    expect(good).toBeGreaterThan(7)
    expect(good).toBeLessThan(43)
  })
})
