import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { at, MS, type WorldSpec } from '../../world/plans.ts'
import { access, begin, deliver, fail, io, type StepSpec } from '../../world/steps.ts'
import { OPERATIONS, type Watched, watch } from './transactions.ts'

/** Requests that do this, at these ms, with so many connections. */
function shop(steps: readonly StepSpec[], arrivals: readonly number[], more: Partial<WorldSpec> = {}): WorldSpec {
  return {
    units: { app: {}, db: {} },
    modules: { stock: 'db', sums: 'db' },
    operations: { 'app.do': steps, ...OPERATIONS },
    edges: { 'app -> db': { pool: 'db' } },
    pools: { db: 1 },
    stores: { db: { records: { stock: { keys: 9, initial: 5 }, sums: { keys: 9, initial: 0 } } } },
    workloads: { users: { calls: 'app.do', arrivals: at(...arrivals.map((ms) => ms * MS)) } },
    ...more,
  }
}

/** Ends of local transactions: whether committed, and the node that tells. */
function ends(run: Watched): readonly (readonly number[])[] {
  return run.facts.of(FactKind.ended).map(({ value, node }) => [value, node])
}

const reads = access('read', 'stock')
const writes = access('write', 'stock', { value: { kind: 'read-plus', add: -1 } })

describe('a local transaction', () => {
  it('holds one connection from its first statement until it is committed', () => {
    const run = watch(shop([begin('db', [io(3 * MS), reads, io(10 * MS), writes])], [0, 0]))
    // Thinks 3 ms; then 1 + 10 + 1 + 1 ms on the connection, one after the other.
    expect(run.log.calls('app.do').map(({ end }) => end / MS)).toEqual([16, 29])
    expect(run.log.waits.get('pool db')?.map(({ value }) => value / MS)).toEqual([0, 13])
    expect(run.log.levels.get('pool db')?.map(({ time, value }) => [time / MS, value])).toEqual([
      [3, 1],
      [29, 0],
    ])
  })

  it('gives its connection back when it is rolled back', () => {
    const run = watch(shop([begin('db', [writes, fail(1, 'rejected')])], [0, 0]))
    expect(run.log.calls('app.do').map(({ end, outcome }) => [end / MS, outcome])).toEqual([
      [2, 'rejected'],
      [4, 'rejected'],
    ])
    expect(run.facts.of(FactKind.committed)).toEqual([])
    expect(run.facts.of(FactKind.refused)).toHaveLength(2)
  })

  it('that has not said anything to its store is committed without a call', () => {
    const run = watch(shop([begin('db', [io(1 * MS)])], [0]))
    expect(run.log.calls('app.do').map(({ end, outcome }) => [end, outcome])).toEqual([[1 * MS, 'ok']])
    expect(run.log.calls('db.commit')).toEqual([])
    expect(ends(run)).toEqual([[1, -1]])
  })

  it('that fails before it has said anything to its store has ended all the same, with its caller', () => {
    const run = watch(shop([begin('db', [io(1 * MS), fail(1, 'rejected'), writes])], [0, 5]))
    expect(run.facts.of(FactKind.begun)).toHaveLength(2)
    expect(ends(run)).toEqual([
      [0, -1],
      [0, -1],
    ])
  })

  it('that has come to its store ends there, once', () => {
    const run = watch(shop([begin('db', [writes])], [0]))
    expect(ends(run)).toEqual([[1, 1]])
  })

  it('reads its own writes, which nobody else does before they are committed', () => {
    const both: WorldSpec['operations'] = {
      'app.do': [begin('db', [writes, reads, io(10 * MS)])],
      'app.look': [reads],
      ...OPERATIONS,
    }
    const workloads = {
      users: { calls: 'app.do', arrivals: at(0) },
      others: { calls: 'app.look', arrivals: at(5 * MS, 20 * MS) },
    }
    const run = watch(shop([], [], { operations: both, workloads, pools: { db: 3 } }))
    const seen = run.facts.of(FactKind.read).map(({ at: time, value, version }) => [time / MS, value, version > 0])
    expect(seen).toEqual([
      [2, -1, true],
      [6, 5, false],
      [21, -1, true],
    ])
  })

  it('goes on after a row that is not as it was wanted, but not after a statement that has failed', () => {
    const wanted = access('update', 'stock', { add: -9, require: { operator: '>=', limit: 0 }, optional: true })
    const taken = access('insert', 'stock', { key: 2, optional: true })
    const goesOn = watch(shop([begin('db', [wanted, access('write', 'sums')])], [0]))
    expect(goesOn.log.calls('app.do')[0]?.outcome).toBe('ok')
    expect(goesOn.facts.of(FactKind.committed).map(({ record }) => record)).toEqual([1])
    const failed = watch(shop([begin('db', [taken, access('write', 'sums')])], [0]))
    expect(failed.log.calls('app.do')[0]?.outcome).toBe('duplicate-key')
    expect(failed.facts.of(FactKind.committed)).toEqual([])
  })

  it('knows nothing of its own writes after it was rolled back', () => {
    const tries = begin('db', [reads, writes, fail(1, 'rejected')], { optional: true })
    const run = watch(shop([tries, access('write', 'stock', { value: { kind: 'read-plus', add: 1 } })], [0]))
    expect(run.facts.of(FactKind.committed).map(({ value }) => value)).toEqual([6])
  })

  it('adds rows to a group beside others, and sees its own', () => {
    const adds = begin('db', [
      access('insert', 'stock', { grouped: true }),
      access('insert', 'stock', { grouped: true }),
      access('query', 'stock', { grouped: true }),
      io(5 * MS),
    ])
    const run = watch(shop([adds], [0, 1], { pools: { db: 9 } }))
    expect(run.facts.of(FactKind.read).map(({ value }) => value)).toEqual([7, 7])
    expect(run.facts.of(FactKind.committed).map(({ value }) => value)).toEqual([7, 9])
    const orders = run.facts.of(FactKind.committed).map(({ order }) => order)
    expect(orders[0]).toBeLessThan(orders[1] ?? 0)
    expect(run.log.waits.get('lock db') ?? []).toEqual([])
  })
})

describe('a commit', () => {
  it('that is stopped at its store, because its deadline has passed there, is none, and frees what it held', () => {
    const operations: WorldSpec['operations'] = {
      ...OPERATIONS,
      'app.do': [begin('db', [writes])],
      'app.after': [access('write', 'stock')],
      'db.commit': [io(50 * MS), deliver()],
    }
    const workloads = {
      users: { calls: 'app.do', arrivals: at(0), deadline: 20 * MS, propagate: true },
      others: { calls: 'app.after', arrivals: at(10 * MS) },
    }
    const run = watch(shop([], [], { operations, workloads, pools: { db: 3 } }))
    expect(run.log.calls('app.do').map(({ outcome }) => outcome)).toEqual(['deadline'])
    expect(run.log.calls('app.after').map(({ end }) => end / MS)).toEqual([21])
    expect(run.facts.of(FactKind.ended).map(({ value, at: time }) => [value, time / MS])).toEqual([[0, 20]])
    expect(run.facts.of(FactKind.unknown)).toHaveLength(1)
  })
})

describe('a query', () => {
  it('takes time for each row that it looks at', () => {
    const spec = shop([access('query', 'stock', { grouped: true }), access('query', 'stock', { rows: 40 })], [0], {
      stores: { db: { records: { stock: { keys: 9, initial: 20 }, sums: {} }, perRow: 100_000 } },
    })
    // 1 ms and 20 rows, 1 ms and 40 rows.
    expect(
      watch(spec)
        .log.calls('app.do')
        .map(({ end }) => end / MS),
    ).toEqual([8])
  })
})
