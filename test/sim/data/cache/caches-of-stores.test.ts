import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { faults, hits } from '../../services/faults.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, type CacheSpec, MS, type WorldSpec } from '../../world/plans.ts'
import { expectDrained, type Run } from '../../world/simulate.ts'
import { access, cached, deliver, fail, invalidate, io, type StepSpec } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

const ONE_KEY = uniformKeys(1)

interface Shop {
  readonly operations: WorldSpec['operations']
  readonly cache: Partial<CacheSpec>
  readonly calls: Readonly<Record<string, readonly number[]>>
  readonly more?: Partial<WorldSpec>
}

const READ: readonly StepSpec[] = [cached('items', ONE_KEY, [access('read', 'items')])]

/** A shop with two instances, each with a cache of `items`, before a store that takes 10 ms for everything. */
function shop({ operations, cache, calls, more }: Shop): WorldSpec {
  return {
    units: { web: { instances: 2 }, db: {} },
    modules: { items: 'db' },
    operations: {
      ...operations,
      'items.read': [io(10 * MS), deliver()],
      'items.write': [io(10 * MS), deliver()],
    },
    stores: { db: { records: { items: { initial: 7 } } } },
    caches: { items: { unit: 'web', record: 0, ...cache } },
    workloads: Object.fromEntries(
      Object.entries(calls).map(([operation, times]) => [
        operation.split('.')[1] ?? '',
        { calls: operation, arrivals: at(...times.map((ms) => ms * MS)) },
      ]),
    ),
    ...more,
  }
}

function run(spec: WorldSpec): Run & { readonly facts: Facts } {
  const world = createWorld(buildPlan(spec), { seed: '1', replication: 0 })
  const log = new Log(world.catalogue, { lines: false })
  const facts = new Facts()
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  expectDrained({ log, end, world })
  return { log, end, world, facts }
}

const NAMES = Object.keys(FactKind)

const latencies = ({ log }: Run, operation: string): readonly number[] =>
  log.calls(operation).map(({ latency }) => latency / MS)
const values = ({ facts }: { facts: Facts }): readonly number[] => facts.of(FactKind.read).map(({ value }) => value)

describe('a cache that coalesces', () => {
  const one = { units: { web: {}, db: {} } }
  const operations = { 'web.get': READ }

  it('lets those who miss the same key wait for the first of them', () => {
    const calls = { 'web.get': [0, 4, 9, 15] }
    const together = run(shop({ operations, cache: { coalesce: true }, calls, more: one }))
    expect(latencies(together, 'web.get')).toEqual([10, 6, 1, 0])
    expect(together.log.calls('items.read')).toHaveLength(1)
    expect(together.log.calls('web.get').map(({ parts }) => parts)).toEqual([
      { io: 10 * MS },
      { coalesced: 6 * MS },
      { coalesced: 1 * MS },
      {},
    ])
    const apart = run(shop({ operations, cache: {}, calls, more: one }))
    expect(latencies(apart, 'web.get')).toEqual([10, 10, 0, 10])
    expect(apart.log.calls('items.read')).toHaveLength(3)
  })

  it('lets the next of them fetch when the fetch has failed', () => {
    const miss = [access('read', 'items'), fail(1)]
    const broken = { 'web.get': [cached('items', ONE_KEY, miss)] }
    const seen = run(shop({ operations: broken, cache: { coalesce: true }, calls: { 'web.get': [0, 4] }, more: one }))
    expect(latencies(seen, 'web.get')).toEqual([10, 16])
  })

  it('lets the next of them fetch when the one who fetches is stopped', () => {
    const spec = shop({ operations, cache: { coalesce: true }, calls: { 'web.get': [0] }, more: one })
    const seen = run({
      ...spec,
      workloads: {
        hasty: { calls: 'web.get', arrivals: at(0), deadline: 5 * MS, propagate: true },
        patient: { calls: 'web.get', arrivals: at(3 * MS) },
      },
    })
    expect(latencies(seen, 'web.get')).toEqual([5, 12])
  })
})

describe('copies of what a store has', () => {
  const set = (value: number, ...after: readonly StepSpec[]): readonly StepSpec[] => [
    access('write', 'items', { value: { kind: 'set', value } }),
    ...after,
  ]

  it('are read as they were kept, also when the store has something else by now', () => {
    const operations = { 'web.get': READ, 'web.set': set(8) }
    // Calls go to the two instances in turn: the first and third read at one, the second and fourth at the other.
    const seen = run(shop({ operations, cache: {}, calls: { 'web.get': [0, 100, 200], 'web.set': [150] } }))
    expect(values(seen)).toEqual([7, 7, 7])
    expect(seen.facts.of(FactKind.read).map(({ node }) => node >= 0)).toEqual([true, true, false])
  })

  it('are fetched anew after an invalidation, later where that is late, and not at all where it is lost', () => {
    const after = (options: Parameters<typeof invalidate>[1]): readonly number[] => {
      const operations = { 'web.get': READ, 'web.set': set(8, invalidate('items', options)) }
      const calls = { 'web.get': [0, 100, 200, 300], 'web.set': [150] }
      return values(run(shop({ operations, cache: { scope: 'shared' }, calls })))
    }
    expect(after({})).toEqual([7, 7, 8, 8])
    expect(after({ delay: 60 * MS })).toEqual([7, 7, 7, 8])
    expect(after({ loss: 1 })).toEqual([7, 7, 7, 7])
  })

  it('are written through: the next read finds what was written, at the instance that wrote it', () => {
    const operations = { 'web.get': READ, 'web.set': set(8) }
    const calls = { 'web.get': [0, 100, 200, 300], 'web.set': [150] }
    const through = { kind: 'write-through' } as const
    expect(values(run(shop({ operations, cache: { scope: 'shared', mode: through }, calls })))).toEqual([7, 7, 8, 8])
    const own = values(run(shop({ operations, cache: { mode: through }, calls })))
    expect(own.toSorted((a, b) => a - b)).toEqual([7, 7, 7, 8])
  })

  it('are written behind: at once for the caller, and later for the store, the last of several writes only', () => {
    const behind = { kind: 'write-behind', within: 50 * MS } as const
    const operations = { 'web.set': set(8), 'web.again': set(9) }
    const seen = run(
      shop({ operations, cache: { scope: 'shared', mode: behind }, calls: { 'web.set': [0], 'web.again': [20, 100] } }),
    )
    expect([latencies(seen, 'web.set'), latencies(seen, 'web.again')]).toEqual([[0], [0, 0]])
    const stored = seen.facts.of(FactKind.committed).filter(({ node }) => node >= 0)
    expect(stored.map(({ value, at }) => [value, at / MS])).toEqual([
      [9, 60],
      [9, 160],
    ])
  })

  it('are lost with the instance that had not written them yet, unless the cache is a process of its own', () => {
    const behind = { kind: 'write-behind', within: 50 * MS } as const
    const operations = { 'web.set': set(8) }
    const after = (scope: 'instance' | 'shared'): readonly (readonly [string, number])[] => {
      const spec = shop({ operations, cache: { scope, mode: behind }, calls: { 'web.set': [0] } })
      const crash = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
      const seen = run({ ...spec, faults: faults(hits('web', crash, 20 * MS, 30 * MS)) })
      return seen.facts.all.map(({ kind, value }) => [NAMES[kind] ?? '', value] as const)
    }
    expect(after('instance')).toEqual([
      ['committed', 8],
      ['acknowledged', 8],
      ['lost', 8],
    ])
    expect(after('shared')).toEqual([
      ['committed', 8],
      ['acknowledged', 8],
      ['committed', 8],
      ['acknowledged', 8],
    ])
  })
})
