import { describe, expect, test } from 'vitest'
import { type Plan, StepKind } from '../../../src/sim/plan.ts'
import { edge, planOf, program, unit } from '../compile/compiling.ts'
import { programNames, recordPlan, said, storePlan, town } from './store-town.ts'

/** Names of what the nodes of the store call of each other, in the order of the plan. */
function insideCalls(plan: Plan): readonly string[] {
  return program(plan, 'main.replication').steps.flatMap((step) => plan.programs[step.program]?.name ?? [])
}

const S = 1e9
const MS = 1e6
const FOREVER = Number.POSITIVE_INFINITY

describe('a record', () => {
  test('has its owner, store, keys and what it begins with', () => {
    expect(recordPlan({}, 'stock')).toEqual({
      name: 'stock',
      owner: 'shop',
      store: 0,
      keys: 1000,
      initial: 50,
      copyOf: -1,
      rows: 0,
    })
    expect(recordPlan({}, 'products')).toMatchObject({ keys: 5000, initial: null })
    expect(recordPlan({}, 'orders')).toMatchObject({ keys: 200, rows: 5 })
    expect(recordPlan({ owns: { debts: { initial: -3 } } }, 'debts').initial).toBe(-3)
  })

  test('that is a copy begins as what it copies', () => {
    const owns = { shown: { 'copy-of': 'stock' } }
    const plan = planOf(town({ owns }))
    const shown = recordPlan({ owns }, 'shown')
    expect(shown.initial).toBe(50)
    expect(plan.records[shown.copyOf]?.name).toBe('stock')
  })
})

describe('a store', () => {
  test('is one node with PostgreSQL’s defaults unless it says otherwise', () => {
    const { sharding, rules, ...rest } = storePlan({})
    expect(rest).toEqual({ name: 'main', unit: 0, perRow: 2000, inside: -1 })
    expect(sharding).toEqual({
      shards: 1,
      nodesPerShard: 1,
      by: 'hash',
      virtualNodes: 100,
      initialShards: 1,
      grow: null,
    })
    expect(rules).toMatchObject({
      kind: 'sql',
      isolation: 'read-committed',
      lockTimeout: FOREVER,
      deadlockTimeout: S,
      replication: { acknowledgements: 0, waitFor: 'received', retransmit: 200 * MS, failover: null },
    })
  })

  test.each([
    ['isolation', 'serializable', { isolation: 'serializable' }],
    ['lock-timeout', '5s', { lockTimeout: 5 * S }],
    ['lock-timeout', 'none', { lockTimeout: FOREVER }],
    ['deadlock-timeout', '2s', { deadlockTimeout: 2 * S }],
  ])('with %s: %s has other rules', (option, value, rules) => {
    expect(storePlan({ store: { [option]: value } }).rules).toMatchObject(rules)
  })

  test.each([
    ['async', 3, 0],
    ['semi-sync', 3, 1],
    ['semi-sync', 0, 0],
    ['sync', 3, 3],
    ['majority', 2, 1],
    ['majority', 3, 2],
    ['majority', 4, 2],
    [{ wait: 2 }, 3, 2],
    [{ wait: 'sync' }, 2, 2],
  ])('with replication: %j and %i replicas waits for %i', (replication, replicas, acknowledgements) => {
    expect(storePlan({ store: { replicas, replication } }).rules).toMatchObject({ replication: { acknowledgements } })
  })

  test('says what an acknowledgement means and how long applying and sending again take', () => {
    const replication = { for: 'applied', apply: '7ms', retransmit: '3s' }
    expect(storePlan({ store: { replicas: 1, replication } }).rules).toMatchObject({
      replication: { acknowledgements: 0, waitFor: 'applied', apply: { mean: 7 * MS }, retransmit: 3 * S },
    })
  })

  test('fails over as Patroni does, or as it says', () => {
    const failoverOf = (failover: unknown): unknown => {
      const { rules } = storePlan({ store: { replicas: 2, failover } })
      return rules.kind === 'sql' ? rules.replication.failover : undefined
    }
    expect(failoverOf({})).toMatchObject({
      heartbeat: 10 * S,
      detect: 30 * S,
      election: { mean: 2 * S },
      fencing: true,
    })
    expect(failoverOf({ heartbeat: '1s', detect: '3s', election: 'exp(5s)', fencing: false })).toMatchObject({
      heartbeat: S,
      detect: 3 * S,
      election: { mean: 5 * S },
      fencing: false,
    })
    expect(failoverOf('none')).toBe(null)
  })

  test('has a node for the leader and each replica of each shard, in its zones in turn; they talk over an edge', () => {
    const network = { zones: { a: 'us-east-1', b: 'us-east-1', c: 'us-east-1' } }
    const plan = planOf(town({ store: { replicas: 2, shards: 2, zones: ['c', 'a', 'b'] }, rest: { network } }))
    expect(unit(plan, 'main')).toMatchObject({ instances: 6, zones: [2, 0, 1, 2, 0, 1] })
    const [store] = plan.stores
    expect(store?.sharding).toMatchObject({ shards: 2, nodesPerShard: 3 })
    expect(plan.edges[store?.inside ?? -1]).toMatchObject({
      name: 'main -> main',
      from: store?.unit,
      to: store?.unit,
      pool: -1,
      timeout: 0,
      guard: null,
      protocol: { name: 'none' },
    })
    expect(program(plan, 'main.replication')).toMatchObject({ operation: false })
    expect(
      program(plan, 'main.replication').steps.map(({ kind, program: callee, edge: over }) => [
        kind,
        plan.programs[callee]?.name,
        plan.edges[over]?.name,
      ]),
    ).toEqual([
      [StepKind.call, 'main.apply', 'main -> main'],
      [StepKind.end, undefined, undefined],
    ])
  })

  test('is split by a hash, by ranges or on a ring, and may grow', () => {
    expect(storePlan({ store: { shards: { count: 3, by: 'range' } } }).sharding).toMatchObject({
      shards: 3,
      by: 'range',
    })
    const grow = { at: '10s', to: 6, rate: '1000/s' }
    const shards = { count: 4, by: 'consistent', 'virtual-nodes': 7, grow }
    const plan = planOf(town({ store: { shards } }))
    expect(plan.stores[0]?.sharding).toEqual({
      shards: 6,
      nodesPerShard: 1,
      by: 'consistent',
      virtualNodes: 7,
      initialShards: 4,
      grow: { at: 10 * S, to: 6, keysPerSecond: 1000 },
    })
    expect(unit(plan, 'main').instances).toBe(6)
  })

  test('that grows has nodes that give keys to each other', () => {
    const grow = { at: '10s', to: 2, rate: '1000/s' }
    const plan = planOf(town({ store: { shards: { grow } } }))
    const records = ['orders', 'products', 'stock']
    expect(insideCalls(plan)).toEqual(records.flatMap((name) => [`${name}.replica-read`, `${name}.replica-write`]))
    expect(plan.edges[plan.stores[0]?.inside ?? -1]?.name).toBe('main -> main')
    // Where there is a log, its entries come first.
    expect(insideCalls(planOf(town({ store: { replicas: 1, shards: { grow } } })))[0]).toBe('main.apply')
  })

  test('takes the time of a commit, and of each row', () => {
    const plan = planOf(town({ store: { commit: '4ms', 'per-row': '5us' }, steps: [{ begin: [{ read: 'stock' }] }] }))
    expect(program(plan, 'main.commit').steps[0]).toMatchObject({ kind: StepKind.io, amount: { mean: 4 * MS } })
    expect(program(plan, 'main.rollback').steps.map(({ kind }) => kind)).toEqual([StepKind.deliver, StepKind.end])
    expect(plan.stores[0]?.perRow).toBe(5000)
  })

  test('follows links from node to node, and no policies', () => {
    const rest = {
      policies: [{ on: '* -> *', timeout: '1s', retry: 3 }],
      network: { links: [{ on: 'main -> main', delay: '9ms', loss: '1%', bandwidth: '1MB/s' }] },
    }
    const plan = planOf(town({ store: { replicas: 1 }, rest }))
    expect(edge(plan, 'main -> main')).toMatchObject({ timeout: 0, guard: null })
    expect(plan.links[edge(plan, 'main -> main').link]).toMatchObject({ delay: { mean: 9 * MS }, loss: 0.01 })
    expect(edge(plan, 'shop -> main').guard).not.toBe(null)
  })
})

describe('a quorum', () => {
  const owns = { stock: {}, orders: {} }
  const steps = [{ read: 'products', key: 'sku' }, { write: 'products', key: 'sku' }, { delete: 'stock' }]
  const quorum = (more: Readonly<Record<string, unknown>> = {}) =>
    planOf(town({ steps, owns, store: { kind: 'quorum', ...more } }))

  test('has the defaults of Dynamo and Cassandra', () => {
    expect(quorum().stores[0]?.rules).toEqual({
      kind: 'quorum',
      n: 3,
      r: 2,
      w: 2,
      coordinator: 'node',
      ask: 'all',
      tell: 'all',
      conflicts: 'last-writer-wins',
      readRepair: true,
      hintedHandoff: { every: 10 * S, keep: 3 * 3600 * S },
      sloppy: false,
      timeout: 2 * S,
      antiEntropy: 0,
    })
    expect(unit(quorum(), 'main').instances).toBe(3)
    expect(quorum({ n: 1 }).stores[0]).toMatchObject({ rules: { n: 1, r: 1, w: 1 }, inside: -1 })
  })

  test.each([
    ['n', 5, { n: 5 }],
    ['r', 3, { r: 3 }],
    ['w', 1, { w: 1 }],
    ['ask', 'r', { ask: 'r' }],
    ['tell', 'w', { tell: 'w' }],
    ['conflicts', 'vector-clocks', { conflicts: 'vector-clocks' }],
    ['read-repair', false, { readRepair: false }],
    ['hinted-handoff', false, { hintedHandoff: null }],
    ['hinted-handoff', true, { hintedHandoff: { every: 10 * S, keep: 3 * 3600 * S } }],
    ['hinted-handoff', { every: '1s', keep: '1min' }, { hintedHandoff: { every: S, keep: 60 * S } }],
    ['sloppy', true, { sloppy: true }],
    ['timeout', '300ms', { timeout: 300 * MS }],
    ['anti-entropy', '1h', { antiEntropy: 3600 * S }],
    ['anti-entropy', 'none', { antiEntropy: 0 }],
  ])('with %s: %j has other rules', (option, value, rules) => {
    expect(quorum({ [option]: value }).stores[0]?.rules).toMatchObject(rules)
  })

  test('may have more nodes than copies of a key', () => {
    expect(quorum({ nodes: 5 }).stores[0]?.sharding.nodesPerShard).toBe(5)
  })

  test('coordinated by a node answers a call of that node, which asks the replicas', () => {
    const plan = quorum()
    const called = program(plan, 'shop.buy').steps.map((step) => plan.programs[step.program]?.name)
    expect(called).toEqual(['products.read', 'products.write', 'stock.delete', undefined])
    expect(program(plan, 'products.read').steps.map(({ kind }) => kind)).toEqual([StepKind.deliver, StepKind.end])
    expect(program(plan, 'products.replica-read').steps[0]?.kind).toBe(StepKind.io)
    const rows = ['orders', 'products', 'stock'].flatMap((name) => [`${name}.replica-read`, `${name}.replica-write`])
    expect(insideCalls(plan)).toEqual(rows)
    expect(insideCalls(quorum({ 'anti-entropy': '1h' }))).toEqual([...rows, 'main.compare'])
  })

  test('coordinated by the client is asked node by node by the caller', () => {
    const plan = quorum({ coordinator: 'client' })
    const called = program(plan, 'shop.buy').steps.map((step) => plan.programs[step.program]?.name)
    expect(called).toEqual(['products.replica-read', 'products.replica-write', 'stock.replica-write', undefined])
    expect(programNames(plan)).not.toContain('products.read')
    expect(plan.stores[0]?.rules).toMatchObject({ coordinator: 'client' })
    const repairs = program(plan, 'shop.main.replication')
    expect(plan.units[repairs.unit]?.name).toBe('shop')
    expect(repairs.steps.map((step) => [plan.programs[step.program]?.name, plan.edges[step.edge]?.name])).toEqual([
      ['orders.replica-write', 'shop -> main'],
      ['products.replica-write', 'shop -> main'],
      ['stock.replica-write', 'shop -> main'],
      [undefined, undefined],
    ])
    const without = quorum({ coordinator: 'client', 'read-repair': false })
    expect(programNames(without)).not.toContain('shop.main.replication')
  })
})

describe('objects and indexes', () => {
  const owns = { stock: {}, orders: {} }

  test('an object store is slow, takes very many requests at once, and has no rules of its own', () => {
    const plan = planOf(town({ owns, store: { kind: 'object' } }))
    expect(plan.stores[0]?.rules).toEqual({ kind: 'object' })
    expect(program(plan, 'stock.read').steps[0]?.amount.mean).toBe(150 * MS)
    expect(unit(plan, 'main').slots).toBe(825)
  })

  test('a search index shows what was written after its refresh', () => {
    expect(storePlan({ owns, store: { kind: 'search' } }).rules).toEqual({ kind: 'search', refresh: S })
    expect(storePlan({ owns, store: { kind: 'search', refresh: '5s' } }).rules).toEqual({
      kind: 'search',
      refresh: 5 * S,
    })
    const steps = [{ query: 'products', rows: 3 }]
    expect(said({ owns, steps, store: { kind: 'search' } })).toEqual([])
  })
})

describe('a session', () => {
  test('is told apart by an input of the workload', () => {
    expect(planOf(town()).workloads[0]?.session).toBeUndefined()
    const session = planOf(town({ workload: { session: 'who' } })).workloads[0]?.session
    expect(session).toMatchObject({ path: 'shoppers/who', law: { count: 200 } })
    expect(said({ workload: { session: 'hwo' } })).toEqual(['S207 workload.shoppers.session'])
  })
})
