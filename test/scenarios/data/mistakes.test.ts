import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../../src/scenarios/load.ts'
import { scenarioSchema } from '../../../src/scenarios/schema/scenario.ts'
import { said, sentence, type Town, town } from './store-town.ts'

const BUY = 'app.shop.operations.buy.steps'
const other = { other: { operations: { look: [{ read: 'stock', key: 'sku' }] } } }
const copied = { owns: { shown: { 'copy-of': 'stock' } } }

describe('a mistake about data is answered at its place', () => {
  test.each<[string, Town, readonly string[]]>([
    ['a record of another module', { modules: other }, ['S260 app.other.operations.look.steps.0.read']],
    [
      'a cache that reads a record of another module',
      { modules: { other: { operations: { look: [{ cache: 'stock', mode: 'read-through' }] } } } },
      ['S260 app.other.operations.look.steps.0.cache'],
    ],
    [
      'an update of objects',
      { owns: { orders: {} }, store: { kind: 'object' }, steps: [{ update: 'stock', add: 1 }] },
      [`S261 ${BUY}.0.update`],
    ],
    [
      'a query of objects',
      { owns: { orders: {} }, store: { kind: 'object' }, steps: [{ query: 'products', rows: 2 }] },
      [`S261 ${BUY}.0.query`],
    ],
    [
      'a join over objects',
      { owns: { orders: {} }, store: { kind: 'object' }, steps: [{ join: ['products', 'orders'] }] },
      [`S261 ${BUY}.0.join.0`, `S261 ${BUY}.0.join.1`],
    ],
    [
      'a replica of a quorum',
      { owns: { orders: {} }, store: { kind: 'quorum' }, steps: [{ read: 'products', from: 'replica' }] },
      [`S261 ${BUY}.0.from`],
    ],
    [
      'a version that an index does not check',
      {
        owns: { orders: {} },
        store: { kind: 'search' },
        steps: [
          { read: 'products', key: 'sku' },
          { write: 'products', key: 'sku', if: 'unchanged' },
        ],
      },
      [`S261 ${BUY}.1.if`],
    ],
    [
      'a lease in an index',
      { owns: { orders: {} }, store: { kind: 'search' }, steps: [{ lease: 'products', ttl: '1s', do: [] }] },
      [`S261 ${BUY}.0.lease`],
    ],
    ['a write that says no number', { steps: [{ write: 'stock' }] }, [`S262 ${BUY}.0.write`]],
    ['a number for an opaque record', { steps: [{ write: 'products', set: 5 }] }, [`S262 ${BUY}.0.set`]],
    ['adding to an opaque record', { steps: [{ update: 'products', add: 1 }] }, [`S262 ${BUY}.0.add`]],
    [
      'a requirement for an opaque record',
      { steps: [{ update: 'products', add: 1, require: '>= 0' }] },
      [`S262 ${BUY}.0.require`],
    ],
    ['an insert that says no number', { steps: [{ insert: 'stock' }] }, [`S262 ${BUY}.0.insert`]],
    ['a number inserted into an opaque record', { steps: [{ insert: 'products', set: 1 }] }, [`S262 ${BUY}.0.set`]],
    [
      'a copy of nothing',
      { steps: [{ write: 'products', key: 'sku', set: 'copy' }] },
      [`S262 ${BUY}.0.set`, `S263 ${BUY}.0.set`],
    ],
    ['a copy that is written with nothing', { ...copied, steps: [{ write: 'shown' }] }, [`S262 ${BUY}.0.write`]],
    [
      'what was read where nothing was',
      { steps: [{ write: 'stock', key: 'sku', set: 'read - 1' }] },
      [`S263 ${BUY}.0.set`],
    ],
    [
      'what was read only later',
      {
        steps: [
          { write: 'stock', key: 'sku', set: 'read - 1' },
          { read: 'stock', key: 'sku' },
        ],
      },
      [`S263 ${BUY}.0.set`],
    ],
    [
      'what was read of another key',
      {
        steps: [
          { read: 'stock', key: 'who' },
          { write: 'stock', key: 'sku', set: 'read - 1' },
        ],
      },
      [`S263 ${BUY}.1.set`],
    ],
    ['keys drawn apart', { steps: [{ read: 'stock' }, { write: 'stock', set: 'read - 1' }] }, [`S263 ${BUY}.1.set`]],
    [
      'an unchanged version that nobody has seen',
      { steps: [{ write: 'products', key: 'sku', if: 'unchanged' }] },
      [`S263 ${BUY}.0.if`],
    ],
    [
      'a copy of what nobody has read',
      { ...copied, steps: [{ write: 'shown', key: 'sku', set: 'copy' }] },
      [`S263 ${BUY}.0.set`],
    ],
    [
      'a transaction on two stores',
      {
        stores: { main: { holds: ['stock'] }, side: { holds: ['products', 'orders'] } },
        steps: [{ begin: [{ read: 'stock' }, { read: 'products' }] }],
      },
      [`S264 ${BUY}.0.begin`],
    ],
    ['a transaction on nothing', { steps: [{ begin: [{ cpu: '1ms' }] }] }, [`S264 ${BUY}.0.begin`]],
    [
      'a transaction on a quorum',
      { owns: { orders: {} }, store: { kind: 'quorum' }, steps: [{ begin: [{ read: 'products' }] }] },
      [`S264 ${BUY}.0.begin`],
    ],
    [
      'steps that no transaction can have',
      {
        steps: [
          {
            begin: [
              { read: 'stock' },
              { parallel: [[{ cpu: '1ms' }], { begin: [{ read: 'stock' }] }] },
              { repeat: 2, do: [{ lease: 'stock', ttl: '1s', do: [] }] },
              { cache: 'products', mode: 'read-through' },
            ],
          },
        ],
      },
      [
        `S265 ${BUY}.0.begin.1.parallel`,
        `S265 ${BUY}.0.begin.1.parallel.1.0.begin`,
        `S265 ${BUY}.0.begin.2.do.0.lease`,
        `S265 ${BUY}.0.begin.3.cache`,
      ],
    ],
    [
      'an answer inside a transaction',
      { steps: [{ begin: [{ read: 'stock' }, 'respond'] }] },
      [`S265 ${BUY}.0.begin.1`],
    ],
    ['an answer under a lease', { steps: [{ lease: 'stock', ttl: '1s', do: ['respond'] }] }, [`S218 ${BUY}.0.do.0`]],
    ['a row lock by itself', { steps: [{ read: 'stock', 'for-update': true }] }, [`S266 ${BUY}.0.for-update`]],
    ['groups that stay empty', { owns: { carts: { per: 'customer' } } }, ['S267 app.shop.owns.carts.per']],
    ['a group that is read', { steps: [{ read: 'orders' }] }, [`S267 ${BUY}.0.read`]],
    ['a group that is deleted', { steps: [{ delete: 'orders' }] }, [`S267 ${BUY}.0.delete`]],
    ['a query that does not say how many rows', { steps: [{ query: 'products' }] }, [`S267 ${BUY}.0.query`]],
    ['a query that says how many rows a group has', { steps: [{ query: 'orders', rows: 2 }] }, [`S267 ${BUY}.0.rows`]],
    ['a join with itself', { steps: [{ join: ['products', 'products'] }] }, [`S267 ${BUY}.0.join.1`]],
    ['a copy of nobody', { owns: { shown: { 'copy-of': 'stok' } } }, ['S203 app.shop.owns.shown.copy-of']],
    ['a copy of itself', { owns: { shown: { 'copy-of': 'shown' } } }, ['S268 app.shop.owns.shown.copy-of']],
    [
      'a copy of a copy',
      { owns: { ...copied.owns, again: { 'copy-of': 'shown' } } },
      ['S268 app.shop.owns.again.copy-of'],
    ],
    ['a copy of groups', { owns: { shown: { keys: 200, 'copy-of': 'orders' } } }, ['S268 app.shop.owns.shown.copy-of']],
    [
      'a copy with other keys',
      { owns: { shown: { keys: 7, 'copy-of': 'stock' } } },
      ['S268 app.shop.owns.shown.copy-of'],
    ],
    ['an invalidation that nobody hears', { steps: [{ invalidate: 'products' }] }, [`S269 ${BUY}.0.invalidate`]],
    [
      'an invalidation in a module without that cache',
      {
        steps: [
          { cache: 'products', mode: 'read-through' },
          { invalidate: 'products', in: 'other' },
        ],
        modules: { other: {} },
      },
      [`S269 ${BUY}.1.in`],
    ],
    [
      'a policy inside a store',
      { store: { replicas: 1 }, rest: { policies: [{ on: 'main -> main', timeout: '1s' }] } },
      ['S270 policies.0.on'],
    ],
    [
      'tokens that a quorum does not look at',
      { owns: { orders: {}, ledger: { fenced: true } }, store: { kind: 'quorum' } },
      ['S271 app.shop.owns.ledger.fenced'],
    ],
    ['an unknown record in a join', { steps: [{ join: ['products', 'prodcts'] }] }, [`S203 ${BUY}.0.join.1`]],
    ['a reason that is taken', { steps: [{ update: 'stock', add: 1, as: 'conflict' }] }, [`S217 ${BUY}.0.as`]],
    ['an unknown zone of a node', { store: { zones: ['a', 'z'] } }, ['S205 stores.main.zones.1']],
  ])('%s', (_, change, expected) => {
    expect(said(change)).toEqual(expected)
  })

  test('and the answer teaches', () => {
    expect(sentence({ modules: other }, 'S260')).toBe(
      'module "other" reads "stock", which "shop" owns | a call of an operation of "shop"',
    )
    const two = { main: { holds: ['stock'] }, side: { holds: ['products', 'orders'] } }
    expect(sentence({ stores: two, steps: [{ begin: [{ read: 'stock' }, { read: 'products' }] }] }, 'S264')).toContain(
      'this transaction is on 2 stores: "main" and "side"',
    )
  })
})

describe('a write may rest on a read', () => {
  const write = { write: 'stock', key: 'sku', set: 'read - 1' }
  test.each<[string, Town]>([
    ['before it', { steps: [{ read: 'stock', key: 'sku' }, write] }],
    ['of a cache before it', { steps: [{ cache: 'stock', key: 'sku', mode: 'read-through' }, write] }],
    ['after it in a loop that holds both', { steps: [{ repeat: 3, do: [write, { read: 'stock', key: 'sku' }] }] }],
    [
      'in another operation',
      {
        steps: [{ call: 'shop.look' }, write],
        rest: { workload: { all: { arrivals: 'poisson(1/s)', call: 'shop.buy', inputs: { sku: 'uniform of 9' } } } },
        modules: {
          shop: {
            operations: { look: [{ read: 'stock', key: 'sku' }], buy: [{ call: 'shop.look' }, write] },
            owns: { stock: { initial: 1 } },
          },
        },
      },
    ],
    [
      'of the only key there is',
      { owns: { one: { keys: 1, initial: 0 } }, steps: [{ read: 'one' }, { write: 'one', set: 'read + 1' }] },
    ],
  ])('%s', (_, change) => {
    expect(said(change)).toEqual([])
  })
})

describe('options of stores and records that do not fit are refused', () => {
  const issues = (change: Town): readonly string[] => {
    const result = scenarioSchema.safeParse({ name: 'test', ...town(change) })
    return (result.error?.issues ?? []).map((issue) => {
      const { reported } = (issue.code === 'custom' ? issue.params : {}) as {
        reported?: { mistake: { code: string; message: string } }
      }
      return `${reported?.mistake.code} ${issue.path.join('.')}: ${reported?.mistake.message}`
    })
  }

  test.each<[Town, string]>([
    [{ store: { kind: 'quorum', replicas: 2 } }, 'S170 stores.main.replicas: a store of kind quorum has no "replicas"'],
    [{ store: { n: 3 } }, 'S170 stores.main.n: a store of kind sql has no "n"'],
    [{ store: { kind: 'object', refresh: '1s' } }, 'S170 stores.main.refresh: a store of kind object has no "refresh"'],
    [{ store: { kind: 'search', commit: '1ms' } }, 'S170 stores.main.commit: a store of kind search has no "commit"'],
    [
      { store: { kind: 'object', 'per-row': '1us' } },
      'S170 stores.main.per-row: a store of kind object has no "per-row"',
    ],
    [{ store: { kind: 'quorum', n: 3, r: 4 } }, 'S171 stores.main.r: this store waits for 4 answers of 3 nodes'],
    [{ store: { kind: 'quorum', w: 5 } }, 'S171 stores.main.w: this store waits for 5 answers of 3 nodes'],
    [{ store: { kind: 'quorum', nodes: 2 } }, 'S171 stores.main.nodes: 2 nodes cannot keep 3 copies of a key'],
    [{ store: { failover: {} } }, 'S171 stores.main.failover: there is no replica that could take over'],
    [
      { store: { replicas: 1, replication: { wait: 2 } } },
      'S171 stores.main.replication: every commit would wait for 2 replicas, and there is 1',
    ],
    [
      { store: { replicas: 1, failover: { heartbeat: '1min' } } },
      'S171 stores.main.failover.heartbeat: this failover looks for the leader more rarely than it has to notice',
    ],
    [
      { store: { shards: { count: 4, grow: { at: '1s', to: 4, rate: '1/s' } } } },
      'S171 stores.main.shards.grow.to: 4 shards do not grow to 4',
    ],
    [
      { store: { shards: { grow: { at: '1s', to: 4, rate: 0 } } } },
      'S171 stores.main.shards.grow.rate: no key ever moves',
    ],
    [{ store: { zone: 'a', zones: ['b'] } }, 'S108 stores.main.zones: this store has a zone and zones'],
    [
      { owns: { x: { 'copy-of': 'stock', initial: 1 } } },
      'S108 app.shop.owns.x.initial: a copy begins with the values of what it copies',
    ],
    [
      { owns: { x: { per: 'y', initial: 1 } } },
      'S108 app.shop.owns.x.initial: a record with rows in groups has no "initial"',
    ],
    [
      { owns: { x: { rows: 3 } } },
      'S108 app.shop.owns.x.rows: "rows" has a meaning only with per: what rows are grouped by',
    ],
  ])('%j', (change, expected) => {
    expect(issues(change).join('\n')).toContain(expected)
  })

  test.each([
    ['set: read -', 'S173', 'read -'],
    ['set: reads', 'S173', 'reads'],
    ['set: 1.5', 'S173', '1.5'],
    ['set: 99999999999999999999', 'S173', '99999999999999999999'],
  ])('a write with %s', (option, code, marked) => {
    expect(fileMistakes(`{ write: stock, ${option} }`)).toEqual([[code, marked]])
  })

  test.each([
    ['require: 0', 'S103'],
    ['require: "= 0"', 'S174'],
    ['require: ">= x"', 'S174'],
    ['require: ">="', 'S174'],
  ])('an update with %s', (option, code) => {
    expect(fileMistakes(`{ update: stock, add: -1, ${option} }`).map(([found]) => found)).toEqual([code])
  })

  test.each([
    ['{ update: stock, add: x }', 'S172', 'x'],
    ['{ update: stock }', 'S102', '{'],
    ['{ insert: stock, set: 0.5 }', 'S172', '0.5'],
    ['{ read: stock, from: leeder }', 'S104', 'leeder'],
    ['{ begin: [ { read: stock } ], isolation: snapshot }', 'S104', 'snapshot'],
    ['{ cache: stock }', 'S175', 'cache'],
    ['{ cache: stock, mode: { write-behind: 0 } }', 'S110', '0'],
    ['{ atomically: [ { read: stock } ] }', 'S107', 'atomically'],
    ['{ read: stock, write: stock }', 'S107', 'write'],
  ])('%s', (step, code, marked) => {
    expect(fileMistakes(step)).toEqual([[code, expect.stringContaining(marked)]])
  })
})

/** Code and marked text of every mistake in a file with one step. */
function fileMistakes(step: string): readonly (readonly string[])[] {
  const text = `name: shop
app:
  shop:
    owns: { stock: { initial: 5 } }
    operations:
      buy:
        - ${step}
workload: { all: { arrivals: poisson(1/s), call: shop.buy } }
`
  const result = loadScenario({ kind: 'yaml', file: 'shop.yaml', text })
  return result.problems.map(({ code, span }) => [code, text.slice(span?.start.offset, span?.end.offset)])
}
