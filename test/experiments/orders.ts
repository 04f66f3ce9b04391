import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'

/**
 * Orders are placed by three legs, of which the charge often answers too late; a mail is sent for each. As dual writes
 * some stay half done; as a saga charges are tried again, and so done again.
 */
export const ORDERS: ScenarioDocument = {
  name: 'orders',
  run: { duration: '6s', drain: '20s', warmup: '0s', seed: 3, replications: 2 },
  app: {
    shop: {
      operations: {
        checkout: [
          {
            transaction: 'place-order',
            steps: [
              { call: 'inventory.reserve', undo: 'inventory.release' },
              { call: 'payments.charge', undo: 'payments.refund' },
              { call: 'orders.create', undo: 'orders.cancel' },
            ],
          },
        ],
      },
    },
    inventory: {
      owns: { stock: { keys: 100, initial: 50 }, sold: { keys: 1, initial: 0 } },
      operations: {
        reserve: [
          {
            begin: [
              { update: 'stock', add: -1 },
              { update: 'sold', add: 1 },
            ],
          },
        ],
        release: [
          {
            begin: [
              { update: 'stock', add: 1 },
              { update: 'sold', add: -1 },
            ],
          },
        ],
      },
    },
    payments: {
      owns: { charges: {} },
      operations: {
        charge: [{ io: 'exp(20ms)' }, { write: 'charges' }],
        refund: [{ delete: 'charges' }],
      },
    },
    orders: {
      owns: { rows: {} },
      operations: { create: [{ write: 'rows' }, { publish: 'order.placed' }], cancel: [{ delete: 'rows' }] },
    },
    mailer: { on: { 'order.placed': [{ io: 'exp(5ms)' }] } },
  },
  brokers: { rabbit: { kind: 'rabbitmq' } },
  policies: [{ on: 'shop -> payments', timeout: '50ms' }],
  workload: { shoppers: { arrivals: 'poisson(30/s)', call: 'shop.checkout' } },
  variants: { dual: { transactions: { 'place-order': 'none' } }, saga: { transactions: { 'place-order': 'saga' } } },
  expect: [
    { invariant: 'at-most-once: payments.charge', as: 'charged-at-most-once' },
    { invariant: 'settles: place-order within 2s', as: 'every-order-settles' },
    'saga-atomic: place-order',
    'no-lost-message: order.placed',
    'handled-once: order.placed -> mailer',
    'conserved: stock + sold',
    'conserved: stock',
    'implies: payments.charge -> orders.create within 1s',
    'implies: orders.create -> mailer.on-order-placed within 1min',
  ],
}
