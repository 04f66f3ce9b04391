import { describe, expect, it } from 'vitest'
import { BusinessKind } from '../../../src/sim/business-fact.ts'
import { FactKind } from '../../../src/sim/data-fact.ts'
import type { Written } from '../../scenarios/compile/compiling.ts'
import { run } from '../messaging/post-office.ts'

/** What a test says of its shop. */
interface Shop {
  readonly as: Readonly<Record<string, unknown>>
  /** Whether operation and undo are done once each, in one local transaction with a note of that. */
  readonly once: boolean
  /** Whether the leg is done by code of the shop. */
  readonly inside: boolean
  /** When the store of the leg stands still, for 700 ms, ms. */
  readonly at: number
}

/** An order of two legs at once: one takes something of the stock, and the other says no after 100 ms. */
function shop({ as, once, inside, at }: Shop): Written & { readonly transactions: unknown } {
  const operation = (steps: readonly unknown[]): unknown => (once ? { steps, idempotency: true } : steps)
  return {
    run: { duration: '3s', warmup: '0s', drain: '3min' },
    network: { protocol: 'none', 'in-process': '0ms', 'same-zone': '1ms', connections: { 'keep-alive': 'forever' } },
    app: {
      shop: {
        operations: {
          buy: [
            {
              transaction: 'order',
              steps: [{ parallel: [{ call: 'stock.take', undo: 'stock.give' }, { call: 'payments.charge' }] }],
            },
          ],
        },
      },
      stock: {
        owns: { things: { keys: 1, initial: 0 } },
        operations: {
          take: operation([{ io: '5ms' }, { update: 'things', add: 1 }]),
          give: operation([{ update: 'things', add: -1 }]),
        },
      },
      payments: { operations: { charge: [{ io: '100ms' }, { fail: '100%', as: 'declined' }] } },
    },
    stores: { db: { kind: 'sql' } },
    deploy: {
      ...(inside ? { shop: { modules: ['shop', 'stock'] } } : { shop: {}, stock: {} }),
      payments: {},
    },
    brokers: { rabbit: { kind: 'rabbitmq' } },
    transactions: { order: as },
    workload: { buyers: { arrivals: 'poisson(1/s)', call: 'shop.buy' } },
    policies: [{ on: '* -> *', timeout: '500ms' }],
    faults: [{ id: 'still', pause: 'db', at: `${at}ms`, for: '700ms' }],
  }
}

/** What is left of the thing that was taken, for each ms in which its store may come to stand still. */
function leftBehind(change: Omit<Shop, 'at'>): readonly number[] {
  const left: number[] = []
  for (let at = 0; at < 16; at++) {
    const { facts, plan, world } = run(shop({ ...change, at }), { at: [0] })
    const things = plan.records.findIndex(({ name }) => name === 'things')
    const writes = facts.dataOf(FactKind.committed, things).map(({ phase }) => (phase === 0 ? 1 : -1))
    expect(facts.effectsOf(BusinessKind.compensated)).toHaveLength(1)
    expect(world.frames).toBe(0)
    left.push(writes.reduce((sum: number, one) => sum + one, 0))
  }
  return left
}

const NOTHING: readonly number[] = Array.from({ length: 16 }, () => 0)
const SAGA = { saga: 'orchestrated', attempts: 1, 'undo-backoff': '200ms', log: 'memory' }

describe('a leg whose store stands still when it is to commit, and says nothing until its caller has given up', () => {
  it('is undone all the same with a version file', () => {
    expect(leftBehind({ as: { ...SAGA, 'version-file': true }, once: true, inside: false })).toEqual(NOTHING)
  })

  it('is not done any more by a single statement that comes late, with a version file', () => {
    const left = leftBehind({ as: { ...SAGA, 'version-file': true }, once: false, inside: false })
    // An undo whose answer is lost is done twice: nothing says that it has been.
    expect(left.filter((things) => things > 0)).toEqual([])
    expect(left).toContain(0)
  })

  it('is undone inside the unit of its coordinator, too', () => {
    expect(leftBehind({ as: { ...SAGA, 'version-file': true }, once: true, inside: true })).toEqual(NOTHING)
  })

  it('may be left behind without: its undo has looked, and found nothing', () => {
    expect(leftBehind({ as: SAGA, once: true, inside: false })).toContain(1)
    expect(leftBehind({ as: SAGA, once: false, inside: false })).toContain(1)
  })

  it('is undone by who keeps a row of each choreographed saga in its own store', () => {
    expect(leftBehind({ as: { saga: 'choreographed' }, once: true, inside: false })).toEqual(NOTHING)
  })
})
