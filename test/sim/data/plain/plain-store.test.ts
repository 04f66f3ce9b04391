import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { createWorld } from '../../../../src/sim/world.ts'
import { Log } from '../../world/log.ts'
import { at, buildPlan, MS, type WorldSpec } from '../../world/plans.ts'
import { access, deliver, io } from '../../world/steps.ts'
import { Facts } from '../facts.ts'

const SHOP: WorldSpec = {
  units: { shop: {}, db: {} },
  modules: { stock: 'db' },
  operations: {
    'shop.buy': [
      access('read', 'stock'),
      io(5 * MS),
      access('write', 'stock', { value: { kind: 'read-plus', add: -1 } }),
    ],
    'stock.read': [io(1 * MS), deliver()],
    'stock.write': [io(1 * MS), deliver()],
  },
  stores: { db: { records: { stock: { initial: 10 } }, rules: { kind: 'object' } } },
  workloads: { users: { calls: 'shop.buy', arrivals: at(0, 3 * MS) } },
}

function facts(spec: WorldSpec): Facts {
  const world = createWorld(buildPlan(spec), { seed: '1', replication: 0 })
  const seen = new Facts()
  const end = world.run(new Log(world.catalogue, { lines: false }), seen)
  expect(end.status).toBe('completed')
  return seen
}

describe('a plain store', () => {
  it('loses an update where two requests read the same version and write what they made of it', () => {
    const seen = facts(SHOP)
    expect(seen.of(FactKind.read).map(({ value, version }) => [value, version])).toEqual([
      [10, 0],
      [10, 0],
    ])
    const written = seen.of(FactKind.committed).map(({ value, replaced, basedOn }) => [value, replaced, basedOn])
    expect(written).toEqual([
      [9, 0, 0],
      [9, 1, 0],
    ])
    expect(seen.of(FactKind.acknowledged)).toHaveLength(2)
  })

  it('bases an update in place on what it finds, so that it is looked at and none is lost', () => {
    const buy = [access('read', 'stock'), io(5 * MS), access('update', 'stock', { add: -1 })]
    const seen = facts({ ...SHOP, operations: { ...SHOP.operations, 'shop.buy': buy, 'stock.update': [deliver()] } })
    const [first, second] = seen.of(FactKind.committed)
    expect([first?.value, second?.value]).toEqual([9, 8])
    expect([first?.basedOn, second?.basedOn]).toEqual([0, first?.version])
    expect([first?.replaced, second?.replaced]).toEqual([0, first?.version])
  })
})
