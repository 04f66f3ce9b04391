import { describe, expect, it } from 'vitest'
import { BusinessKind } from '../../../src/sim/business-fact.ts'
import { FactKind } from '../../../src/sim/data-fact.ts'
import type { Written } from '../../scenarios/compile/compiling.ts'
import { run } from '../messaging/post-office.ts'

/** An order of two legs in the unit of the shop, one local transaction, under a fault. */
function shop(fault: Readonly<Record<string, unknown>>): Written & { readonly transactions: unknown } {
  const takes = (record: string): unknown => ({ take: [{ io: '2ms' }, { update: record, add: 1 }] })
  const calls = [{ call: 'stock.take' }, { call: 'payments.take' }]
  return {
    run: { duration: '3s', warmup: '0s', drain: '3min' },
    network: { protocol: 'none', 'in-process': '0ms', 'same-zone': '1ms', connections: { 'keep-alive': 'forever' } },
    app: {
      shop: { operations: { buy: [{ transaction: 'order', steps: calls }] } },
      stock: { owns: { things: { keys: 1, initial: 0 } }, operations: takes('things') },
      payments: { owns: { charges: { keys: 1, initial: 0 } }, operations: takes('charges') },
    },
    stores: { db: { kind: 'sql' } },
    deploy: { shop: { modules: ['shop', 'stock', 'payments'] } },
    transactions: { order: 'local' },
    workload: { buyers: { arrivals: 'poisson(1/s)', call: 'shop.buy' } },
    policies: [{ on: '* -> *', timeout: '500ms' }],
    faults: [{ id: 'trouble', ...fault }],
  }
}

/** How the order ends, and how many of its rows are there. */
function endOf(fault: Readonly<Record<string, unknown>>): readonly [end: string, rows: number] {
  const { facts, plan, world } = run(shop(fault), { at: [0] })
  const ends = facts.effects.flatMap(({ kind }) => {
    if (kind === BusinessKind.committed) return ['committed']
    if (kind === BusinessKind.compensated) return ['compensated']
    return kind === BusinessKind.abandoned ? ['abandoned'] : []
  })
  expect(ends).toHaveLength(1)
  expect(world.frames).toBe(0)
  const records = ['things', 'charges'].map((name) => plan.records.findIndex((one) => one.name === name))
  const rows = records.map((record) => facts.dataOf(FactKind.committed, record).length)
  expect(rows[0]).toBe(rows[1])
  const effects = facts.effectsOf(BusinessKind.effect).map(({ leg }) => leg)
  expect(effects).toEqual(ends[0] === 'committed' ? [0, 1] : [])
  return [ends[0] as string, rows[0] as number]
}

const TIMES: readonly number[] = Array.from({ length: 30 }, (_, i) => (i + 1) / 2)

describe('a business transaction that is one local transaction', () => {
  it.each([
    ['its process crashes', { crash: 'shop', for: '700ms' }],
    ['its store crashes', { crash: 'db', for: '700ms' }],
    ['its store stands still until nobody waits for the commit any more', { pause: 'db', for: '700ms' }],
    ['answers of its store are lost', { partition: 'shop -> db', direction: 'back', for: '700ms' }],
    ['nothing comes to its store', { partition: 'shop -> db', direction: 'there', for: '700ms' }],
  ])('is said to be committed exactly if it is: %s', (_, fault) => {
    const ends = TIMES.map((at) => endOf({ ...fault, at: `${at}ms` }))
    for (const [end, rows] of ends) expect(end).toBe(rows === 1 ? 'committed' : 'compensated')
    expect(new Set(ends.map(([, rows]) => rows)).size).toBe(2)
  })
})
