import { describe, expect, test } from 'vitest'
import { said, sentence, type Town } from './store-town.ts'

const BUY = 'app.shop.operations.buy.steps'
const quorum = { kind: 'quorum' }
const noRows = { orders: {} }

describe('what works, but perhaps not as it was meant, is doubted with numbers', () => {
  test('a shared store, with the steps that touch what others own', () => {
    const modules = {
      a: { operations: { look: [{ read: 'stock', key: 'sku' }, { write: 'products' }] } },
      b: { operations: { look: [{ query: 'orders', key: 'who' }] } },
    }
    const change: Town = { modules, store: { shared: true } }
    expect(said(change)).toEqual(['L390 stores.main.shared'])
    expect(sentence(change, 'L390')).toBe(
      'store "main" is shared: 3 steps of 2 modules touch records that they do not own | ' +
        'a reads stock of shop, a writes products of shop and b queries orders of shop',
    )
    expect(said({ store: { shared: true } })).toEqual([])
  })

  test('a transaction that waits for somebody over the network', () => {
    const modules = { pay: { operations: { charge: [{ io: '60ms' }] } } }
    const begin = [
      { read: 'stock', key: 'sku' },
      { repeat: 2, do: [{ call: 'pay.charge' }] },
    ]
    const change: Town = { modules, steps: [{ begin }], rest: { network: { 'same-zone': '0ms', protocol: 'none' } } }
    expect(said(change)).toEqual([`L391 ${BUY}.0.begin`])
    expect(sentence(change, 'L391')).toMatch(
      /^a transaction on "main" is held while "pay.charge" is called over the network \| one call takes 60 ms of its/,
    )
    expect(said({ ...change, deploy: { all: { modules: 'all' } } })).toEqual([])
    expect(said({ ...change, steps: [{ begin: [{ read: 'stock' }] }, { call: 'pay.charge' }] })).toEqual([])
  })

  test('transactions that hold more connections than there are', () => {
    const workload = { arrivals: 'poisson(100/s)' }
    const held = (connections: number): Town => ({
      workload,
      steps: [{ begin: [{ read: 'stock', key: 'sku' }, { io: '99ms' }] }],
      store: { connections, read: '0.5ms', commit: '0.5ms' },
      rest: { network: { 'same-zone': '0ms' } },
    })
    expect(said(held(10))).toEqual(['L392 stores.main.connections'])
    expect(sentence(held(10), 'L392')).toMatch(
      /^transactions hold 10 connections of "main" on average, and it has 10 \| 100/,
    )
    expect(said(held(11))).toEqual([])
  })

  test.each([
    [1, 2, ['L393 stores.main.r']],
    [2, 1, ['L393 stores.main.w']],
    [2, 2, []],
    [1, 3, []],
    [3, 1, []],
  ])('a quorum whose reads (r: %i) and writes (w: %i) need not overlap', (r, w, expected) => {
    expect(said({ owns: noRows, store: { ...quorum, r, w } })).toEqual(expected)
  })

  test('an update of a quorum, which another write can come into', () => {
    const of = (...steps: readonly Readonly<Record<string, unknown>>[]) => said({ owns: noRows, store: quorum, steps })
    const read = { read: 'stock', key: 'sku' }
    const write = { write: 'stock', key: 'sku', set: 'read - 1' }
    expect(of({ update: 'stock', add: 1 })).toEqual([`L401 ${BUY}.0.update`])
    expect(of(read, { ...write, if: 'unchanged' })).toEqual([`L401 ${BUY}.1.if`])
    expect(of({ write: 'stock', set: 1 })).toEqual([])
    expect(said({ steps: [{ update: 'stock', add: 1 }] })).toEqual([])
  })

  test('a decision on what a replica says', () => {
    const write = { write: 'stock', key: 'sku', set: 'read - 1' }
    const after = (from: string, more: Readonly<Record<string, unknown>> = {}): readonly string[] =>
      said({
        store: { replicas: 1 },
        steps: [
          { read: 'stock', key: 'sku', from },
          { ...write, ...more },
        ],
      })
    for (const from of ['replica', 'any', 'nearest']) expect(after(from)).toEqual([`L394 ${BUY}.0.from`])
    expect(after('leader')).toEqual([])
    expect(after('replica', { if: 'unchanged' })).toEqual([])
    expect(after('replica', { set: 5 })).toEqual([])
  })

  test('a lease that is over before the work', () => {
    const lease = (ttl: string): Town => ({ steps: [{ lease: 'products', key: 'sku', ttl, do: [{ io: '2s' }] }] })
    expect(said(lease('1s'))).toEqual([`L395 ${BUY}.0.ttl`])
    expect(sentence(lease('1s'), 'L395')).toBe(
      'a lease of 1s is over before the work under it is done | that takes 2 s on average when nothing waits',
    )
    expect(said(lease('3s'))).toEqual([])
  })

  test('writes behind that other instances do not see', () => {
    const cache = { cache: 'products', key: 'sku', mode: { 'write-behind': '5s' } }
    const steps = [cache, { write: 'products', key: 'sku' }]
    const deploy = (instances: number): unknown => ({ shop: { instances } })
    expect(said({ steps, deploy: deploy(2) })).toEqual([`L396 ${BUY}.0.mode`])
    expect(said({ steps, deploy: deploy(1) })).toEqual([])
    expect(said({ steps: [{ ...cache, scope: 'shared' }, steps[1]], deploy: deploy(2) })).toEqual([])
    expect(said({ steps: [cache], deploy: deploy(2) })).toEqual([])
  })

  test('shards that join too late, and keys that move too slowly', () => {
    const grow = (at: string, rate: string): Town => ({ store: { shards: { count: 1, grow: { at, to: 2, rate } } } })
    expect(said(grow('2min', '1M/s'))).toEqual(['L397 stores.main.shards.grow.at'])
    expect(said(grow('30s', '100/s'))).toEqual(['L397 stores.main.shards.grow.rate'])
    // Half of 1000 + 5000 + 200 keys.
    expect(sentence(grow('30s', '100/s'), 'L397')).toContain('about 3100 keys move in 31 s, and 30 s are left')
    expect(said(grow('30s', '110/s'))).toEqual([])
  })

  test('half a fence', () => {
    const lease = { lease: 'products', key: 'sku', ttl: '1s', do: [{ write: 'ledger' }], fencing: true }
    const ledger = (fenced: boolean): Town => ({ owns: { ledger: { fenced } } })
    expect(said({ ...ledger(false), steps: [lease] })).toEqual([`L398 ${BUY}.0.fencing`])
    expect(said({ ...ledger(true), steps: [{ ...lease, fencing: false }] })).toEqual([
      'L398 app.shop.owns.ledger.fenced',
    ])
    expect(said({ ...ledger(true), steps: [lease] })).toEqual([])
    expect(said({ ...ledger(false), steps: [{ ...lease, fencing: false }] })).toEqual([])
  })

  test('a replica that there is none of', () => {
    const steps = [{ read: 'stock', key: 'sku', from: 'replica' }]
    expect(said({ steps })).toEqual([`L399 ${BUY}.0.from`])
    expect(said({ steps, store: { replicas: 1 } })).toEqual([])
  })

  test('an input that draws keys which a record does not have', () => {
    const workload = { inputs: { sku: 'uniform of 2000' } }
    expect(said({ workload })).toEqual(['L400 workload.shoppers.inputs.sku'])
    expect(sentence({ workload }, 'L400')).toBe('sku is one of 2000 keys, and "stock" (1000) has fewer')
    expect(said({ workload: { inputs: { sku: 'uniform of 1000' } } })).toEqual([])
  })
})
