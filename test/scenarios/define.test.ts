import { describe, expect, it } from 'vitest'
import { defineScenario } from '../../src/scenarios/define.ts'
import * as law from '../../src/scenarios/law-texts.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { EXAMPLES } from './examples.ts'

const shop: ScenarioDocument = defineScenario({
  name: 'monolith-vs-microservices',
  run: {
    duration: '5min',
    warmup: '30s',
    seed: 42,
    replications: 10,
    drain: 'none',
    limits: { events: '50M', 'events-per-instant': '100k', pending: 5_000_000 },
    heal: '4.5min',
  },
  app: {
    shop: {
      operations: {
        browse: [
          { cpu: law.exp('0.5ms') },
          { call: 'catalog.search', timeout: '100ms', optional: true, request: '2KiB' },
          'respond',
          { send: 'audit' },
        ],
        checkout: {
          steps: [
            { cpu: law.lognormal({ mean: '3ms', cv: 0.8 }) },
            { parallel: [{ call: 'catalog.search' }, [{ cpu: '1ms' }, { call: 'payments.charge' }]], need: 'all' },
            { parallel: { times: 3, do: [{ call: 'catalog.search' }] }, need: 2 },
            {
              choose: [
                { share: '30%', do: [{ fail: '1%', as: 'out-of-stock' }] },
                { share: 0.1, do: { respond: true } },
              ],
            },
            {
              choose: [
                { weight: 3, do: [{ io: '1ms' }] },
                { weight: 1, do: [] },
              ],
            },
            { repeat: law.uniform(1, 5), do: [{ read: 'products', key: 'sku' }, { write: 'orders' }] },
          ],
          answer: law.lognormal({ p50: '2KiB', p99: '20KiB' }),
        },
        audit: [],
      },
      owns: { orders: {} },
    },
    catalog: {
      owns: { products: { keys: 10_000, popularity: law.zipf(0.9) } },
      operations: {
        search: [
          { cpu: law.gamma({ mean: '3ms', cv: 0.8 }) },
          { read: 'products' },
          { cpu: law.mixture(['95%', law.exp('5ms')], ['5%', law.exp('100ms')]) },
        ],
      },
    },
    payments: {
      operations: { charge: [{ io: law.percentiles({ p50: '60ms', p90: '90ms', p99: '250ms', max: '1s' }) }] },
    },
  },
  workload: {
    shoppers: {
      arrivals: 'poisson(120/s)',
      mix: { 'shop.browse': '80%', 'shop.checkout': '20%' },
      inputs: { user: `${law.zipf(0.9)} of 10000`, sku: 'uniform of 500' },
      deadline: { after: '5s', propagate: true },
      request: '1KiB',
      zone: 'a',
    },
  },
  policies: [
    { on: '* -> *', timeout: '3s', cancel: true },
    { on: 'web -> payments', protocol: 'grpc', connections: { 'keep-alive': 'off', multiplexed: true } },
  ],
  network: {
    protocol: 'json',
    'in-process': '150ns',
    'same-zone': law.uniform('0.1ms', '0.25ms'),
    'cross-zone': { delay: '0.5ms', loss: '0.1%', bandwidth: '10Gbit/s' },
    'cross-region': { delay: '40ms' },
    client: 'none',
    zones: { a: 'us-east-1', b: 'us-east-1', c: 'eu-west-1' },
    connections: { 'keep-alive': '60s', tls: true },
    links: [{ on: 'web -> payments', delay: '3ms' }],
  },
  faults: [
    { id: 'slow', slow: 'payments', factor: 20, at: '1min', for: '30s', every: '1min', until: '4min' },
    { latency: '* -> payments', add: law.exp('50ms'), pick: 'one', at: '2min', until: '3min', direction: 'there' },
    { errors: 'catalog.search', share: 0.05, as: 'broken', when: { that: 'shop.queue-length > 10', delay: '1s' } },
    { partition: { between: ['shop/0'], and: 'catalog' }, after: { fault: 'slow', event: 'start' }, for: '10s' },
    { zone: 'a', disabled: true, flap: { on: '5s', off: { min: '2s', mean: '20s' } } },
  ],
  variants: {
    monolith: {
      deploy: { shop: { modules: 'all', instances: 4, machine: 'c7i.xlarge', runtime: 'threads(64)' } },
      stores: { main: { kind: 'sql', holds: 'all', connections: 100 } },
    },
    microservices: { deploy: 'each-module', workload: { shoppers: { zone: null } } },
  },
  expect: [
    'shop.checkout.latency.p99 < 800ms',
    'shop.*.availability >= 99.9%',
    'cost.perMonth < $900',
    'shop.checkout.latency.p99 of monolith < microservices',
    { in: 'monolith', that: 'units.shop.utilisation < 80%' },
    'shop.checkout.availability >= 50% during slow',
    'recovers within 30s',
  ],
})

const town: ScenarioDocument = defineScenario({
  name: 'data-town',
  app: {
    shop: {
      owns: {
        stock: { keys: 1000, initial: 50 },
        orders: { keys: 200, per: 'customer', rows: 5 },
        shown: { keys: 5000, 'copy-of': 'users' },
        jobs: { keys: 10 },
        ledger: { fenced: true },
      },
      operations: {
        buy: [
          {
            begin: [
              { read: 'stock', key: 'sku', 'for-update': true },
              { write: 'stock', key: 'sku', set: 'read - 1', if: 'unchanged' },
            ],
            isolation: 'repeatable-read',
            retries: 3,
            optional: true,
          },
          { update: 'stock', key: 'sku', add: -1, require: '>= 0', as: 'out-of-stock' },
          { insert: 'orders', key: 'who' },
          { insert: 'stock', set: 3 },
          { delete: 'ledger' },
          { query: 'orders', key: 'who' },
          { query: 'stock', rows: 20, index: false },
          { join: ['orders', 'stock'], key: 'who', rows: 20 },
          { read: 'stock', key: 'sku', from: 'nearest' },
          { lease: 'jobs', key: 'sku', ttl: '10s', do: { write: 'ledger' }, fencing: true },
          {
            cache: 'users',
            key: 'who',
            ttl: '60s',
            entries: 100,
            evict: 'lfu',
            sliding: true,
            coalesce: true,
            mode: 'aside',
            miss: [{ call: 'accounts.profile' }],
          },
          { write: 'shown', key: 'who', set: 'copy' },
          { invalidate: 'users', key: 'who', delay: law.exp('50ms'), loss: 0.01, in: 'shop' },
        ],
      },
    },
    accounts: {
      owns: { users: { keys: 5000 }, logs: {}, notes: {} },
      operations: {
        profile: [
          { cache: 'users', key: 'who', mode: { 'write-behind': '5s' }, scope: 'shared' },
          { write: 'users', key: 'who' },
          { query: 'logs', rows: 3 },
          { read: 'notes' },
        ],
      },
    },
  },
  stores: {
    main: {
      holds: ['stock', 'orders', 'jobs', 'ledger', 'shown'],
      'lock-timeout': '5s',
      commit: law.exp('0.3ms'),
      read: { before: '0.5ms', after: law.exp('0.1ms') },
      replicas: 2,
      replication: { wait: 'majority', for: 'applied', apply: law.exp('1ms') },
      failover: { detect: '10s', heartbeat: '1s' },
      zones: ['a', 'b', 'c'],
      shards: { count: 4, by: 'consistent', grow: { at: '20s', to: 6, rate: '1000/s' } },
    },
    kv: {
      kind: 'quorum',
      holds: ['users'],
      nodes: 5,
      coordinator: 'client',
      ask: 'r',
      conflicts: 'vector-clocks',
      'hinted-handoff': true,
      sloppy: true,
      timeout: '1s',
      'anti-entropy': '1h',
    },
    index: { kind: 'search', holds: ['logs'] },
    blobs: { kind: 'object', holds: ['notes'] },
  },
  network: { zones: { a: 'us-east-1', b: 'us-east-1', c: 'us-east-1' } },
  workload: {
    shoppers: {
      arrivals: 'poisson(20/s)',
      call: 'shop.buy',
      inputs: { sku: 'uniform of 1000', who: 'uniform of 200' },
      session: 'who',
    },
  },
})

function hashOf(input: Parameters<typeof loadScenario>[0]): string {
  const result = loadScenario(input)
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1))
  return result.source.hash
}

describe('a scenario in TypeScript', () => {
  it('has the hash of the same scenario in YAML', () => {
    const yaml = hashOf({ kind: 'yaml', file: 'shop.yaml', text: EXAMPLES['shop'] ?? '' })
    expect(hashOf({ kind: 'value', file: 'shop.ts', value: shop })).toBe(yaml)
  })

  it('has the hash of the same scenario in YAML, also where it is about data', () => {
    const yaml = hashOf({ kind: 'yaml', file: 'data.yaml', text: EXAMPLES['data'] ?? '' })
    expect(hashOf({ kind: 'value', file: 'data.ts', value: town })).toBe(yaml)
  })

  it('writes laws as the texts a YAML file has', () => {
    expect([
      law.constant('5ms'),
      law.erlang(3, '2ms'),
      law.normal({ mean: '5ms', sd: '1ms' }),
      law.lognormal({ mu: 1.5, sigma: 0.5, unit: 'ms' }),
      law.weibull({ shape: 2, mean: '5ms' }),
      law.pareto({ min: '1ms', shape: 1.5 }),
      law.pareto({ min: '1ms', shape: 1.5, max: '1s' }),
      law.hyperexp({ mean: '5ms', cv: 3 }),
      law.empirical('1ms', ['2ms', 3]),
      law.shift(law.exp('5ms'), '1ms'),
      law.scale(law.exp('5ms'), 1.5),
    ]).toEqual([
      'constant(5ms)',
      'erlang(3, 2ms)',
      'normal(mean=5ms, sd=1ms)',
      'lognormal(mu=1.5, sigma=0.5, unit=ms)',
      'weibull(shape=2, mean=5ms)',
      'pareto(min=1ms, shape=1.5)',
      'pareto(min=1ms, shape=1.5, max=1s)',
      'hyperexp(mean=5ms, cv=3)',
      'empirical(1ms, 2ms*3)',
      'shift(exp(5ms), 1ms)',
      'scale(exp(5ms), 1.5)',
    ])
  })

  it('is refused by the compiler where it is no scenario', () => {
    // @ts-expect-error a misspelt key
    defineScenario({ name: 'x', app: {}, workload: {}, polices: [] })
    // @ts-expect-error a number without a unit
    defineScenario({ name: 'x', app: {}, workload: {}, run: { duration: 5 } })
    // @ts-expect-error a misspelt kind of step
    defineScenario({ name: 'x', app: { a: { operations: { b: [{ cup: '5ms' }] } } }, workload: {} })
    // @ts-expect-error a misspelt key of a unit
    defineScenario({ name: 'x', app: {}, workload: {}, deploy: { web: { instancs: 4 } } })
    // @ts-expect-error a misspelt option of a store
    defineScenario({ name: 'x', app: {}, workload: {}, stores: { main: { replica: 2 } } })
    // @ts-expect-error a kind of store that there is none of
    defineScenario({ name: 'x', app: {}, workload: {}, stores: { main: { kind: 'graph' } } })
    // @ts-expect-error an update that adds nothing
    defineScenario({ name: 'x', app: { a: { operations: { b: [{ update: 'c' }] } } }, workload: {} })
    // @ts-expect-error a protocol that there is none of
    const document = defineScenario({ name: 'x', app: {}, workload: {}, network: { protocol: 'soap' } })
    expect(document.name).toBe('x')
  })
})
