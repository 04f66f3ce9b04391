import { describe, expect, test } from 'vitest'
import type { OperationDocument } from '../../../src/scenarios/schema/app.ts'
import { simulate } from '../../../src/testing/vitest.ts'
import { complaints, planOf } from '../compile/compiling.ts'

/** A saga whose middle leg, which nothing undoes, is `check`; the last one fails every other time. */
function town(check: OperationDocument) {
  return {
    name: 'checked',
    run: { duration: '10s', warmup: '0s', seed: 1, replications: 2 },
    app: {
      shop: {
        operations: {
          order: [
            {
              transaction: 'place-order',
              steps: [{ call: 'stock.take', undo: 'stock.give' }, { call: 'people.check' }, { call: 'bank.pay' }],
            },
          ],
        },
      },
      stock: {
        owns: { items: { initial: 1000 } },
        operations: { take: [{ update: 'items', add: -1 }], give: [{ update: 'items', add: 1 }] },
      },
      people: { owns: { people: {} }, operations: { check } },
      bank: { owns: { payments: {} }, operations: { pay: [{ fail: '50%', as: 'declined' }, { write: 'payments' }] } },
    },
    transactions: { 'place-order': 'saga' as const },
    workload: { users: { arrivals: 'poisson(20/s)', call: 'shop.order' } },
  }
}

const warned = (check: OperationDocument): boolean => complaints(town(check)).some((one) => one.startsWith('L421'))

describe('a leg of a saga that nothing undoes', () => {
  test.each<[string, OperationDocument]>([
    ['reads', [{ cpu: '1ms' }, { read: 'people' }]],
    [
      'reads and may refuse',
      [
        { query: 'people', rows: 3 },
        { fail: '1%', as: 'unknown' },
      ],
    ],
    ['is done once for each key', { idempotency: true, steps: [{ read: 'people' }] }],
  ])('needs no undo where it only looks: it %s', (_, check) => {
    expect(warned(check)).toBe(false)
    expect(planOf(town(check)).businesses?.[0]?.legs.map(({ looks }) => looks)).toEqual([false, true, false])
  })

  test.each<[string, OperationDocument]>([
    ['writes', [{ read: 'people' }, { write: 'people' }]],
    ['waits for somebody outside', [{ io: '20ms' }]],
    ['may not be done twice', { idempotent: false, steps: [{ read: 'people' }] }],
  ])('is warned of where it may leave something behind: it %s', (_, check) => {
    expect(warned(check)).toBe(true)
    expect(planOf(town(check)).businesses?.[0]?.legs[1]?.looks).toBe(false)
  })

  test('leaves nothing behind where it only looks, and something where it writes', async () => {
    const looking = await simulate(town([{ read: 'people' }]))
    expect(looking).toMeet('transactions.place-order.compensated > 50')
    expect(looking).toMeet('transactions.place-order.orphans == 0')
    const writing = await simulate(town([{ write: 'people' }]))
    expect(writing).toMeet('transactions.place-order.orphans > 50')
  })
})
