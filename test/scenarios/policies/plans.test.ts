import { describe, expect, test } from 'vitest'
import { inOrder } from '../../../src/scenarios/compile/policies/protection-settings.ts'
import { demandOf } from '../../../src/scenarios/compile/utilisation.ts'
import { OUTCOME_NAMES } from '../../../src/sim/outcome.ts'
import { StepKind } from '../../../src/sim/plan.ts'
import type { BreakerRules, GuardPlan, LayerPlan } from '../../../src/sim/policy-plan.ts'
import { compiled, complaints, edge, monolith, planOf, program, shop, unit } from '../compile/compiling.ts'

const S = 1e9
const NAME = 'shop -> payments'

/** The guard of the calls from shop to payments under some policies. */
function guardOf(...policies: readonly unknown[]): GuardPlan | null {
  return edge(planOf({ ...shop, policies }), NAME).guard
}

function layersOf(policy: object): readonly LayerPlan[] {
  return guardOf({ on: '* -> payments', ...policy })?.layers ?? []
}

function rulesOf(breaker: unknown): BreakerRules | undefined {
  const [layer] = layersOf({ breaker })
  return layer?.kind === 'breaker' ? layer.rules : undefined
}

/** Names of the outcomes in the set of a policy with `on`. */
function namesOf(on: unknown): readonly string[] {
  const plan = planOf({ ...shop, policies: [{ on: '* -> payments', retry: { on } }] })
  const [layer] = edge(plan, NAME).guard?.layers ?? []
  return layer?.kind === 'retry' ? plan.outcomes.filter((_, outcome) => layer.on[outcome]) : []
}

describe('a call', () => {
  test('without policies has no guard, whatever is written for others', () => {
    expect(guardOf()).toBe(null)
    expect(guardOf({ on: '* -> catalog', retry: 3, breaker: 'polly' })).toBe(null)
    expect(guardOf({ on: '* -> *', retry: 3 }, { on: '* -> payments', retry: 'none' })).toBe(null)
  })

  test('takes every field from the closest policy that states it, each as a whole', () => {
    const guard = guardOf(
      { on: '* -> *', retry: { attempts: 5, unsafe: true }, 'total-timeout': '9s', scope: 'shared' },
      { on: '* -> payments', retry: 2, breaker: 'polly' },
      { on: 'shop -> payments', 'total-timeout': 'none', bulkhead: 7 },
    )
    expect(guard?.layers.map(({ kind }) => kind)).toEqual(['bulkhead', 'retry', 'breaker'])
    expect(guard?.layers[1]).toMatchObject({ attempts: 2, unsafe: false })
    expect(guard).toMatchObject({ scope: 'shared', per: 'target', sidecar: null })
  })

  test('has its policies in the default order, or where the order says', () => {
    const all = {
      breaker: 'opossum',
      hedge: '20ms',
      retry: 2,
      'total-timeout': '1s',
      'concurrency-limit': 'aimd',
      bulkhead: 1,
      'rate-limit': '1/s',
      coalesce: true,
      fallback: 'value',
    }
    const kinds = (order?: unknown): readonly string[] =>
      layersOf({ ...all, ...(order === undefined ? {} : { order }) }).map(({ kind }) => kind)
    const usual = ['fallback', 'coalesce', 'rate-limit', 'bulkhead', 'concurrency-limit', 'total-timeout', 'retry']
    expect(kinds()).toEqual([...usual, 'hedge', 'breaker'])
    expect(kinds(['breaker', 'retry'])).toEqual([...usual.slice(0, 6), 'breaker', 'hedge', 'retry'])
    expect(kinds([...usual.toReversed(), 'breaker', 'hedge'])).toEqual([...usual.toReversed(), 'breaker', 'hedge'])
    expect(inOrder(['retry', 'breaker'], ['breaker', 'hedge', 'retry'])).toEqual(['breaker', 'retry'])
  })

  test('passes a sidecar on its way, also where that does nothing else', () => {
    expect(guardOf({ on: '* -> *', at: 'sidecar' })).toMatchObject({ layers: [], sidecar: { text: '500us' } })
    expect(guardOf({ on: '* -> *', at: { sidecar: '1ms' }, retry: 2 })).toMatchObject({ sidecar: { mean: 1e6 } })
    expect(guardOf({ on: '* -> *', at: 'sidecar' }, { on: '* -> payments', at: 'client' })).toBe(null)
  })
})

describe('a set of outcomes', () => {
  test('is what its word says', () => {
    const answers = ['rejected', 'fenced', 'duplicate-key', 'lease-taken', 'pending']
    const bad = OUTCOME_NAMES.filter((name) => name !== 'ok' && name !== 'cancelled')
    const failures = bad.filter((name) => !answers.includes(name))
    expect(namesOf('failures')).toEqual(failures)
    expect(namesOf('transient')).toEqual(failures.filter((name) => name !== 'deadline'))
    expect(namesOf('all')).toEqual([...bad.filter((name) => name !== 'deadline'), 'out-of-stock'])
    expect(namesOf('definite')).toEqual(
      failures.filter((name) => !['timeout', 'deadline', 'error', 'reset', 'crashed', 'unavailable'].includes(name)),
    )
    expect(namesOf(['timeout', 'out-of-stock'])).toEqual(['timeout', 'out-of-stock'])
  })

  test('of a breaker counts nothing that it ignores', () => {
    const [layer] = layersOf({ breaker: { counts: ['timeout', 'error'], ignores: ['error', 'out-of-stock'] } })
    const at = (name: string): number => [...OUTCOME_NAMES, 'out-of-stock'].indexOf(name)
    expect(layer?.kind === 'breaker' && [layer.failures[at('timeout')], layer.failures[at('error')]]).toEqual([
      true,
      false,
    ])
    expect(layer?.kind === 'breaker' && layer.ignored[at('out-of-stock')]).toBe(true)
  })
})

describe('the preset of a breaker has the defaults of its library', () => {
  test('opossum, which is also what a breaker without a preset is', () => {
    const rules = {
      library: 'opossum',
      errorThreshold: 0.5,
      resetTimeout: 30 * S,
      rollingCountTimeout: 10 * S,
      rollingCountBuckets: 10,
      volumeThreshold: 0,
      allowWarmUp: false,
      age: 0,
    }
    expect(rulesOf('opossum')).toEqual(rules)
    expect(rulesOf({ window: '10s', errors: '50%', minimum: 20 })).toEqual({ ...rules, volumeThreshold: 20 })
  })

  test('resilience4j by calls and by time', () => {
    const rules = {
      library: 'resilience4j',
      window: 'count',
      size: 100,
      minimumCalls: 100,
      failureRate: 0.5,
      slowCallRate: 1,
      slowCallDuration: 60 * S,
      waitInOpen: 60 * S,
      permittedInHalfOpen: 10,
      automatic: false,
      maxWaitInHalfOpen: 0,
      afterHalfOpenWait: 'open',
    }
    expect(rulesOf('resilience4j')).toEqual(rules)
    expect(rulesOf({ preset: 'resilience4j-time', window: '20s' })).toEqual({ ...rules, window: 'time', size: 20 })
  })

  test('Polly v8', () => {
    expect(rulesOf('polly')).toEqual({
      library: 'polly',
      failureRatio: 0.1,
      minimumThroughput: 100,
      samplingDuration: 30 * S,
      breakDuration: 5 * S,
    })
  })

  test('cockatiel in its three ways, with times open that may grow', () => {
    expect(rulesOf({ preset: 'cockatiel-consecutive', failures: 3, reset: '1s' })).toEqual({
      library: 'cockatiel',
      strategy: { kind: 'consecutive', threshold: 3 },
      halfOpenAfter: {
        kind: 'constant',
        base: S,
        factor: 1,
        max: Number.POSITIVE_INFINITY,
        jitter: 'none',
        share: 0,
        retryAfter: false,
      },
    })
    expect(rulesOf({ preset: 'cockatiel-count', window: 6, errors: '50%' })).toMatchObject({
      strategy: { kind: 'count', threshold: 0.5, size: 6, minimum: 6 },
    })
    const backoff = 'exponential(128ms, max=30s, jitter=decorrelated-v2)'
    expect(rulesOf({ preset: 'cockatiel-sampling', backoff })).toMatchObject({
      strategy: { kind: 'sampling', threshold: 0.2, duration: 30 * S, minimumRps: 25 },
      halfOpenAfter: { kind: 'exponential', base: 128e6, max: 30 * S, jitter: 'decorrelated-v2' },
    })
  })
})

test('short forms are those of the long ones', () => {
  expect(layersOf({ retry: 4 })).toEqual(layersOf({ retry: { attempts: 4 } }))
  expect(layersOf({ bulkhead: 4 })).toEqual(layersOf({ bulkhead: { concurrent: 4 } }))
  expect(layersOf({ hedge: 'p95' })).toEqual(layersOf({ hedge: { after: 'p95', attempts: 2 } }))
  expect(layersOf({ fallback: 'value' })).toEqual(layersOf({ fallback: { value: true, on: 'failures' } }))
  expect(layersOf({ retry: 4 })).toMatchObject([
    { attempts: 4, unsafe: false, budget: null, backoff: { base: 100e6, factor: 2, max: 20 * S, jitter: 'full' } },
  ])
  expect(layersOf({ hedge: '20ms' })).toEqual([
    { kind: 'hedge', after: 20e6, percentile: 0, max: 1, cancel: true, tied: false },
  ])
})

describe('a fallback that calls', () => {
  const fallback = { on: 'shop -> payments', fallback: { call: 'catalog.search' } }

  test('goes over the edge that such a call would take, which is made for it', () => {
    const plan = planOf({ ...shop, policies: [fallback] })
    const [layer] = edge(plan, NAME).guard?.layers ?? []
    const to = layer?.kind === 'fallback' && layer.to.kind === 'call' ? layer.to : undefined
    expect(plan.programs[to?.program ?? -1]?.name).toBe('catalog.search')
    expect(plan.edges[to?.edge ?? -1]?.name).toBe('shop -> catalog')
    const elsewhere = planOf({ ...shop, policies: [{ ...fallback, on: 'shoppers -> shop' }] })
    expect(elsewhere.edges.map(({ name }) => name)).toContain('shoppers -> catalog')
  })

  test('stays inside where the operation runs in the same unit', () => {
    const written = { ...shop, deploy: { front: { modules: ['shop', 'catalog'] }, payments: {} } }
    const plan = planOf({ ...written, policies: [{ on: '* -> payments', fallback: { call: 'catalog.search' } }] })
    expect(edge(plan, 'front -> payments').guard?.layers).toMatchObject([{ to: { kind: 'call', edge: -1 } }])
    expect(complaints({ ...monolith, policies: [{ on: '* -> main', timeout: '1s' }] })).toEqual([])
  })
})

describe('a server', () => {
  const policies = [
    { on: '* -> *', retry: 3, timeout: '1s' },
    { on: '* -> *', at: 'server', 'rate-limit': '500/s' },
    { on: '* -> catalog', at: 'server', bulkhead: 50, order: ['bulkhead', 'rate-limit'] },
  ]

  test('admits by its own policies, which no caller has', () => {
    const plan = planOf({ ...shop, policies })
    expect(unit(plan, 'payments').admission.map(({ kind }) => kind)).toEqual(['rate-limit'])
    expect(unit(plan, 'catalog').admission.map(({ kind }) => kind)).toEqual(['bulkhead', 'rate-limit'])
    expect(edge(plan, 'shop -> catalog').guard?.layers.map(({ kind }) => kind)).toEqual(['retry'])
  })

  test('of a store has them only where it is named', () => {
    expect(unit(planOf({ ...shop, policies }), 'payments-db').admission).toEqual([])
    const named = { on: '* -> payments-db', at: 'server', bulkhead: 3 }
    expect(unit(planOf({ ...shop, policies: [named] }), 'payments-db').admission).toHaveLength(1)
  })

  test('holds several modules behind one door', () => {
    const written = { ...shop, deploy: { back: { modules: ['catalog', 'payments'] }, shop: {} } }
    const door = { ...written, policies: [{ on: '* -> catalog', at: 'server', bulkhead: 5 }] }
    expect(unit(planOf(door), 'back').admission).toEqual([])
    expect(complaints(door)).toEqual(['L385 policies.0.on'])
  })
})

test('the queue of a unit has every rule that is written', () => {
  const queueOf = (queue: unknown): unknown =>
    unit(planOf({ ...shop, deploy: { 'each-module': { queue } } }), 'shop').queue
  expect(queueOf(7)).toEqual({
    limit: 7,
    discipline: 'fifo',
    lifoAbove: 0,
    patience: null,
    codel: null,
    drop: 'expired',
    estimate: 0,
  })
  const codel = { target: 5e6, interval: 100e6 }
  expect(queueOf({ discipline: 'adaptive-lifo(9)', codel: true })).toMatchObject({ lifoAbove: 9, codel })
  expect(queueOf({ codel: { target: '1ms' } })).toMatchObject({ limit: 10_000, codel: { ...codel, target: 1e6 } })
  expect(queueOf({ patience: 'exp(1s)', drop: 'hopeless', estimate: '3ms' })).toMatchObject({
    patience: { text: 'exp(1s)' },
    drop: 'hopeless',
    estimate: 3e6,
  })
})

test('the balance of a unit has health checks and ejection with the defaults of Envoy', () => {
  const balanceOf = (balance: unknown): unknown =>
    unit(planOf({ ...shop, deploy: { 'each-module': { balance } } }), 'shop').balance
  expect(balanceOf('random')).toMatchObject({ policy: 'random', health: null, ejection: null })
  expect(balanceOf({ health: {} })).toMatchObject({
    policy: 'round-robin',
    health: { interval: 10 * S, timeout: S, takes: 1e6, unhealthy: 3, healthy: 2 },
  })
  const envoy = {
    consecutive: 5,
    interval: 10 * S,
    baseEjection: 30 * S,
    maxEjection: 300 * S,
    maxEjectedShare: 0.1,
    successRate: { minimumHosts: 5, requests: 100, factor: 1.9 },
    failurePercentage: null,
  }
  expect(balanceOf({ ejection: 'envoy' })).toMatchObject({ ejection: envoy })
  expect(balanceOf({ ejection: { 'success-rate': 'none', 'failure-percentage': {} } })).toMatchObject({
    ejection: { ...envoy, successRate: null, failurePercentage: { threshold: 0.85, minimumHosts: 5, requests: 50 } },
  })
})

describe('operations and requests', () => {
  test('are idempotent unless somebody says no', () => {
    const app = { ...shop.app, payments: { operations: { charge: { steps: [{ io: '1ms' }], idempotent: false } } } }
    const plan = planOf({ ...shop, app })
    expect(program(plan, 'payments.charge').idempotent).toBe(false)
    expect(plan.programs.filter(({ idempotent }) => !idempotent)).toHaveLength(1)
  })

  test('have the class of their workload, and 0 without one', () => {
    const shoppers = { arrivals: 'poisson(1/s)', mix: { 'shop.browse': '80%', 'shop.checkout': '20%' } }
    const plan = planOf({ ...shop, workload: { shoppers: { ...shoppers, priorities: { 'shop.browse': 3 } } } })
    expect(plan.workloads[0]?.mix.map(({ priority }) => priority)).toEqual([3, 0])
  })
})

describe('a cache step', () => {
  const cache = {
    cache: 'products',
    ttl: '60s',
    entries: 100,
    'look-up': '1ms',
    warm: '1%',
    miss: [{ call: 'catalog.search' }],
  }
  const cached = (steps: readonly unknown[]): typeof shop => ({
    ...shop,
    app: { ...shop.app, shop: { operations: { browse: steps, checkout: [{ call: 'payments.charge' }] } } },
  })

  test('is a step with a key and a program for the miss', () => {
    const plan = planOf(cached([cache]))
    expect(plan.caches).toEqual([
      {
        name: 'shop.products',
        unit: plan.units.findIndex(({ name }) => name === 'shop'),
        scope: 'instance',
        record: 1,
        ttl: 60e9,
        sliding: false,
        entries: 100,
        evict: 'lru',
        coalesce: false,
        mode: { kind: 'aside' },
        warm: 0.01,
      },
    ])
    const [step] = program(plan, 'shop.browse').steps
    expect(step).toMatchObject({
      kind: StepKind.cached,
      cache: 0,
      edge: -1,
      amount: { mean: 1e6 },
      key: { inputs: [] },
    })
    expect(plan.programs[step?.program ?? -1]?.name).toBe('shop.browse[0].miss')
    expect(step?.key?.own.count).toBe(10_000)
  })

  test('shares its cache with the other steps of the module on that record, which must agree', () => {
    expect(planOf(cached([cache, { ...cache, miss: [{ cpu: '1ms' }] }])).caches).toHaveLength(1)
    expect(complaints(cached([cache, { ...cache, entries: 200 }]))).toEqual(['S253 app.shop.operations.browse.steps.1'])
  })

  test('counts in the load only what no cache of its size can keep', () => {
    const missesPerSecond = (entries: unknown): number => {
      const plan = planOf(cached([{ ...cache, entries, warm: 0 }]))
      const miss = plan.programs.findIndex(({ name }) => name === 'shop.browse[0].miss')
      return demandOf(plan, 'open').programsPerSecond[miss] ?? Number.NaN
    }
    // 16 browse requests a second; the most popular key of zipf(0.9) over 10,000 has 1 / sum k^-0.9 of them.
    const sum = Array.from({ length: 10_000 }, (_, k) => (k + 1) ** -0.9).reduce((total, weight) => total + weight, 0)
    expect(missesPerSecond(1)).toBeCloseTo(16 * (1 - 1 / sum), 9)
    expect(missesPerSecond(10_000)).toBe(0)
    expect(missesPerSecond('unbounded')).toBe(0)
    // Above 4096 keys the rest is bounded from above, so fewer misses are counted than there are.
    const exact = Array.from({ length: 4000 }, (_, k) => (k + 6001) ** -0.9).reduce(
      (total, weight) => total + weight,
      0,
    )
    expect(missesPerSecond(6000)).toBeLessThanOrEqual(16 * (exact / sum))
    expect(missesPerSecond(6000)).toBeGreaterThan(0)
  })
})

test('show can read every policy with its options, its source and its place in the order', () => {
  const { deployment } = compiled({
    ...shop,
    policies: [
      { on: '* -> *', retry: { attempts: 3, budget: '20%' }, at: 'sidecar' },
      { on: '* -> payments', breaker: 'polly', 'total-timeout': '2s' },
      { on: '* -> payments', at: 'server', bulkhead: 9 },
    ],
  })
  const described = deployment.edges.find(({ name }) => name === NAME)
  expect(described?.layers.map(({ kind, from, path }) => [kind, from, path.join('.')])).toEqual([
    ['total-timeout', '* -> payments', 'policies.1.total-timeout'],
    ['retry', '* -> *', 'policies.0.retry'],
    ['breaker', '* -> payments', 'policies.1.breaker'],
  ])
  expect(described?.layers[1]?.options).toEqual([
    { name: 'attempts', value: '3' },
    { name: 'backoff', value: 'exponential(100ms, factor=2, max=20s, jitter=full)' },
    { name: 'on', value: 'transient' },
    { name: 'unsafe', value: 'no' },
    { name: 'retry-after', value: 'yes' },
    { name: 'budget', value: 'finagle(20%, reserve=10/s, ttl=10s)' },
  ])
  expect(described?.settings.slice(-4).map(({ name, value, from }) => [name, value, from])).toEqual([
    ['at', 'sidecar', '* -> *'],
    ['sidecar', '500us', '* -> *'],
    ['scope', 'instance', ''],
    ['per', 'target', ''],
  ])
  expect(deployment.units.find(({ name }) => name === 'payments')?.admission).toMatchObject([
    { kind: 'bulkhead', from: '* -> payments' },
  ])
})
