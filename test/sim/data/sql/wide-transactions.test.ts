import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { retry } from '../../calls/policies.ts'
import { faults, hits } from '../../services/faults.ts'
import { at, MS, SECOND, type WorldSpec } from '../../world/plans.ts'
import { access, begin, call, deliver, io } from '../../world/steps.ts'
import { SQL } from '../../world/stores.ts'
import { FAILOVER } from '../replication/replicated.ts'
import { KEYS, OPERATIONS, type RandomTransaction, transactions, type Watched, watch, worldOf } from './transactions.ts'

const isolations = fc.constantFrom('read-committed' as const, 'repeatable-read' as const, 'serializable' as const)

/** A node of the store is down for a while. */
const outages = fc.array(
  fc.record({
    node: fc.nat(2),
    host: fc.constantFrom('up' as const, 'up' as const, 'down' as const),
    from: fc.integer({ min: 1, max: 60 }),
    lasts: fc.integer({ min: 1, max: 20 }),
  }),
  { maxLength: 2 },
)

type Outage = typeof outages extends fc.Arbitrary<(infer One)[]> ? One : never

function crash({ node, host, from, lasts }: Outage): ReturnType<typeof hits> {
  const effect = { kind: 'crash', host, restart: 0, cold: { factor: 1, lasts: 0 } } as const
  return hits('db', effect, from * MS, (from + lasts) * MS, [node])
}

/** Who calls a silent host would wait for ever. */
const patient = Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`w${i} -> app`, { timeout: 5 * SECOND }]))

/** What of each transaction was committed and rolled back, and where. */
interface Ends {
  readonly committed: readonly number[]
  readonly rolledBack: readonly number[]
}

function endsOf({ facts }: Watched): ReadonlyMap<number, Ends> {
  const all = facts.of(FactKind.ended)
  const nodes = (id: number, value: number): readonly number[] =>
    all.flatMap((one) => (one.transaction === id && one.value === value ? [one.node] : []))
  return new Map(all.map(({ transaction: id }) => [id, { committed: nodes(id, 1), rolledBack: nodes(id, 0) }]))
}

/** At each node all of a transaction or nothing, and callers are told no more and no less than that. */
function expectHonest(run: Watched): void {
  const { facts, log } = run
  const ends = endsOf(run)
  const committed = facts.of(FactKind.committed)
  const versions = new Set(committed.map(({ version }) => version))
  for (const { transaction, node } of committed) {
    if (transaction >= 0) expect(ends.get(transaction)?.committed).toContain(node)
  }
  for (const { rolledBack, committed: nodes } of ends.values()) {
    expect(nodes.filter((node) => rolledBack.includes(node))).toEqual([])
  }
  for (const { version } of facts.of(FactKind.acknowledged)) expect(versions.has(version)).toBe(true)
  const touched = new Map(facts.of(FactKind.touched).map((fact) => [fact.version, fact]))
  for (const { version, transaction } of facts.of(FactKind.refused)) {
    if (transaction >= 0 && touched.has(version)) expect(versions.has(version)).toBe(false)
  }
  // The last of what it has written to a key at a node that has committed it.
  const last = new Map(
    [...touched.values()].map((fact) => [`${fact.transaction} ${fact.record} ${fact.key}`, fact] as const),
  )
  for (const { transaction, node, version } of last.values()) {
    expect(versions.has(version)).toBe(ends.get(transaction)?.committed.includes(node) === true)
  }
  // No lock is left. Who comes first after a fail-over learns who leads.
  expect(log.calls('app.after').at(-1)?.outcome).toBe('ok')
}

/** Additions that are more in the store than transactions have made that were committed. */
function addedTwice({ facts }: Watched): readonly number[] {
  const committed = facts.of(FactKind.committed).filter(({ record, transaction }) => record === 1 && transaction >= 0)
  const statements = new Map<string, Set<number>>()
  for (const { transaction, key, record, began } of facts.of(FactKind.touched)) {
    if (record !== 1) continue
    const name = `${transaction} ${key}`
    statements.set(name, (statements.get(name) ?? new Set()).add(began))
  }
  let value = 0
  return [0, 1, 2].flatMap((key) => {
    value = 0
    for (const fact of committed.filter((one) => one.key === key)) {
      const added = fact.value - value
      value = fact.value
      if (added > (statements.get(`${fact.transaction} ${key}`)?.size ?? 0)) return [fact.version]
    }
    return []
  })
}

/** The random transactions, in a store of several nodes. */
function wide(
  all: readonly RandomTransaction[],
  isolation: Parameters<typeof worldOf>[1],
  nodes: { readonly shards: number; readonly each: number },
  more: Partial<WorldSpec> = {},
): WorldSpec {
  const { shards, each } = nodes
  const plain = SQL as Extract<typeof SQL, { kind: 'sql' }>
  const replication = { ...plain.replication, acknowledgements: each > 1 ? 1 : 0, failover: each > 1 ? FAILOVER : null }
  const world = worldOf(all, isolation)
  return {
    ...world,
    units: { app: {}, db: { instances: shards * each, balance: { policy: 'by-key' } } },
    operations: {
      ...world.operations,
      ...OPERATIONS,
      'db.apply': [deliver()],
      'db.replication': [call('db.apply', { network: true })],
    },
    stores: {
      db: {
        records: { stock: { keys: KEYS }, sums: { keys: KEYS, initial: 0 } },
        rules: { ...plain, deadlockTimeout: 20 * MS, replication },
        sharding: { shards, nodesPerShard: each, by: 'range', initialShards: shards },
      },
    },
    network: { delay: exponential(1 * MS) },
    edges: { 'app -> db': { timeout: 200 * MS }, ...patient },
    workloads: { ...world.workloads, after: { calls: 'app.after', arrivals: at(100 * SECOND, 120 * SECOND) } },
    ...more,
  }
}

describe('transactions over several shards', () => {
  it('commit shard by shard, at each of them all or nothing, and say which', () => {
    let [whole, half] = [0, 0]
    fc.assert(
      fc.property(transactions, isolations, outages, fc.nat(1000), (all, isolation, down, seed) => {
        const run = watch(
          wide(all, isolation, { shards: 3, each: 1 }, { faults: faults(...down.map(crash)) }),
          `${seed}`,
        )
        expectHonest(run)
        for (const { committed, rolledBack } of endsOf(run).values()) {
          if (committed.length > 1 && rolledBack.length === 0) whole++
          if (committed.length > 0 && rolledBack.length > 0) half++
        }
      }),
      { seed: 5, numRuns: 120 },
    )
    // Nothing keeps the first shard from being committed when the second fails.
    expect([whole > 40, half > 0]).toEqual([true, true])
  })

  it('can be seen half done between the commits of two shards, also where all is serializable', () => {
    const isolation = 'serializable'
    const world = wide([], isolation, { shards: 3, each: 1 })
    const run = watch({
      ...world,
      operations: {
        ...world.operations,
        'app.move': [
          begin('db', [access('update', 'sums', { key: 0, add: -1 }), access('update', 'sums', { key: 2, add: 1 })], {
            isolation,
          }),
        ],
        'app.count': [
          begin('db', [access('read', 'sums', { key: 0 }), access('read', 'sums', { key: 2 })], { isolation }),
        ],
        'db.commit': [io(20 * MS), deliver()],
      },
      network: { delay: 0 },
      workloads: {
        ...world.workloads,
        mover: { calls: 'app.move', arrivals: at(0) },
        // The first commit comes at 22 ms, the second one at 42 ms.
        counter: { calls: 'app.count', arrivals: at(30 * MS) },
      },
    })
    expect(run.facts.of(FactKind.read).map(({ value }) => value)).toEqual([-1, 0])
  })
})

describe('transactions at a leader with replicas', () => {
  it('read at that leader, and die with it when another takes over', () => {
    const seen = { reads: 0, failovers: 0, died: 0 }
    fc.assert(
      fc.property(transactions, isolations, outages, fc.nat(1000), (all, isolation, down, seed) => {
        // Early enough, and for long enough, that another is elected.
        const long = down.map((one) => crash({ ...one, from: one.from / 4, lasts: 2000 }))
        const run = watch(wide(all, isolation, { shards: 1, each: 3 }, { faults: faults(...long) }), `${seed}`)
        expectHonest(run)
        const ends = endsOf(run)
        for (const { transaction, node } of run.facts.of(FactKind.read)) {
          if (transaction < 0) continue
          const { committed = [], rolledBack = [] } = ends.get(transaction) ?? {}
          expect([...committed, ...rolledBack]).toEqual([node])
          seen.reads++
        }
        const lost = new Set(run.facts.of(FactKind.lost).map(({ version }) => version))
        expect(run.facts.of(FactKind.acknowledged).filter(({ version }) => lost.has(version))).toEqual([])
        seen.failovers += run.log.total('failovers db')
        for (const { rolledBack } of ends.values()) seen.died += rolledBack.length
      }),
      { seed: 6, numRuns: 35 },
    )
    expect([seen.reads > 40, seen.failovers > 5, seen.died > 8]).toEqual([true, true, true])
  })
})

describe('statements of a transaction that a policy tries again', () => {
  it('leave nothing behind, are counted honestly, and are done once or not at all', () => {
    const seen = { committed: 0, again: 0 }
    fc.assert(
      fc.property(
        transactions,
        isolations,
        outages,
        fc.integer({ min: 3, max: 12 }),
        fc.nat(1000),
        (all, isolation, down, ms, seed) => {
          const edges = {
            'app -> db': { timeout: ms * MS, guard: { layers: [retry(3, { unsafe: true })] } },
            ...patient,
          }
          const few = down.map((one) => crash({ ...one, node: one.node % 2 }))
          const run = watch(wide(all, isolation, { shards: 2, each: 1 }, { edges, faults: faults(...few) }), `${seed}`)
          expectHonest(run)
          expect(addedTwice(run)).toEqual([])
          for (const { committed } of endsOf(run).values()) seen.committed += committed.length
          seen.again += run.facts.of(FactKind.touched).length
        },
      ),
      { seed: 7, numRuns: 100 },
    )
    expect([seen.committed > 50, seen.again > 100]).toEqual([true, true])
  })
})
