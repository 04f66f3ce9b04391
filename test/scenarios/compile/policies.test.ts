import { describe, expect, test } from 'vitest'
import { closeness } from '../../../src/scenarios/compile/closeness.ts'
import { PROTOCOLS } from '../../../src/scenarios/compile/protocols.ts'
import { resolvePolicy } from '../../../src/scenarios/compile/resolve-policy.ts'
import { compiled, complaints, edge, planOf, problemsOf, scenarioOf, shop, type Written } from './compiling.ts'

test('a pattern is closer the more it says, and closest when it is a name', () => {
  expect([closeness('*'), closeness('p*'), closeness('p*y*'), closeness('payments')]).toEqual([
    0,
    1,
    2,
    Number.MAX_SAFE_INTEGER,
  ])
})

describe('policies', () => {
  const timeoutsWith = (...policies: readonly unknown[]): number[] => {
    const plan = planOf({ ...shop, policies })
    return ['shop -> payments', 'shop -> catalog', 'shoppers -> shop'].map((name) => edge(plan, name).timeout / 1e6)
  }

  test('the closest name of the callee wins, wherever it stands in the list', () => {
    const any = { on: '* -> *', timeout: '3s' }
    const family = { on: '* -> pay*', timeout: '2s' }
    const one = { on: '* -> payments', timeout: '1s' }
    expect(timeoutsWith(any, family, one)).toEqual([1000, 3000, 3000])
    expect(timeoutsWith(one, family, any)).toEqual([1000, 3000, 3000])
    expect(timeoutsWith(family, any)).toEqual([2000, 3000, 3000])
  })

  test('the callee goes before the caller, the caller before the place in the list', () => {
    expect(timeoutsWith({ on: '* -> payments', timeout: '1s' }, { on: 'shop -> *', timeout: '2s' })).toEqual([
      1000, 2000, 0,
    ])
    expect(timeoutsWith({ on: 'shop -> payments', timeout: '1s' }, { on: '* -> payments', timeout: '2s' })).toEqual([
      1000, 0, 0,
    ])
    expect(timeoutsWith({ on: '* -> payments', timeout: '1s' }, { on: '* -> payments', timeout: '2s' })).toEqual([
      2000, 0, 0,
    ])
  })

  test('each field is taken from the closest policy that states it', () => {
    const plan = planOf({
      ...shop,
      policies: [
        { on: '* -> *', timeout: '3s', cancel: true },
        { on: 'shop -> payments', protocol: 'grpc' },
      ],
    })
    expect(edge(plan, 'shop -> payments')).toMatchObject({ timeout: 3e9, cancel: true, protocol: { name: 'grpc' } })
    expect(edge(plan, 'shop -> catalog')).toMatchObject({ timeout: 3e9, cancel: true, protocol: { name: 'json' } })
  })

  test('say where every value came from', () => {
    const scenario = scenarioOf({
      ...shop,
      policies: [
        { on: '* -> *', cancel: true },
        { on: '* -> payments', timeout: '1s' },
      ],
    })
    const settings = resolvePolicy(scenario, { names: ['shop'], kind: 'unit' }, { names: ['payments'], kind: 'unit' })
    expect(settings.timeout).toEqual({
      value: 1e9,
      source: { path: ['policies', 1, 'timeout'], text: '* -> payments' },
    })
    expect(settings.cancel).toEqual({ value: true, source: { path: ['policies', 0, 'cancel'], text: '* -> *' } })
    expect(settings.protocol).toEqual({
      value: 'json',
      source: { path: ['network', 'protocol'], text: 'network.protocol' },
    })
    expect(settings.delay).toEqual({ value: undefined, source: undefined })
  })

  test('a timeout of * -> * holds for stores, but no protocol and no connections of theirs', () => {
    const plan = planOf({
      ...shop,
      network: { protocol: 'grpc', connections: { tls: true, 'keep-alive': 'off' } },
      policies: [{ on: '* -> *', timeout: '2s', protocol: 'json', connections: { tls: true } }],
    })
    expect(edge(plan, 'payments -> payments-db')).toMatchObject({
      timeout: 2e9,
      protocol: { name: 'none' },
      connection: { setupRoundTrips: 0, keepAlive: Number.POSITIVE_INFINITY, multiplexed: false },
    })
    const named = planOf({
      ...shop,
      policies: [{ on: '* -> payments-db', protocol: 'json', connections: { tls: true } }],
    })
    expect(edge(named, 'payments -> payments-db')).toMatchObject({
      protocol: { name: 'json' },
      connection: { setupRoundTrips: 2 },
    })
  })

  test('calls of modules that a policy tells apart get an edge of their own', () => {
    const written: Written = {
      ...shop,
      deploy: { back: { modules: ['catalog', 'payments'] }, front: { modules: ['shop'] } },
    }
    const plan = planOf({
      ...written,
      policies: [
        { on: '* -> *', timeout: '3s' },
        { on: '* -> payments', timeout: '1s' },
      ],
    })
    expect(plan.edges.map(({ name, timeout }) => `${name} ${timeout / 1e9}s`)).toEqual([
      'back -> back-db 3s',
      'front -> back 3s',
      'front -> back (payments) 1s',
      'shoppers -> front 3s',
    ])
    const together = planOf({ ...written, policies: [{ on: '* -> back', timeout: '1s' }] })
    expect(together.edges.map(({ name }) => name)).toEqual(['back -> back-db', 'front -> back', 'shoppers -> front'])
  })

  test('a name that nothing bears is an error with the nearest name, and fine where another variant has it', () => {
    const typo: Written = { ...shop, policies: [{ on: 'shop -> paymnets', timeout: '1s' }] }
    expect(problemsOf(typo)).toMatchObject([
      { code: 'S204', path: ['policies', 0, 'on'], suggestion: 'payments', slice: { start: 8, end: 16 } },
    ])
    expect(complaints(typo, { elsewhere: new Set(['paymnets']) })).toEqual([])
  })

  test('a pattern with a star that fits nothing is a doubt', () => {
    const written: Written = { ...shop, policies: [{ on: '* -> mail*', timeout: '1s' }] }
    expect(problemsOf(written)).toMatchObject([{ code: 'L308', severity: 'warning', path: ['policies', 0, 'on'] }])
  })
})

describe('protocols', () => {
  test('json costs what the two measured sizes say, and a call between them what lies between', () => {
    const { json, grpc, none } = PROTOCOLS
    const cost = (bytes: number): number[] => [
      json.clientFixed + json.clientPerByte * bytes,
      json.serverFixed + json.serverPerByte * bytes,
      grpc.clientFixed + grpc.clientPerByte * bytes,
      grpc.serverFixed + grpc.serverPerByte * bytes,
    ]
    const near = (measured: readonly number[]): unknown => measured.map((value): unknown => expect.closeTo(value, -1))
    expect(cost(2 * 1011)).toEqual(near([62_450, 43_630, 160_000, 84_300]))
    expect(cost(2 * 10422)).toEqual(near([117_700, 98_300, 288_200, 159_900]))
    expect(json.clientPerByte).toBeCloseTo(2.935, 3)
    expect(grpc.expansion).toBeCloseTo(0.455, 3)
    expect(none).toMatchObject({ clientFixed: 0, serverFixed: 0, overhead: 0, expansion: 1 })
  })

  test('none opens connections for nothing, unless somebody states them', () => {
    const setup = (network: unknown, policies: readonly unknown[] = []): number =>
      edge(planOf({ ...shop, network, policies }), 'shop -> payments').connection.setupRoundTrips
    expect(setup({})).toBe(1)
    expect(setup({ connections: { tls: true } })).toBe(2)
    expect(setup({ protocol: 'none' })).toBe(0)
    expect(setup({ protocol: 'none', connections: { tls: true } })).toBe(2)
    expect(setup({ protocol: 'none' }, [{ on: '* -> payments', connections: { 'keep-alive': 'off' } }])).toBe(1)
  })

  test('only gRPC carries many calls on one connection, unless told otherwise', () => {
    const multiplexed = (network: unknown): boolean =>
      edge(planOf({ ...shop, network }), 'shop -> payments').connection.multiplexed
    expect(multiplexed({})).toBe(false)
    expect(multiplexed({ protocol: 'grpc' })).toBe(true)
    expect(multiplexed({ protocol: 'grpc', connections: { multiplexed: false } })).toBe(false)
  })
})

test('show --resolved can read every setting of an edge with its source', () => {
  const { deployment } = compiled(shop)
  expect(deployment.edges.find(({ name }) => name === 'shop -> payments')?.settings.slice(0, 4)).toEqual([
    { name: 'timeout', value: 1e9, from: '* -> payments', path: ['policies', 1, 'timeout'] },
    { name: 'cancel', value: true, from: '* -> payments', path: ['policies', 1, 'cancel'] },
    { name: 'propagate', value: false, from: '', path: [] },
    { name: 'protocol', value: 'json', from: 'network.protocol', path: ['network', 'protocol'] },
  ])
})
