import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { NullProbe } from '../../../../src/sim/kernel/null-probe.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { faults, hits } from '../../services/faults.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, MS, open, type WorldSpec } from '../../world/plans.ts'
import { expectDrained } from '../../world/simulate.ts'
import { access, choose, deliver, io } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

const REFRESH = 100 * MS

function index(nodes: number, more: Partial<WorldSpec> = {}): WorldSpec {
  return {
    units: { shop: {}, db: { instances: nodes } },
    modules: { items: 'db' },
    operations: {
      'shop.put': [access('update', 'items', { add: 1 })],
      'shop.find': [access('read', 'items')],
      'shop.both': [
        choose([0.5, [access('update', 'items', { add: 1 })]], [0.5, [access('query', 'items', { rows: 1 })]]),
      ],
      'items.update': [io(1 * MS), deliver()],
      'items.read': [io(1 * MS), deliver()],
      'items.query': [io(1 * MS), deliver()],
    },
    stores: {
      db: {
        records: { items: { keys: 1, initial: 0 } },
        rules: { kind: 'search', refresh: REFRESH },
        sharding: { nodesPerShard: nodes },
      },
    },
    workloads: {},
    ...more,
  }
}

function watch(spec: WorldSpec, seed = '1'): Facts {
  const world = createWorld(buildPlan(spec), { seed, replication: 0 })
  const log = new Log(world.catalogue)
  const facts = new Facts()
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  expectDrained({ log, end, world })
  return facts
}

/** Times of `put` and `find`, ms. */
const calls = (put: readonly number[], find: readonly number[]): Pick<WorldSpec, 'workloads'> => ({
  workloads: {
    put: { calls: 'shop.put', arrivals: at(...put.map((ms) => ms * MS)) },
    find: { calls: 'shop.find', arrivals: at(...find.map((ms) => ms * MS)) },
  },
})

const found = (facts: Facts): readonly number[] => facts.of(FactKind.read).map(({ value }) => value)

describe('a search index', () => {
  it('finds at each node exactly what was written before that node’s last refresh', () => {
    let stale = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.nat(1000), (nodes, seed) => {
        const load = { calls: 'shop.both', arrivals: open(60) }
        const network = { delay: exponential(1 * MS) }
        const facts = watch(index(nodes, { workloads: { load }, network, duration: 2e9 }), `${seed}`)
        const commits = facts.of(FactKind.committed)
        const first = 1
        for (const { effect, node, value, version } of facts.of(FactKind.read)) {
          const phase = Math.floor((REFRESH * (node - first)) / nodes)
          const refreshed = Math.floor((effect - phase) / REFRESH) * REFRESH + phase
          const seen = commits.filter((commit) => commit.at < refreshed).at(-1)
          expect([value, version]).toEqual([seen?.value ?? 0, seen?.version ?? 0])
          if (commits.some((commit) => commit.at < effect && commit.version > version)) stale++
        }
        // Updates do not look into the index.
        expect(commits.map(({ value }) => value)).toEqual(commits.map((_, i) => i + 1))
        for (const { node, version, at: now } of facts.of(FactKind.applied)) {
          const phase = Math.floor((REFRESH * (node - first)) / nodes)
          expect((now - phase) % REFRESH).toBe(0)
          expect(commits.filter((commit) => commit.at < now).at(-1)?.version).toBe(version)
        }
      }),
      { seed: 23, numRuns: 20 },
    )
    expect(stale).toBeGreaterThan(100)
  })

  it('lets a run whose load is over come to rest that waits for nothing but a refresh', () => {
    const world = createWorld(buildPlan({ ...index(1, calls([10], [])), duration: 50 * MS }), {
      seed: '1',
      replication: 0,
    })
    const facts = new Facts()
    const end = world.run(new NullProbe(), facts)
    expect([end.status, end.inFlight]).toEqual(['completed', 0])
    // The answer comes at 11 ms, the refresh would be at 100 ms.
    expect(end.time).toBeLessThan(REFRESH)
    expect(facts.of(FactKind.acknowledged)).toHaveLength(1)
  })

  it('refreshes later where the node stands still', () => {
    const still = faults(hits('db', { kind: 'pause' }, 50 * MS, 250 * MS))
    const facts = watch(index(1, { ...calls([10], [20, 240, 260]), faults: still }))
    expect(facts.of(FactKind.applied).map(({ at: now }) => now)).toEqual([250 * MS])
    expect(found(facts)).toEqual([0, 1, 1])
  })

  it('has lost nothing after a crash, and finds everything when it has started again', () => {
    const crash = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
    const facts = watch(index(1, { ...calls([10], [20, 60]), faults: faults(hits('db', crash, 30 * MS, 50 * MS)) }))
    expect(facts.of(FactKind.applied).map(({ at: now }) => now)).toEqual([50 * MS])
    expect(found(facts)).toEqual([0, 1])
  })
})
