import { describe, expect, test } from 'vitest'
import { demandOf } from '../../../src/scenarios/compile/utilisation.ts'
import { Outcome } from '../../../src/sim/outcome.ts'
import { StepKind } from '../../../src/sim/plan.ts'
import { planOf, program } from '../compile/compiling.ts'
import { accessOf, programNames, said, stepsOf, town } from './store-town.ts'

const NUMBERS = { record: 2, store: 0 }

describe('a statement', () => {
  test('is an access step with the program of its verb, the edge to the store and the key of the record', () => {
    const plan = planOf(town({ steps: [{ read: 'stock', key: 'sku' }] }))
    const [step] = program(plan, 'shop.buy').steps
    expect(step).toMatchObject({ kind: StepKind.access, path: 'shop.buy[0]', cache: -1 })
    expect(plan.programs[step?.program ?? -1]?.name).toBe('stock.read')
    expect(plan.edges[step?.edge ?? -1]?.name).toBe('shop -> main')
    expect(step?.key?.own.count).toBe(1000)
    expect(step?.key?.inputs[0]?.path).toBe('shoppers/sku')
    expect(step?.access).toEqual({
      verb: 'read',
      ...NUMBERS,
      forUpdate: false,
      from: 'leader',
      value: { kind: 'own' },
      add: 0,
      require: null,
      outcome: Outcome.rejected,
      ifUnchanged: false,
      grouped: false,
      rows: -1,
      with: [],
      fenced: false,
    })
  })

  test('takes its time before and after it takes effect, as its store says', () => {
    const plan = planOf(town({ store: { read: { before: '1ms', after: '2ms' }, write: 'exp(3ms)' } }))
    const shape = (name: string): unknown =>
      program(plan, name).steps.map(({ kind, path, amount }) => [kind, path, amount.mean])
    expect(shape('stock.read')).toEqual([
      [StepKind.io, 'stock.read[0]', 1e6],
      [StepKind.deliver, 'stock.read.deliver', 0],
      [StepKind.io, 'stock.read[2]', 2e6],
      [StepKind.end, 'stock.read.end', 0],
    ])
    expect(shape('stock.write')).toEqual([
      [StepKind.io, 'stock.write[0]', 3e6],
      [StepKind.deliver, 'stock.write.deliver', 0],
      [StepKind.end, 'stock.write.end', 0],
    ])
  })

  test('has a program only where some step needs it; reading and writing always have one', () => {
    const quiet = programNames(planOf(town()))
    expect(quiet).toEqual([
      'orders.read',
      'orders.write',
      'products.read',
      'products.write',
      'shop.buy',
      'stock.read',
      'stock.write',
    ])
    const busy = programNames(
      planOf(town({ steps: [{ update: 'stock', add: 1 }, { insert: 'orders' }, { delete: 'products' }] })),
    )
    expect(busy.filter((name) => !quiet.includes(name))).toEqual(['orders.insert', 'products.delete', 'stock.update'])
  })

  test('of a read says which node it asks and whether it locks the row', () => {
    const replicas = { store: { replicas: 1 } }
    for (const from of ['leader', 'replica', 'any', 'nearest'] as const) {
      expect(accessOf({ read: 'stock', from }, replicas).from).toBe(from)
    }
    const [begin] = stepsOf({ steps: [{ begin: [{ read: 'stock', key: 'sku', 'for-update': true }] }] })
    expect(begin?.kind).toBe(StepKind.begin)
    const body = stepsOf(
      { steps: [{ begin: [{ read: 'stock', key: 'sku', 'for-update': true }] }] },
      'shop.buy[0].begin',
    )
    expect(body[0]?.access?.forUpdate).toBe(true)
  })

  test.each([
    [5, { kind: 'set', value: 5 }],
    ['-3', { kind: 'set', value: -3 }],
    ['read - 1', { kind: 'read-plus', add: -1 }],
    ['read+10k', { kind: 'read-plus', add: 10_000 }],
    ['read', { kind: 'read-plus', add: 0 }],
  ])('writes the value that set: %s says', (set, value) => {
    const write = { write: 'stock', key: 'sku', set }
    expect(stepsOf({ steps: [{ read: 'stock', key: 'sku' }, write] })[1]?.access?.value).toEqual(value)
  })

  test('writes an opaque value, or what it copies, or only what has not changed', () => {
    expect(accessOf({ write: 'products' }).value).toEqual({ kind: 'own' })
    const copied = { owns: { names: { keys: 5000, 'copy-of': 'products' } } }
    const steps = [
      { read: 'products', key: 'sku' },
      { write: 'names', key: 'sku', set: 'copy' },
    ]
    expect(stepsOf({ ...copied, steps })[1]?.access?.value).toEqual({ kind: 'copy' })
    const unchanged = [
      { read: 'products', key: 'sku' },
      { write: 'products', key: 'sku', if: 'unchanged' },
    ]
    expect(stepsOf({ steps: unchanged }).map(({ access }) => access?.ifUnchanged)).toEqual([false, true, undefined])
  })

  test('updates by so much, under a requirement, with a reason of its own or rejected', () => {
    expect(accessOf({ update: 'stock', add: -1 })).toMatchObject({ add: -1, require: null, outcome: Outcome.rejected })
    const update = { update: 'stock', add: -1, require: '>= 0', as: 'out-of-stock' }
    const plan = planOf(town({ steps: [update] }))
    const access = program(plan, 'shop.buy').steps[0]?.access
    expect(access).toMatchObject({ require: { operator: '>=', limit: 0 } })
    expect(plan.outcomes[access?.outcome ?? -1]).toBe('out-of-stock')
    for (const operator of ['<', '<=', '>', '>=', '==', '!='] as const) {
      const require = `${operator} -7`
      expect(accessOf({ update: 'stock', add: 1, require }).require).toEqual({ operator, limit: -7 })
    }
  })

  test('inserts a row into a group, a row with that key, or one with a key that nothing else has', () => {
    expect(stepsOf({ steps: [{ insert: 'orders', key: 'who' }] })[0]).toMatchObject({
      access: { verb: 'insert', grouped: true },
      key: { own: { count: 200 } },
    })
    const plain = stepsOf({
      steps: [{ insert: 'products' }, { insert: 'products', key: 'sku' }, { insert: 'stock', set: 7 }],
    })
    expect(plain.map(({ key }) => key === null)).toEqual([true, false, true, true])
    expect(plain[2]?.access?.value).toEqual({ kind: 'set', value: 7 })
  })

  test('queries the rows of a group, so many rows, or all there are', () => {
    expect(accessOf({ query: 'orders', key: 'who' })).toMatchObject({ grouped: true, rows: -1 })
    expect(accessOf({ query: 'products', rows: 20 })).toMatchObject({ grouped: false, rows: 20 })
    expect(accessOf({ query: 'products', rows: 20, index: false }).rows).toBe(5000)
    expect(accessOf({ query: 'orders', index: false }).rows).toBe(200 * 5)
  })

  test('takes time for each row that it looks at, and the node is busy for as long', () => {
    const slow = { read: '1ms', 'per-row': '10us' }
    const plan = planOf(
      town({ steps: [{ query: 'products', rows: 500 }], store: slow, rest: { network: { 'same-zone': '0ms' } } }),
    )
    const demand = demandOf(plan, 'open')
    const buy = plan.programs.findIndex(({ name }) => name === 'shop.buy')
    expect(demand.means.of(buy).untilAnswer / 1e6).toBeCloseTo(1 + 500 * 0.01, 6)
    // 10 requests a second.
    const main = plan.units.findIndex(({ name }) => name === 'main')
    expect(demand.units[main]?.slotsBusy).toBeCloseTo(10 * 0.006, 9)
    expect(demand.pools[0]?.inUse).toBeCloseTo(10 * 0.006, 9)
  })

  test('carries the token of its lease where the record looks at it', () => {
    const owns = { ledger: { fenced: true } }
    for (const step of [{ write: 'ledger' }, { insert: 'ledger' }, { delete: 'ledger' }]) {
      expect(accessOf(step, { owns }).fenced).toBe(true)
    }
    expect(accessOf({ update: 'purse', add: 1 }, { owns: { purse: { initial: 0, fenced: true } } }).fenced).toBe(true)
    expect(accessOf({ read: 'ledger' }, { owns }).fenced).toBe(false)
  })
})

describe('a join', () => {
  const inventory = { inventory: { owns: { shelves: {} }, operations: { count: [{ read: 'shelves' }] } } }
  const steps = [{ join: ['products', 'shelves', 'orders'], key: 'who', rows: 10 }]

  test('is one statement where one store holds all of it and the module may touch it', () => {
    const plan = planOf(town({ steps, modules: inventory, store: { shared: true } }))
    const [join, end] = program(plan, 'shop.buy').steps
    expect(join?.access).toMatchObject({ verb: 'join', record: 1, rows: 30 })
    expect(join?.access?.with.map(({ record }) => record)).toEqual([2, 0])
    expect(plan.programs[join?.program ?? -1]?.name).toBe('products.join')
    expect(end?.kind).toBe(StepKind.end)
  })

  test('else queries what it may and asks the owners of the rest, one after the other', () => {
    const plan = planOf(town({ steps, modules: inventory }))
    const own = program(plan, 'shop.buy').steps
    expect(own.map(({ kind, path }) => [kind, path])).toEqual([
      [StepKind.access, 'shop.buy[0]'],
      [StepKind.call, 'shop.buy[0].join[1]'],
      [StepKind.access, 'shop.buy[0].join[2]'],
      [StepKind.end, 'shop.buy.end'],
    ])
    expect(own.map(({ access }) => access?.verb)).toEqual(['query', undefined, 'query', undefined])
    const asked = plan.programs[own[1]?.program ?? -1]
    expect(asked).toMatchObject({ name: 'inventory.look-up-shelves', operation: true })
    expect(plan.units[asked?.unit ?? -1]?.name).toBe('inventory')
    expect(plan.edges[own[1]?.edge ?? -1]?.name).toBe('shop -> inventory')
    expect(asked?.steps[0]?.access).toMatchObject({ verb: 'query', rows: 10 })
    expect(said({ steps, modules: inventory })).toEqual([])
  })

  test('asks the owner inside the process where both are in one unit', () => {
    const plan = planOf(town({ steps, modules: inventory, deploy: { all: { modules: 'all' } } }))
    expect(program(plan, 'shop.buy').steps[1]).toMatchObject({ kind: StepKind.call, edge: -1 })
  })

  test('shares the look-up with other joins that ask for the same rows, and with no others', () => {
    const two = [...steps, ...steps, { join: ['products', 'shelves'], rows: 3 }]
    const names = programNames(planOf(town({ steps: two, modules: inventory })))
    expect(names.filter((name) => name.includes('look-up'))).toEqual([
      'inventory.look-up-shelves',
      'inventory.look-up-shelves-2',
    ])
  })
})
