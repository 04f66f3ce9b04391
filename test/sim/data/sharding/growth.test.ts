import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyHash } from '../../../../src/sim/data/sharding/key-hash.ts'
import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import type { ReplicationPlan, ShardingPlan, StoreRules } from '../../../../src/sim/data-plan.ts'
import type { FaultPlan } from '../../../../src/sim/fault-plan.ts'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { fault, on, scripted } from '../../faults/faults.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, MS, type PlanIndex, SECOND, type WorldSpec } from '../../world/plans.ts'
import { expectDrained, type Run } from '../../world/simulate.ts'
import { access, call, deliver, io } from '../../world/steps.ts'
import { SQL } from '../../world/stores.ts'
import { Facts } from '../facts.ts'
import { FAILOVER } from '../replication/replicated.ts'

interface Options {
  readonly by: ShardingPlan['by']
  readonly from: number
  readonly to: number
  readonly rate?: number
  readonly keys?: number
  readonly every?: number
  readonly seed?: string
  readonly faults?: (index: PlanIndex) => readonly FaultPlan[]
  readonly kind?: 'counting' | 'quiet'
  readonly rules?: StoreRules
  /** Nodes of each shard; default 1. */
  readonly nodes?: number
}

interface Grown extends Run {
  readonly facts: Facts
}

/** Counters behind keys, of which every request adds 1 to one, in a store whose shards grow in number after 1 s. */
function grow({
  by,
  from,
  to,
  rate = 500,
  keys = 200,
  every = 2,
  seed = '1',
  faults,
  kind = 'counting',
  rules = SQL,
  nodes = 1,
}: Options): Grown {
  const spec: WorldSpec = {
    units: { shop: {}, db: { instances: nodes * Math.max(from, to), balance: { policy: 'by-key' } } },
    modules: { stock: 'db' },
    operations: {
      'shop.count': [access('update', 'stock', { key: uniformKeys(keys), add: 1 })],
      'shop.look': [access('read', 'stock', { key: uniformKeys(keys) })],
      'stock.read': [io(exponential(1 * MS)), deliver()],
      'stock.update': [io(exponential(1 * MS)), deliver(), io(exponential(1 * MS))],
      'stock.replica-read': [io(exponential(2 * MS)), deliver()],
      'stock.replica-write': [io(exponential(2 * MS)), deliver()],
      'shop.look-around': [access('read', 'stock', { key: uniformKeys(keys), from: 'replica' })],
      'db.apply': [deliver()],
      'db.replication': [
        ...(nodes > 1 ? [call('db.apply', { network: true })] : []),
        call('stock.replica-read', { network: true }),
        call('stock.replica-write', { network: true }),
      ],
    },
    stores: {
      db: {
        records: { stock: { keys, initial: 0 } },
        rules,
        sharding: {
          shards: Math.max(from, to),
          nodesPerShard: nodes,
          by,
          virtualNodes: 50,
          initialShards: from,
          grow: { at: 1 * SECOND, to, keysPerSecond: rate },
        },
      },
    },
    network: { delay: exponential(1 * MS) },
    edges: { 'shop -> db': { timeout: 30 * SECOND } },
    workloads: {
      counters: { calls: 'shop.count', arrivals: at(...(kind === 'quiet' ? [] : times(every, 1500))) },
      // At the replicas, when all is over.
      late: { calls: 'shop.look-around', arrivals: at(...(nodes > 1 ? times(1, 600).map((t) => t + LATE) : [])) },
      readers: { calls: 'shop.look', arrivals: at(...(kind === 'quiet' ? [] : times(7, 400))) },
    },
    duration: 20 * SECOND,
    ...(faults && { faults }),
  }
  const world = createWorld(buildPlan(spec), { seed, replication: 0 })
  const log = new Log(world.catalogue, { lines: false })
  const facts = new Facts()
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  return { log, end, world, facts }
}

const LATE = 18 * SECOND

function times(every: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i * every * MS)
}

/** After the last update of each key, what the versions of it add up to. */
function lostUpdates({ facts }: Grown): number {
  const last = new Map<number, number>()
  for (const { key, value } of facts.of(FactKind.committed)) last.set(key, value)
  return facts.of(FactKind.committed).length - [...last.values()].reduce((sum, value) => sum + value, 0)
}

const moved = ({ log }: Grown): number => log.totals.get('keys-moved db') ?? 0

describe('shards that join', () => {
  const ways = fc.constantFrom<ShardingPlan['by']>('hash', 'range', 'consistent')

  it('lose no update, and let every read see what was acknowledged before it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<StoreRules>(SQL, { kind: 'object' }),
        ways,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        (rules, by, from, more, seed) => {
          const grown = grow({ rules, by, from, to: from + more, rate: 300, seed: `${seed}`, keys: 60 })
          expectDrained(grown)
          expect(lostUpdates(grown)).toBe(0)
          const acknowledged = grown.facts.of(FactKind.acknowledged)
          expect(acknowledged).toHaveLength(1500)
          for (const { key, began, version } of grown.facts.of(FactKind.read)) {
            const before = acknowledged.filter((fact) => fact.key === key && fact.at <= began)
            for (const fact of before) expect(version).toBeGreaterThanOrEqual(fact.version)
          }
          expect(moved(grown)).toBeGreaterThan(0)
        },
      ),
      { numRuns: 12, seed: 4711 },
    )
  })

  it('have what has moved at their replicas, too', () => {
    fc.assert(
      fc.property(
        ways,
        fc.integer({ min: 1, max: 2 }),
        fc.nat(2),
        // What moves is what has been written before, or is written meanwhile, too.
        fc.constantFrom(0.5, 2),
        fc.nat(),
        (by, from, acknowledgements, every, seed) => {
          const rules = replicatedBy({ acknowledgements })
          const grown = grow({ rules, by, from, to: from + 1, rate: 300, seed: `${seed}`, keys: 60, nodes: 3, every })
          expectDrained(grown)
          expect(moved(grown)).toBeGreaterThan(0)
          expect(lostUpdates(grown)).toBe(0)
          expect(behindAtTheEnd(grown)).toEqual([])
        },
      ),
      { numRuns: 5, seed: 4711 },
    )
  })

  it('take over what a majority has, also when leaders on both sides die meanwhile', () => {
    let failovers = 0
    fc.assert(
      fc.property(
        ways,
        fc.array(fc.record({ node: fc.constantFrom(0, 0, 3, 3, 1), from: fc.integer({ min: 900, max: 2500 }) }), {
          minLength: 1,
          maxLength: 2,
        }),
        fc.nat(),
        (by, crashes, seed) => {
          const grown = grow({
            rules: replicatedBy({ acknowledgements: 1, failover: FAILOVER }),
            by,
            from: 1,
            to: 2,
            rate: 100,
            seed: `${seed}`,
            keys: 60,
            nodes: 3,
            faults: (index) => crashes.map(({ node, from }, i) => crashOf(index, node, from, `crash-${i}`)),
          })
          failovers += grown.log.totals.get('failovers db') ?? 0
          expectDrained(grown)
          expect(grown.facts.of(FactKind.lost).filter((fact) => isAcknowledged(grown, fact.version))).toEqual([])
          expect(lostOfAcknowledged(grown)).toEqual([])
          expect(behindAtTheEnd(grown)).toEqual([])
        },
      ),
      { numRuns: 10, seed: 4711 },
    )
    expect(failovers).toBeGreaterThan(8)
  })

  it('take about 1/n of the keys on a ring, and nearly all that a hash modulo n sends elsewhere', () => {
    const keys = 4000
    const ring = grow({ by: 'consistent', from: 9, to: 10, keys, rate: 1000, kind: 'quiet' })
    const hash = grow({ by: 'hash', from: 9, to: 10, keys, rate: 1000, kind: 'quiet' })
    // A ring of 50 points each: 1/10 with a standard deviation of 0.0134, and that of 4000 keys.
    expect(Math.abs(moved(ring) / keys - 0.1)).toBeLessThan(4 * 0.0142)
    expect(Math.abs(moved(hash) / keys - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / keys))
  })

  it('move keys at the pace of the plan, each for a read at the old and a write at the new shard', () => {
    const grown = grow({ by: 'range', from: 1, to: 2, keys: 100, rate: 50, kind: 'quiet' })
    const reads = grown.log.calls('stock.replica-read')
    expect(reads).toHaveLength(50)
    reads.forEach(({ start }, i) => {
      expect(start).toBe(1 * SECOND + i * 20 * MS)
    })
    expect(moved(grown)).toBe(50)
  })

  it('take their keys later where a node is down, and lose nothing by that', () => {
    const crash = (index: PlanIndex): readonly FaultPlan[] => [
      fault(
        {
          kind: 'crash',
          on: on(index, ['db'], { kind: 'numbers', numbers: [1] }),
          host: 'up',
          restart: 0,
          cold: { factor: 1, lasts: 0 },
        },
        scripted(1100 * MS, 900 * MS),
      ),
    ]
    const grown = grow({ by: 'hash', from: 1, to: 2, keys: 100, rate: 100, faults: crash })
    expectDrained(grown)
    expect(moved(grown)).toBe([...Array(100).keys()].filter((key) => belongsToSecond(key)).length)
    expect(lostUpdates(grown)).toBe(0)
  })
})

function replicatedBy(replication: Partial<ReplicationPlan>): StoreRules {
  const { replication: plain, ...rules } = SQL as Extract<typeof SQL, { kind: 'sql' }>
  return { ...rules, replication: { ...plain, apply: exponential(1 * MS), ...replication } }
}

function crashOf(index: PlanIndex, node: number, from: number, id: string): FaultPlan {
  const targets = on(index, ['db'], { kind: 'numbers', numbers: [node] })
  const effect = { kind: 'crash', on: targets, host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
  return fault(effect, scripted(from * MS, 2 * SECOND), id)
}

/** The last version of each key, in the order in which they were committed and without those that were lost. */
function lastVersions({ facts }: Grown): ReadonlyMap<number, number> {
  const lost = new Set(facts.of(FactKind.lost).map(({ version }) => version))
  const kept = facts.of(FactKind.committed).filter(({ version }) => !lost.has(version))
  return new Map(kept.map(({ key, version }) => [key, version]))
}

/** Reads at replicas, when all is over, of something else than the last version of the key. */
function behindAtTheEnd(grown: Grown): readonly DataFact[] {
  const last = lastVersions(grown)
  const late = grown.facts.of(FactKind.read).filter(({ began }) => began >= LATE)
  expect(late.length).toBeGreaterThan(500)
  return late.filter(({ key, version }) => version !== (last.get(key) ?? 0))
}

const isAcknowledged = ({ facts }: Grown, version: number): boolean =>
  facts.of(FactKind.acknowledged).some((fact) => fact.version === version)

/** Keys that have lost an addition which was acknowledged: every version is one more than one that is older. */
function lostOfAcknowledged(grown: Grown): readonly number[] {
  const { facts } = grown
  const last = lastVersions(grown)
  const values = new Map(facts.of(FactKind.committed).map(({ version, value }) => [version, value]))
  return [...last].flatMap(([key, version]) => {
    const acknowledged = facts.of(FactKind.acknowledged).filter((fact) => fact.key === key).length
    return (values.get(version) ?? 0) < acknowledged ? [key] : []
  })
}

function belongsToSecond(key: number): boolean {
  return keyHash(key) % 2 === 1
}
