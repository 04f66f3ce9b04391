import { describe, expect, it } from 'vitest'
import { runScenario } from '../../src/experiments/run-scenario.ts'
import { describeTopology, type Topology } from '../../src/experiments/topology.ts'
import { causalChain } from '../../src/report/causal-chain.ts'
import { explainText } from '../../src/report/explain.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { faultyShop, REFUSING, SILENT, SLOW_STOCK } from '../experiments/faulty-shop.ts'
import { prepared } from '../experiments/tiny-scenario.ts'

async function explain(scenario: ScenarioDocument, ...set: readonly string[]): Promise<string> {
  const ready = prepared(scenario, ...set)
  const { document } = await runScenario(ready, { replay: '' })
  return explainText(document, new Map(ready.variants.map(({ name, plan }) => [name, describeTopology(plan)])))
}

describe('an explanation', () => {
  it('follows a slow dependency from the fault to the client, with numbers', async () => {
    const text = await explain(faultyShop([SLOW_STOCK]))
    expect(text.split('\n')[0]).toMatch(/^shop\.buy did worst: 2\d\.\d % of its requests got no good answer/)
    expect(text).toContain('Its users saw timeout at shop -> stock (100 %).')
    expect(text).toContain('The fault slow-stock (slow) hit stock/0 from 20.0 s to 30.0 s')
    expect(text).toMatch(
      /\n {2}stock: .* of its slots or cores busy .* It was full\.\n {2}shop -> stock: .* calls failed/,
    )
    expect(text).toMatch(/\n {2}shop: .*\n {2}users -> shop: .*\nSo shop\.buy had /)
    expect(text).toMatch(/After the faults: recovered after \d/)
  })

  it('tells another chain of another cause: what refuses at once fills nothing below it', async () => {
    const text = await explain(faultyShop([REFUSING]))
    expect(text).toContain('Its users saw error at shop (100 %).')
    expect(text).toContain('The fault refusing (errors) hit shop/0')
    expect(text).not.toContain('It was full.')
    expect(text).not.toContain('  stock: ')
    expect(text).toContain('After the faults: recovered at once.')
  })

  it('blames no fault that changed nothing, and none where there is none', async () => {
    const silent = await explain(faultyShop([SILENT]))
    expect(silent).toContain('No request of a user failed.')
    expect(silent).toContain('The fault silent changed nothing, so this run tells nothing about it.')
    const slow = await explain(faultyShop([]), 'app.stock.operations.take=[{ cpu: exp(30ms) }]')
    expect(slow).toContain('The scenario has no faults: what failed, failed under its load alone.')
    expect(slow).toMatch(/stock, where most was decided, had .* of its cores busy/)
  })

  it('says so where a fault hurt nothing although requests failed', async () => {
    const flawed = 'app.shop.operations.buy=[{ fail: 20% }]'
    const text = await explain(
      faultyShop([SLOW_STOCK]),
      'workload.users.mix={ shop.buy: 90%, stock.take: 10% }',
      flawed,
    )
    expect(text).toContain('shop.buy did worst')
    expect(text).toContain('No fault explains it: while they were on, shop.buy was no worse than without them.')
  })

  it('says what keeps a system down whose threads wait for ever, and else nothing of the kind', async () => {
    const silence = { id: 'silence', hang: 'shop -> stock', at: '20s', for: '10s' } as const
    const shop = { ...faultyShop([silence]), deploy: { 'each-module': { runtime: 'threads(20)' } } }
    const endless = await explain(shop, 'app.shop.operations.buy=[{ call: stock.take }]')
    expect(endless).toContain('did not recover')
    expect(endless).toContain('Nothing comes free: every slot of shop is held, and nothing there is answered.')
    expect(await explain(shop)).not.toContain('Nothing comes free')
  })

  it('names each variant where there are several', async () => {
    const variants = { apart: {}, together: { deploy: { all: { modules: 'all' } } } } as const
    const text = await explain({ ...faultyShop([REFUSING]), variants })
    expect(text).toMatch(/^apart\n/)
    expect(text).toContain('\n\ntogether\n')
  })
})

describe('the way from a fault to the client', () => {
  const unit = (name: string, ...calls: readonly string[]): Topology['units'][number] => ({
    name,
    role: 'service',
    instances: 1,
    slots: 1,
    cores: 1,
    scheduling: 'ps',
    zones: [],
    operations: [{ name: `${name}.do`, calls: calls.map((operation) => ({ operation, network: true })) }],
  })
  const edge = (from: string, to: string): Topology['edges'][number] => ({
    from,
    to,
    fromKind: from === 'users' ? 'workload' : 'unit',
    protocol: 'http',
    timeoutMs: 0,
    policies: [],
  })
  const topology: Topology = {
    workloads: [{ name: 'users', load: 'open', calls: [{ operation: 'web.do', share: 1 }] }],
    units: [unit('web', 'cart.do', 'db.do'), unit('cart', 'db.do'), unit('db', 'web.do'), unit('mail')],
    edges: [edge('users', 'web'), edge('web', 'cart'), edge('web', 'db'), edge('cart', 'db'), edge('db', 'web')],
  }
  const units = (...targets: readonly string[]): readonly (string | null)[] | undefined =>
    causalChain(topology, 'web.do', targets)?.flatMap((link) => [link.unit, link.edge])

  it('is the shortest, ends at the client, and survives circles', () => {
    expect(units('db/0')).toEqual(['db', 'web -> db', 'web', 'users -> web'])
    expect(units('cart/1')).toEqual(['cart', 'web -> cart', 'web', 'users -> web'])
    expect(units('web/0')).toEqual(['web', 'users -> web'])
    expect(units('cart -> db')).toEqual(['db', 'cart -> db', 'cart', 'web -> cart', 'web', 'users -> web'])
    expect(units('users -> web')).toEqual(['web', 'users -> web'])
    expect(units('db -> web')).toEqual(['web', 'db -> web', 'db', 'web -> db', 'web', 'users -> web'])
    expect(units('cart.things')).toEqual(units('cart/0'))
    expect(units('users')).toEqual(['web', 'users -> web'])
  })

  it('does not exist where no call leads there', () => {
    expect(units('mail/0')).toBeUndefined()
    expect(units()).toBeUndefined()
  })
})
