import { describe, expect, it } from 'vitest'
import { type DataFact, FactKind } from '../../../../src/sim/data-fact.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, MS } from '../../world/plans.ts'
import { access, begin, deliver, io, type StepSpec } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

/** Indexes of the records. */
const [STOCK, NAMES, ORDERS] = [0, 1, 2]

/** What requests at 0, 10, 20 … ms have read. */
function readsOf(...requests: readonly (readonly StepSpec[])[]): readonly DataFact[] {
  const statements = ['stock', 'names', 'orders'].flatMap((record) =>
    ['read', 'write', 'insert', 'join'].map((verb) => [`${record}.${verb}`, [io(1 * MS), deliver()]] as const),
  )
  const plan = buildPlan({
    units: { app: {}, db: {} },
    modules: { stock: 'db', names: 'db', orders: 'db' },
    operations: {
      ...Object.fromEntries(requests.map((steps, i) => [`app.r${i}`, steps])),
      ...Object.fromEntries(statements),
      'db.commit': [io(1 * MS), deliver()],
      'db.rollback': [deliver()],
    },
    stores: {
      db: { records: { stock: { keys: 3, initial: 7 }, names: { keys: 3 }, orders: { keys: 2, rows: 4 } } },
    },
    workloads: Object.fromEntries(requests.map((_, i) => [`w${i}`, { calls: `app.r${i}`, arrivals: at(i * 10 * MS) }])),
  })
  const facts = new Facts()
  const world = createWorld(plan, { seed: '1', replication: 0 })
  world.run(new Log(world.catalogue, { lines: false }), facts)
  return facts.of(FactKind.read)
}

const others = [
  { record: NAMES, grouped: false },
  { record: ORDERS, grouped: true },
]
const join = (key: number): StepSpec => access('join', 'stock', { key, rows: 3, with: others })

describe('a join', () => {
  it('tells of each record what it has read of its key, at one time and place', () => {
    const reads = readsOf(
      [access('write', 'names', { key: 1 })],
      [access('insert', 'orders', { key: 1, grouped: true })],
      [join(1)],
    )
    expect(reads.map(({ record, key, group, version }) => [record, key, group, version])).toEqual([
      [STOCK, 1, false, 0],
      [NAMES, 1, false, 1],
      [ORDERS, 1, true, 2],
    ])
    expect(reads.map(({ value }) => value)).toEqual([7, expect.any(Number), 5])
    expect(new Set(reads.map(({ effect, node, at: now }) => `${effect} ${node} ${now}`)).size).toBe(1)
  })

  it('leaves out what a record has no such key of', () => {
    expect(readsOf([join(2)]).map(({ record }) => record)).toEqual([STOCK, NAMES])
  })

  it('in a transaction sees what that has written', () => {
    const reads = readsOf([begin('db', [access('write', 'names', { key: 0 }), join(0)])])
    expect(reads.find(({ record }) => record === NAMES)?.version).toBeGreaterThan(0)
    expect(reads.find(({ record }) => record === STOCK)?.version).toBe(0)
    expect(new Set(reads.map(({ transaction }) => transaction)).size).toBe(1)
    expect(reads[0]?.transaction).toBeGreaterThanOrEqual(0)
  })
})
