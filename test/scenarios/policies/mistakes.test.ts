import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/scenarios/compile.ts'
import { loadScenario } from '../../../src/scenarios/load.ts'
import type { Problem } from '../../../src/scenarios/problem.ts'

const HEAD = `name: bad
app:
  shop:
    operations: { browse: [ { call: catalog.search } ], spare: [ { call: catalog.search } ] }
  catalog:
    owns: { products: { keys: 100 } }
    operations: { search: [ { read: products }, { fail: 1%, as: sold-out } ] }
workload:
  w: { arrivals: poisson(10/s), call: shop.browse }
`

/** All that the loader and then the compiler say about a text, with places. */
function problemsOf(text: string): readonly Problem[] {
  const loaded = loadScenario({ kind: 'yaml', file: 'bad.yaml', text })
  if (!loaded.ok) return loaded.problems
  const { source } = loaded
  return source.variants.flatMap((variant) =>
    compile(source.scenarioOf(variant)).problems.map((problem) => source.locate(problem)),
  )
}

/** Each error with the text it points at. */
function mistakesIn(text: string): readonly (readonly string[])[] {
  return problemsOf(text)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, span }) => [code, text.slice(span?.start.offset, span?.end.offset), message])
}

function inPolicy(fields: string): readonly (readonly string[])[] {
  return mistakesIn(`${HEAD}policies:\n  - { on: "* -> catalog", ${fields} }\n`)
}

function adviceOn(fields: string): Pick<Problem, 'expected' | 'hint' | 'suggestion'> {
  const text = `${HEAD}policies:\n  - { on: "* -> catalog", ${fields} }\n`
  const [problem] = problemsOf(text)
  const { expected, hint, suggestion } = problem ?? {}
  return {
    ...(expected === undefined ? {} : { expected }),
    ...(hint === undefined ? {} : { hint }),
    ...(suggestion === undefined ? {} : { suggestion }),
  }
}

describe('a mistake in a policy is answered at its place', () => {
  test.each([
    ['timeout: 0', 'S110', '0', '"0" would give up before it has asked'],
    ['total-timeout: 0s', 'S110', '0s', '"0s" would give up before it has asked'],
    ['timeout: never', 'S110', 'never', '"never" is not a duration'],
    ['retry: 0', 'S116', '0', 'no attempt at all would never call'],
    ['retry: { attempts: 1.5 }', 'S116', '1.5', '"1.5" is not a count'],
    ['retry: { attemps: 3 }', 'S101', 'attemps', 'unknown key "attemps" in the retry'],
    ['retry: { backoff: exponental(1s) }', 'S180', 'exponental', '"exponental" is not a backoff'],
    ['retry: { budget: finagle(120%) }', 'S181', '120%', 'ratio is out of range'],
    ['retry: { on: transent }', 'S104', 'transent', expect.stringContaining('belongs here, not the text "transent"')],
    ['retry: { on: [] }', 'S106', '[]', 'a list of outcomes cannot be empty'],
    ['retry: { on: [ timeout, soldout ] }', 'S250', 'soldout', 'there is no failure "soldout"'],
    ['retry: { on: [ ok ] }', 'S250', 'ok', 'there is no failure "ok"'],
    ['breaker: { ignores: [ nothing ] }', 'S250', 'nothing', 'there is no failure "nothing"'],
    ['fallback: { value: true, on: [ soldout ] }', 'S250', 'soldout', 'there is no failure "soldout"'],
    ['breaker: oposum', 'S104', 'oposum', expect.stringContaining('not the text "oposum"')],
    ['breaker: { preset: polly, buckets: 3 }', 'S186', '3', 'a breaker of polly has no "buckets"'],
    ['breaker: { failures: 3 }', 'S186', '3', 'a breaker of opossum has no "failures"'],
    ['breaker: { window: 100 }', 'S187', '100', 'a breaker of opossum cannot have this "window"'],
    ['breaker: { window: 5ms }', 'S187', '5ms', 'a breaker of opossum cannot have this "window"'],
    ['breaker: { buckets: 10001, window: 1h }', 'S187', '10001', 'a breaker of opossum cannot have this "buckets"'],
    ['breaker: { preset: resilience4j, window: 2M }', 'S187', '2M', expect.stringContaining('"window"')],
    ['breaker: { age: 10s }', 'S187', '10s', 'a breaker of opossum cannot have this "age"'],
    ['breaker: { errors: 150% }', 'S114', '150%', '"150%" is not a share'],
    ['breaker: { preset: polly, minimum: 1 }', 'S187', '1', 'a breaker of polly cannot have this "minimum"'],
    ['breaker: { preset: polly, reset: 1ms }', 'S187', '1ms', 'a breaker of polly cannot have this "reset"'],
    ['breaker: { preset: resilience4j, window: 10s }', 'S187', '10s', expect.stringContaining('"window"')],
    ['breaker: { preset: resilience4j-time, window: 1.5s }', 'S187', '1.5s', expect.stringContaining('"window"')],
    [
      'breaker: { preset: resilience4j, half-open-then: open }',
      'S187',
      'open',
      expect.stringContaining('"half-open-then"'),
    ],
    ['breaker: { preset: cockatiel-count, errors: 100% }', 'S187', '100%', expect.stringContaining('"errors"')],
    ['breaker: { preset: cockatiel-count, window: 5, minimum: 6 }', 'S187', '6', expect.stringContaining('"minimum"')],
    [
      'breaker: { preset: cockatiel-consecutive, reset: 1s, backoff: constant(1s) }',
      'S187',
      'constant(1s)',
      expect.stringContaining('"backoff"'),
    ],
    ['bulkhead: 0', 'S116', '0', 'a bulkhead of 0 lets nothing through'],
    ['bulkhead: { concurrent: 5, wait: 1s }', 'S108', '1s', '"wait" has a meaning only with a queue'],
    ['rate-limit: 100', 'S119', '100', '"100" has no unit'],
    ['rate-limit: fixed-window(100)', 'S182', 'fixed-window(100)', '"fixed-window" is called with the wrong arguments'],
    ['concurrency-limit: amid', 'S183', 'amid', '"amid" is not a concurrency limit'],
    ['hedge: p9', 'S185', 'p9', '"p9" is not a percentile'],
    ['hedge: { after: 20ms, attempts: 1 }', 'S108', '1', 'one attempt is no hedge'],
    [
      'hedge: { after: 20ms, at-first: 5ms }',
      'S108',
      '5ms',
      '"at-first" has a meaning only where the delay is a percentile',
    ],
    ['fallback: { call: shop.browse, stale: 5min }', 'S108', '5min', 'this fallback has "call" and "stale"'],
    ['fallback: { call: shop.sparre }', 'S202', 'shop.sparre', 'there is no operation "shop.sparre"'],
    [
      'fallback: { call: shop.spare }',
      'S252',
      '{ call: shop.spare }',
      '"shop.spare" calls over "shop -> catalog" itself',
    ],
    ['order: [ retry, brekaer ]', 'S104', 'brekaer', expect.stringContaining('not the text "brekaer"')],
    ['order: [ retry, timeout ]', 'S104', 'timeout', expect.stringContaining('innermost')],
    [
      'order: [ retry, breaker, retry ], retry: 2, breaker: polly',
      'S188',
      'retry',
      '"retry" stands in this order twice',
    ],
    [
      'order: [ retry, breaker ], retry: 2',
      'S251',
      'breaker',
      'this order names "breaker", and no call that it is for has one',
    ],
    ['at: server, retry: 3', 'S189', '3', 'a server has no "retry"'],
    ['at: server, scope: shared, bulkhead: 3', 'S189', 'shared', 'a server has no "scope"'],
    ['at: sever', 'S104', 'sever', expect.stringContaining('not the text "sever"')],
  ])('%s', (fields, code, place, message) => {
    expect(inPolicy(fields)).toEqual([[code, place, message]])
  })

  test('a server policy that is about one caller', () => {
    const text = `${HEAD}policies:\n  - { on: "shop -> catalog", at: server, bulkhead: 3 }\n`
    expect(mistakesIn(text)).toEqual([['S190', '"shop -> catalog"', 'a server does not know that "shop" calls']])
  })

  test('with what would have been right', () => {
    expect(adviceOn('breaker: { preset: polly, buckets: 3 }')).toEqual({
      expected: 'one of errors, window, minimum, reset, counts, ignores',
      hint: 'opossum has it',
    })
    expect(adviceOn('timeout: 0')).toEqual({ expected: 'more than 0, or none to wait for ever' })
    expect(adviceOn('concurrency-limit: amid').suggestion).toBe('aimd')
    expect(adviceOn('retry: { on: [ soldout ] }').suggestion).toBe('sold-out')
  })
})

describe('a mistake beside the policies is answered at its place', () => {
  test.each([
    [
      'deploy: { shop: { queue: { discipline: adaptive } } }',
      'S184',
      'adaptive',
      '"adaptive" is not an order of service',
    ],
    [
      'deploy: { shop: { queue: { estimate: 3ms } } }',
      'S108',
      '3ms',
      '"estimate" has a meaning only with drop: hopeless',
    ],
    [
      'deploy: { shop: { queue: { codel: { target: 1s } } } }',
      'S108',
      '1s',
      expect.stringContaining('not below its interval'),
    ],
    [
      'deploy: { shop: { balance: { ejection: envy } } }',
      'S104',
      'envy',
      expect.stringContaining('not the text "envy"'),
    ],
    ['deploy: { shop: { balance: { ejection: { counts: [ x ] } } } }', 'S250', 'x', 'there is no failure "x"'],
    [
      'deploy: { shop: { balance: { ejection: { for: 9min, max-for: 1min } } } }',
      'S108',
      '1min',
      expect.stringContaining('longest ejection'),
    ],
    [
      'deploy: { shop: { balance: { health: { timeout: 1min } } } }',
      'S108',
      '1min',
      expect.stringContaining('still wait'),
    ],
    [
      'deploy: { shop: { balance: { health: { takes: 2s } } } }',
      'S108',
      '2s',
      'no health check would be answered in time',
    ],
  ])('%s', (fields, code, place, message) => {
    const [mistake, ...others] = mistakesIn(`${HEAD}${fields.replace('shop:', 'catalog: {}, shop:')}\n`)
    expect(others).toEqual([])
    expect(mistake).toEqual([code, place, message])
  })

  test('classes of a workload', () => {
    const classes = (text: string): readonly (readonly string[])[] =>
      mistakesIn(HEAD.replace('call: shop.browse }', `call: shop.browse, priorities: { ${text} } }`))
    expect(classes('shop.browse: 12')).toEqual([['S116', '12', '"12" is no class']])
    expect(classes('shop.brows: 1')).toEqual([['S255', 'shop.brows', 'there is no operation in this mix "shop.brows"']])
  })

  test('a cache step', () => {
    const cached = (step: string): readonly (readonly string[])[] =>
      mistakesIn(HEAD.replace('{ read: products }', `{ cache: ${step} }`))
    expect(cached('produts, miss: [ { read: products } ]')).toEqual([
      ['S203', 'produts', 'there is no record "produts"'],
    ])
    expect(cached('products').map(([code]) => code)).toEqual(['S175'])
    expect(cached('products, entries: 10, warm: 50%, miss: []')).toEqual([
      ['S254', '50%', '50 entries do not fit into 10'],
    ])
    expect(cached('products, miss: [ respond ]')).toEqual([['S218', 'respond', expect.stringContaining('a miss')]])
    expect(cached('products, key: who, miss: []')).toEqual([['S207', 'who', 'there is no input "who"']])
  })
})
