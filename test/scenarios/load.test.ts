import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { isJsonMap, type Json } from '../../src/scenarios/json.ts'
import { type LoadedScenario, type LoadResult, loadScenario } from '../../src/scenarios/load.ts'
import { MOST_PROBLEMS } from '../../src/scenarios/problem.ts'
import { EXAMPLES } from './examples.ts'

const SMALL = EXAMPLES['small'] ?? ''

function load(text: string, set: readonly string[] = []): LoadResult {
  return loadScenario({ kind: 'yaml', file: 'x.yaml', text }, { set })
}

function loaded(text: string, set: readonly string[] = []): LoadedScenario {
  const result = load(text, set)
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1))
  return result.source
}

/** Code and line of every problem. */
function complaints(text: string, set: readonly string[] = []): readonly string[] {
  return load(text, set).problems.map(({ code, span }) => `${code} ${span?.start.line}`)
}

describe('a loaded scenario', () => {
  it('has every default that depends on nothing else', () => {
    const { base } = loaded(SMALL)
    expect(base.run).toEqual({
      duration: 60e9,
      warmup: 'auto',
      seed: '0',
      replications: 10,
      drain: 'auto',
      limits: { events: 50e6, 'events-per-instant': 100e3, pending: 5e6 },
    })
    expect(base.deploy.eachModule).toEqual({
      instances: 1,
      runtime: { kind: 'threads', threads: 200 },
      scheduling: 'ps',
      queue: { limit: 10_000, discipline: { kind: 'fifo', above: 0 }, drop: 'expired', estimate: 0 },
      machine: { kind: 'named', name: 'c7i.large' },
      zones: [],
      balance: { policy: 'round-robin', choices: 0, replacement: false, weights: [], scope: 'shared' },
    })
    expect(base.network).toMatchObject({
      protocol: 'json',
      'in-process': 150,
      zones: { a: 'us-east-1' },
      connections: { 'keep-alive': 60e9, tls: false },
      links: [],
    })
    expect(base.network['same-zone']).toMatchObject({
      delay: { text: 'uniform(100us, 250us)' },
      loss: 0,
      bandwidth: Number.POSITIVE_INFINITY,
    })
    expect(base.network['cross-region']).toBeUndefined()
    expect(base.stores.eachUnit).toMatchObject({
      rules: { kind: 'sql', isolation: 'read-committed', replicas: 0, replication: { wait: 'async' } },
      connections: 20,
      shards: { count: 1 },
      shared: false,
    })
  })

  it('has short forms written out', () => {
    const { base } = loaded(EXAMPLES['deployed'] ?? '')
    expect(base.deploy.units['front']).toMatchObject({
      modules: ['web'],
      runtime: { kind: 'event-loop' },
      scheduling: 'fcfs',
      queue: { limit: Number.POSITIVE_INFINITY, discipline: { kind: 'fifo', above: 0 } },
      zones: ['a', 'b'],
      balance: { policy: 'power-of-choices', choices: 2, replacement: true },
    })
    expect(base.workload['ramp']?.load).toMatchObject({
      arrivals: {
        kind: 'renewal',
        process: { batch: { text: '4' } },
        rate: [
          { for: 60e9, from: 100, to: 100 },
          { for: 30e9, from: 100, to: 400 },
          { from: 200, to: 200 },
        ],
      },
    })
    expect(base.workload['counted']?.load).toMatchObject({
      arrivals: { kind: 'replay-counts', replay: 'counts.csv', column: 0, 'counts-per': 60e9, scale: 0.5 },
    })
    expect(base.workload['people']?.load).toMatchObject({
      kind: 'closed',
      users: 30,
      think: { text: 'exp(500ms)' },
      'ramp-up': 10e9,
    })
    expect(base.workload['people']?.mix).toEqual([{ operation: 'web.get', share: 1 }])
  })

  it('has one variant called default where it declares none', () => {
    const source = loaded(SMALL)
    expect(source.variants).toEqual(['default'])
    expect(source.scenarioOf('default')).toBe(source.base)
    expect(() => source.scenarioOf('other')).toThrow('first-request has no variant "other"')
  })

  it('loads again from its own document', () => {
    for (const text of Object.values(EXAMPLES)) {
      const first = loaded(text)
      const again = loadScenario({ kind: 'value', file: 'x.ts', value: first.document })
      expect(again.ok && again.source.hash).toBe(first.hash)
    }
  })
})

describe('a variant', () => {
  it('merges maps, replaces lists and scalars, and removes with null', () => {
    const source = loaded(EXAMPLES['shop'] ?? '')
    expect(source.variants).toEqual(['monolith', 'microservices'])
    expect(source.scenarioOf('monolith').deploy.units['shop']).toMatchObject({ modules: 'all', instances: 4 })
    expect(source.scenarioOf('monolith').deploy.eachModule).toBeUndefined()
    expect(source.scenarioOf('microservices').workload['shoppers']?.zone).toBeUndefined()
    expect(source.scenarioOf('monolith').workload['shoppers']?.zone).toBe('a')
    expect(source.scenarioOf('monolith').app).toEqual(source.base.app)
  })

  it('leaves the base as it is', () => {
    const source = loaded(EXAMPLES['shop'] ?? '')
    expect(source.base.workload['shoppers']?.zone).toBe('a')
    expect(source.base.deploy.units).toEqual({})
  })

  it('is blamed for its own mistakes only, and the base for its own once', () => {
    const changes =
      '  a: { deploy: { web: { modules: all, x: 1 } } }\n  b: { workload: { shoppers: { arrivals: null } } }\n'
    const text = `${SMALL.replace('5ms', '5')}variants:\n${changes}`
    expect(complaints(text)).toEqual(['S119 5', 'S101 9', 'S108 10'])
    expect(load(text).problems.map(({ variant }) => variant)).toEqual([undefined, 'a', 'b'])
  })

  it('that removes what is not there is told so', () => {
    const text = `${SMALL}variants:\n  a: { workload: { shopers: null } }\n`
    expect(load(text).problems).toMatchObject([
      { code: 'S141', path: ['variants', 'a', 'workload', 'shopers'], suggestion: 'shoppers' },
    ])
  })

  it('cannot change what all variants share', () => {
    const text = `${SMALL}variants:\n  a: { run: { seed: 1 }, deply: {}, name: x }\n`
    expect(load(text).problems.map(({ code, suggestion }) => [code, suggestion])).toEqual([
      ['S140', undefined],
      ['S101', 'deploy'],
      ['S140', undefined],
    ])
  })
})

describe('--set', () => {
  it('changes what is there and what the language has a key for', () => {
    const set = [
      'run.seed=7',
      'run.duration=10min',
      'workload.shoppers.deadline=3s',
      'app.shop.operations.browse[0].cpu=exp(1ms)',
    ]
    const { base } = loaded(SMALL, set)
    expect(base.run).toMatchObject({ seed: '7', duration: 600e9 })
    expect(base.workload['shoppers']?.deadline).toEqual({ after: 3e9, propagate: false })
    expect(base.app['shop']?.operations['browse']?.steps[0]).toMatchObject({ cpu: { text: 'exp(1ms)' } })
  })

  it('finds keys that hold a dot, reaches into variants, takes lists and removes with null', () => {
    const set = [
      'workload.shoppers.mix.shop.browse=50%',
      'workload.shoppers.mix.shop.checkout=50%',
      'variants.monolith.deploy.shop.instances=9',
      'network.zones={ a: us-east-1, b: eu-west-1, c: us-east-1 }',
      'workload.shoppers.deadline=null',
    ]
    const source = loaded(EXAMPLES['shop'] ?? '', set)
    expect(source.base.workload['shoppers']?.mix.map(({ share }) => share)).toEqual([0.5, 0.5])
    expect(source.scenarioOf('monolith').deploy.units['shop']?.instances).toBe(9)
    expect(source.base.network.zones['b']).toBe('eu-west-1')
    expect(source.base.workload['shoppers']?.deadline).toBeUndefined()
  })

  it('points into its own text', () => {
    const { problems } = load(SMALL, ['run.duration=exp(5ms)', 'run.sede=5'])
    expect(problems.map(({ code, span }) => [code, span?.file, span?.start.column, span?.end.column])).toEqual([
      ['S110', '--set run.duration=exp(5ms)', 14, 22],
      ['S151', '--set run.sede=5', 5, 9],
    ])
  })

  it.each([
    ['run.sede=1', '"run" has no "sede"', 'seed'],
    ['rum.seed=1', 'the scenario has no "rum"', 'run'],
    ['workload.shopper.users=5', '"workload" has no "shopper"', 'shoppers'],
    ['app.shop.operations.browse[9].cpu=1ms', '"app.shop.operations.browse" has no item 9', undefined],
    ['name.first=x', '"name" is a single value and has no "first"', undefined],
    ['deploy.web.instances=4', '"deploy" has no "web"', undefined],
    ['run.__proto__.x=1', '"run" has no "__proto__"', undefined],
    ['=5', '"=5" sets nothing', undefined],
    ['run.seed=', 'the value is missing', undefined],
    ['run.seed=&a 5', 'scenarios have no anchors such as "&a"', undefined],
  ])('%s is refused', (text, message, suggestion) => {
    expect(load(SMALL, [text]).problems.map((problem) => [problem.message, problem.suggestion])).toEqual([
      [message, suggestion],
    ])
  })
})

describe('the hash', () => {
  it('is the same for other ways to write the same scenario', () => {
    const text = EXAMPLES['shop'] ?? ''
    const other = text
      .replace('duration: 5min', 'duration: 300s')
      .replace('exp(0.5ms)', 'exp( mean = 500us )')
      .replace('seed: 42', 'seed: 99')
      .replace('replications: 10', 'replications: 3')
      .replace('keys: 10000', 'keys: 10k')
      .replace('browse: 80%', 'browse: 0.8')
    expect(other).not.toBe(text)
    expect(loaded(other).hash).toBe(loaded(text).hash)
  })

  it('does not depend on the order of keys', () => {
    for (const text of Object.values(EXAMPLES)) {
      const { document, hash } = loaded(text)
      fc.assert(
        fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
          const shuffledText = stringify(shuffled(document, numbers), { aliasDuplicateObjects: false, lineWidth: 0 })
          expect(loaded(shuffledText).hash).toBe(hash)
        }),
        { seed: 13, numRuns: 10 },
      )
    }
  })

  it.each([
    ['5ms', '6ms'],
    ['first-request', 'second-request'],
    ['10/s', '11/s'],
    ['browse:', 'look:'],
  ])('is another when %s becomes %s', (before, after) => {
    const changed = SMALL.replaceAll(before, after).replace(
      'shop.browse',
      after === 'look:' ? 'shop.look' : 'shop.browse',
    )
    expect(loaded(changed).hash).not.toBe(loaded(SMALL).hash)
  })

  it('is frozen: a change of the language that changes it must be a decision', () => {
    expect(loaded(SMALL).hash).toMatchInlineSnapshot(
      `"4e68d8f3e20336c344dd804553259629975cd8e045b8d2db592c05a40341e1a5"`,
    )
  })
})

describe('all mistakes at once', () => {
  it('come in the order of the text, without consequences of one another', () => {
    const text = `name: shop
run: { duraton: 5min }
app:
  shop:
    operations:
      browse: [ { cpu: exp(0.5mz) }, { call: catalog.search } ]
      checkout: [ { call: catlog.search }, { call: catalog.serch }, { read: product } ]
  catalog:
    owns: { products: {} }
    operations: { search: [ { cpu: 5 } ] }
  pay:
    opertions: { charge: [] }
workload:
  a: { arrivals: poisson(5/s), mix: { shop.browse: 50%, shop.chekout: 50% } }
  b: { arrivals: poisson(5), call: pay.charge }
`
    expect(complaints(text)).toEqual([
      'S101 2',
      'S110 6',
      'S201 7',
      'S202 7',
      'S203 7',
      'S119 10',
      'S101 12',
      'S202 14',
      'S119 15',
    ])
  })

  it('do not blame a name for the mistakes of the part that declares it', () => {
    const call = 'workload: { a: { arrivals: poisson(1/s), call: shop.browse, zone: b } }\n'
    expect(
      complaints(`name: x\napp: { shop: { operations: { browse: 5 } } }\n${call}network: { zones: { b: 5 } }\n`),
    ).toEqual(['S103 2', 'S103 4'])
    expect(complaints(`name: x\napp: { shop: { operations: 5 } }\n${call}network: { zones: { b: x } }\n`)).toEqual([
      'S103 2',
    ])
    expect(complaints(`name: x\napp: { shop: 5 }\n${call}network: { zones: { b: x } }\n`)).toEqual(['S103 2'])
    expect(complaints(`name: x\napp: 5\n${call}network: { zones: { b: x } }\n`)).toEqual(['S103 2'])
  })

  it('are at most as many as anybody reads, and the rest is counted', () => {
    const steps = Array.from({ length: 80 }, () => '        - cpu: 5\n').join('')
    const result = load(
      `name: x\nworkload: { w: { users: 1, call: a.b } }\napp:\n  a:\n    operations:\n      b:\n${steps}`,
    )
    expect(result.problems).toHaveLength(MOST_PROBLEMS)
    expect(result.ok || result.omitted).toBe(30)
  })
})

describe('a value from TypeScript', () => {
  it.each([
    ['a function', { name: () => 'x' }, 'a function cannot stand in a scenario'],
    ['a date', { name: new Date(0) }, 'an object of a class cannot stand in a scenario'],
    ['NaN', { name: Number.NaN }, 'NaN cannot stand in a scenario'],
    ['a big integer', { name: 5n }, 'a bigint cannot stand in a scenario'],
    ['a map', { app: new Map() }, 'an object of a class cannot stand in a scenario'],
  ])('that holds %s is told so at its place', (_, value, message) => {
    const result = loadScenario({ kind: 'value', file: 'x.ts', value })
    expect(result.problems).toMatchObject([{ code: 'S012', message, path: [Object.keys(value)[0]] }])
  })

  it('may hold keys that are undefined, which count as not written', () => {
    const value = {
      name: 'x',
      run: undefined,
      app: { a: { operations: { b: [{ cpu: '1ms' }] } } },
      workload: { w: { arrivals: 'poisson(1/s)', call: 'a.b', zone: undefined } },
    }
    expect(loadScenario({ kind: 'value', file: 'x.ts', value }).ok).toBe(true)
  })

  it('that contains itself, lies too deep, throws or is too large is told so', () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    const thrower = Object.defineProperty({}, 'name', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    const codes = [
      cycle,
      thrower,
      { a: Array.from({ length: 200_000 }, () => 1) },
      JSON.parse('{"__proto__":{"x":1}}') as unknown,
    ].map((value) => loadScenario({ kind: 'value', file: 'x.ts', value }).problems.map(({ code }) => code))
    expect(codes).toEqual([['S008'], ['S012'], ['S009'], ['S007']])
  })

  it('is judged as a file is, with paths in place of lines', () => {
    const result = loadScenario({
      kind: 'value',
      file: 'x.ts',
      value: { name: 'x', app: { a: { opertions: {} } }, workload: {} },
    })
    expect(result.problems).toMatchObject([{ code: 'S101', path: ['app', 'a', 'opertions'], suggestion: 'operations' }])
    expect(result.problems[0]?.span).toBeUndefined()
  })
})

/** The same data with the keys of every map in another order. */
function shuffled(value: Json, numbers: Iterator<number>): unknown {
  if (Array.isArray(value)) return value.map((each: Json) => shuffled(each, numbers))
  if (!isJsonMap(value)) return value
  const entries = Object.entries(value).map(([key, each]) => ({ key, each, rank: Number(numbers.next().value) }))
  entries.sort((a, b) => a.rank - b.rank)
  return Object.fromEntries(entries.map(({ key, each }) => [key, shuffled(each, numbers)]))
}
