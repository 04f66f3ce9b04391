import type { Document } from './city.ts'

/** Two sets of words about the same policy that must not mean the same. */
export interface PolicyOption {
  readonly name: string
  readonly one: Document
  readonly other: Document
}

/** What is said of the calls of a shop to its payments; `deploy` and `workload` are of the payments and the load. */
type Words = Document

const RETRY = { attempts: 4, backoff: 'constant(5ms)' }

/** Words that others are compared with, and those others. */
const rows: readonly (readonly [words: Words, ...others: readonly Words[]])[] = [
  [
    {},
    { fallback: 'value' },
    { coalesce: true },
    { 'rate-limit': '10/s' },
    { bulkhead: 2 },
    { 'concurrency-limit': 'aimd(initial=1, min=1, max=2)' },
    { 'total-timeout': '30ms' },
    { retry: RETRY },
    { hedge: '20ms' },
    { breaker: { preset: 'cockatiel-consecutive', failures: 2, reset: '100ms' } },
  ],
  [{ timeout: '40ms' }, { timeout: '60ms' }, { timeout: '40ms', cancel: true }, { timeout: '40ms', propagate: true }],
  [
    { 'total-timeout': '60ms', retry: RETRY },
    { 'total-timeout': '90ms', retry: RETRY },
  ],
  ...retries(
    {},
    ['attempts', 2, 'unlimited'],
    ['backoff', 'none', 'constant(5ms, jitter=full)', 'linear(5ms)', 'exponential(5ms)'],
    ['on', ['timeout'], 'definite', 'all'],
    ['budget', '5%', 'finagle(5%, reserve=1/s)', 'linkerd(5%)', 'envoy(5%)', 'grpc(tokens=3, ratio=0.1)', 'aws'],
    ['budget', 'aws-adaptive', 'token-bucket(5/s, burst=2)', 'adaptive-bucket'],
  ),
  ...backoffs('constant(5ms, jitter=full)', 'constant(5ms, jitter=equal)', 'constant(5ms, jitter=proportional(25%))'),
  ...backoffs('constant(5ms, jitter=proportional(25%))', 'constant(5ms, jitter=proportional(50%))'),
  ...backoffs('exponential(5ms, factor=2)', 'exponential(5ms, factor=3)', 'exponential(5ms, factor=2, max=8ms)'),
  ...backoffs('linear(5ms)', 'linear(5ms, max=8ms)'),
  ...backoffs(
    'exponential(5ms, jitter=decorrelated, max=1s)',
    'exponential(5ms, jitter=decorrelated-v2, max=1s)',
    'exponential(5ms, jitter=decorrelated, max=9ms)',
  ),
  ...budgets('token-bucket(5/s, burst=2)', 'token-bucket(9/s, burst=2)', 'token-bucket(5/s, burst=9)'),
  ...budgets('finagle(5%, reserve=1/s, ttl=1s)', 'finagle(9%, reserve=1/s, ttl=1s)'),
  ...budgets(
    'finagle(5%, reserve=1/s, ttl=1s)',
    'finagle(5%, reserve=9/s, ttl=1s)',
    'finagle(5%, reserve=1/s, ttl=9s)',
  ),
  ...budgets('linkerd(5%, reserve=1/s, ttl=1s)', 'linkerd(9%, reserve=1/s, ttl=1s)'),
  ...budgets(
    'linkerd(5%, reserve=1/s, ttl=1s)',
    'linkerd(5%, reserve=9/s, ttl=1s)',
    'linkerd(5%, reserve=1/s, ttl=9s)',
  ),
  ...budgets('envoy(5%, minimum=1)', 'envoy(90%, minimum=1)', 'envoy(5%, minimum=2)'),
  ...budgets('grpc(tokens=3, ratio=0.1)', 'grpc(tokens=6, ratio=0.1)', 'grpc(tokens=3, ratio=0.5)'),
  ...budgets('aws(capacity=50)', 'aws(capacity=90)', 'aws(capacity=50, cost=9)', 'aws(capacity=50, timeout-cost=20)'),
  ...budgets('aws-adaptive(capacity=50)', 'aws-adaptive(capacity=90)', 'aws-adaptive(capacity=50, cost=9)'),
  ...budgets('aws-adaptive(capacity=50)', 'aws-adaptive(capacity=50, timeout-cost=20)'),
  ...budgets('adaptive-bucket(size=5, deposit=0.1)', 'adaptive-bucket(size=9, deposit=0.1)'),
  ...budgets('adaptive-bucket(size=5, deposit=0.1)', 'adaptive-bucket(size=5, deposit=0.3)'),
  [
    { retry: RETRY, unsafe: true },
    { retry: { ...RETRY, unsafe: true }, unsafe: true },
  ],
  // Throttled calls are told to wait, and cost what throttling costs.
  [
    { retry: RETRY, throttled: true },
    { retry: { ...RETRY, 'retry-after': false }, throttled: true },
  ],
  ...['aws', 'aws-adaptive'].map((name): readonly [Words, Words] => [
    { retry: { ...RETRY, budget: `${name}(capacity=50)` }, throttled: true },
    { retry: { ...RETRY, budget: `${name}(capacity=50, throttling-cost=30)` }, throttled: true },
  ]),
  ...breakers({ preset: 'opossum', window: '1s', reset: '200ms', minimum: 5 }, [
    ['errors', '20%'],
    ['window', '300ms'],
    ['minimum', 20],
    ['reset', '300ms'],
    ['buckets', 3],
    ['warm-up', true],
    ['age', '50ms'],
    ['counts', ['timeout']],
    ['ignores', ['error']],
  ]),
  ...breakers({ preset: 'cockatiel-consecutive', failures: 3, reset: '200ms' }, [
    ['failures', 2],
    ['reset', '300ms'],
  ]),
  ...breakers({ preset: 'cockatiel-consecutive', failures: 3, backoff: 'constant(200ms)' }, [
    ['backoff', 'exponential(100ms, max=30s)'],
  ]),
  ...breakers({ preset: 'cockatiel-count', window: 20, minimum: 10, reset: '200ms', errors: '40%' }, [
    ['errors', '20%'],
    ['window', 12],
    ['minimum', 5],
  ]),
  ...breakers(
    { preset: 'cockatiel-sampling', window: '300ms', 'minimum-rate': '20/s', reset: '200ms', errors: '40%' },
    [
      ['errors', '20%'],
      ['window', '600ms'],
      ['minimum-rate', '40/s'],
    ],
  ),
  ...['resilience4j', 'resilience4j-time'].flatMap((preset) =>
    breakers(
      {
        preset,
        window: preset === 'resilience4j' ? 20 : '1s',
        minimum: 10,
        reset: '200ms',
        permitted: 5,
        slow: '30ms',
      },
      [
        ['errors', '20%'],
        ['window', preset === 'resilience4j' ? 12 : '2s'],
        ['minimum', 5],
        ['reset', '300ms'],
        ['permitted', 3],
        ['slow-rate', '20%'],
        ['automatic', true],
        ['half-open-wait', '10ms'],
      ],
    ),
  ),
  ...breakers({ preset: 'resilience4j', window: 20, minimum: 10, reset: '200ms', 'slow-rate': '60%', slow: '10ms' }, [
    ['slow', '90ms'],
  ]),
  ...breakers(
    {
      preset: 'resilience4j',
      window: 20,
      minimum: 10,
      reset: '200ms',
      'half-open-wait': '10ms',
      'half-open-then': 'open',
    },
    [['half-open-then', 'closed']],
  ),
  ...breakers({ preset: 'polly', window: '1s', minimum: 10, reset: '500ms', errors: '40%' }, [
    ['errors', '20%'],
    ['window', '500ms'],
    ['minimum', 20],
    ['reset', '600ms'],
  ]),
  ...['client', 'server'].flatMap((at): readonly (readonly [Words, ...Words[]])[] => [
    ...placed(at, 'bulkhead', { concurrent: 2, queue: 2, wait: '20ms' }, [
      { concurrent: 1, queue: 2, wait: '20ms' },
      { concurrent: 2, queue: 1, wait: '20ms' },
      { concurrent: 2, queue: 2, wait: '10ms' },
      { concurrent: 2, queue: 2 },
    ]),
    ...placed(at, 'rate-limit', 'token-bucket(20/s, burst=2)', [
      'token-bucket(30/s, burst=2)',
      'token-bucket(20/s, burst=4)',
      'leaky-bucket(20/s, burst=2)',
    ]),
    ...placed(at, 'rate-limit', 'leaky-bucket(20/s, burst=2)', [
      'leaky-bucket(30/s, burst=2)',
      'leaky-bucket(20/s, burst=4)',
    ]),
    ...placed(at, 'rate-limit', 'fixed-window(5, per=200ms)', [
      'fixed-window(9, per=200ms)',
      'fixed-window(5, per=300ms)',
      'sliding-window(5, per=200ms)',
    ]),
    ...placed(at, 'rate-limit', 'sliding-window(5, per=200ms)', [
      'sliding-window(9, per=200ms)',
      'sliding-window(5, per=300ms)',
    ]),
    ...placed(at, 'concurrency-limit', 'aimd(initial=3, min=1, max=4, decrease=0.5, timeout=30ms)', [
      'aimd(initial=2, min=1, max=4, decrease=0.5, timeout=30ms)',
      'aimd(initial=3, min=2, max=4, decrease=0.5, timeout=30ms)',
      'aimd(initial=3, min=1, max=4, decrease=0.9, timeout=30ms)',
      'aimd(initial=3, min=1, max=4, decrease=0.5, timeout=50ms)',
    ]),
    ...placed(at, 'concurrency-limit', 'gradient(initial=2, min=1, max=4, tolerance=1, smoothing=0.2, queue=1)', [
      'gradient(initial=1, min=1, max=4, tolerance=1, smoothing=0.2, queue=1)',
      'gradient(initial=2, min=1, max=2, tolerance=1, smoothing=0.2, queue=1)',
      'gradient(initial=2, min=1, max=4, tolerance=3, smoothing=0.2, queue=1)',
      'gradient(initial=2, min=1, max=4, tolerance=1, smoothing=1, queue=1)',
      'gradient(initial=2, min=1, max=4, tolerance=1, smoothing=0.2, queue=0)',
    ]),
    ...placed(at, 'concurrency-limit', 'vegas(initial=3, min=1, max=4, smoothing=0.5)', [
      'vegas(initial=2, min=1, max=4, smoothing=0.5)',
      'vegas(initial=3, min=1, max=3, smoothing=0.5)',
      'vegas(initial=3, min=1, max=4, smoothing=1)',
    ]),
  ]),
  ...['client', 'server'].flatMap((at): readonly (readonly [Words, ...Words[]])[] => [
    // Bounds that the others do not come to.
    ...placed(at, 'concurrency-limit', 'aimd(initial=1, min=1, max=2, timeout=200ms)', [
      'aimd(initial=1, min=1, max=9, timeout=200ms)',
    ]),
    ...placed(at, 'concurrency-limit', 'gradient(initial=4, min=1, max=4, tolerance=1, queue=0)', [
      'gradient(initial=4, min=4, max=4, tolerance=1, queue=0)',
    ]),
    ...placed(at, 'concurrency-limit', 'vegas(initial=4, min=1, max=4)', ['vegas(initial=4, min=4, max=4)']),
  ]),
  [
    { hedge: '20ms' },
    { hedge: '30ms' },
    { hedge: { after: '20ms', attempts: 3 } },
    { hedge: { after: '20ms', cancel: false } },
    { hedge: { after: '20ms', tied: true } },
  ],
  [{ hedge: 'p50' }, { hedge: 'p90' }, { hedge: { after: 'p50', 'at-first': '10ms' } }],
  [
    { fallback: 'value' },
    { fallback: { call: 'shop.instead' } },
    { fallback: { stale: '1s' } },
    { fallback: { value: true, on: ['timeout'] } },
  ],
  [{ fallback: { stale: '1s' } }, { fallback: { stale: '5ms' } }],
  [{ coalesce: false }, { coalesce: true }],
  [
    { retry: RETRY, hedge: '20ms' },
    { retry: RETRY, hedge: '20ms', order: ['hedge', 'retry'] },
  ],
  [
    { bulkhead: { concurrent: 2 } },
    { bulkhead: { concurrent: 2 }, at: 'sidecar' },
    { bulkhead: { concurrent: 2 }, at: { sidecar: '2ms' } },
    { bulkhead: { concurrent: 2 }, scope: 'shared' },
    { bulkhead: { concurrent: 2 }, per: 'instance' },
  ],
  [{ protocol: 'json' }, { protocol: 'grpc' }, { protocol: 'none' }],
  [
    { connections: { 'keep-alive': '50ms', tls: false, multiplexed: false } },
    { connections: { 'keep-alive': '5ms', tls: false, multiplexed: false } },
    { connections: { 'keep-alive': '50ms', tls: true, multiplexed: false } },
    { connections: { 'keep-alive': '50ms', tls: false, multiplexed: true } },
  ],
  ...queues({}, [
    { limit: 0 },
    { discipline: 'lifo' },
    { discipline: 'adaptive-lifo(1)' },
    { discipline: 'priority' },
    { patience: '15ms' },
    { codel: true },
    { drop: 'hopeless' },
  ]),
  ...queues({ patience: '15ms' }, [{ patience: 'exp(15ms)' }]),
  ...queues({ discipline: 'adaptive-lifo(1)' }, [{ discipline: 'adaptive-lifo(2)' }]),
  ...queues({ codel: { target: '5ms', interval: '100ms' } }, [
    { codel: { target: '60ms', interval: '100ms' } },
    { codel: { target: '5ms', interval: '50ms' } },
  ]),
  ...queues({ drop: 'hopeless', estimate: '40ms' }, [{ drop: 'hopeless', estimate: '80ms' }]),
  ...balances({}, [
    { policy: 'random' },
    { policy: 'least-outstanding' },
    { policy: 'power-of(2)' },
    { policy: 'weighted(3, 1, 1)' },
    { scope: 'client' },
    { health: { every: '50ms', timeout: '20ms' } },
    { ejection: 'envoy' },
  ]),
  ...balances({ policy: 'power-of(2)' }, [{ policy: 'power-of(3)' }, { policy: 'power-of(2, replacement)' }]),
  ...checks({ every: '100ms', timeout: '20ms', takes: '3ms', unhealthy: 2, healthy: 2 }, [
    ['every', '150ms'],
    ['timeout', '40ms'],
    ['takes', '7ms'],
    ['unhealthy', 1],
    ['healthy', 4],
  ]),
  ...ejections({ consecutive: 2, every: '100ms', for: '100ms', 'max-for': '300ms', 'success-rate': 'none' }, [
    ['consecutive', 3],
    ['every', '200ms'],
    ['for', '200ms'],
    ['max-for', '100ms'],
    ['max-ejected', '100%'],
    ['counts', ['timeout']],
  ]),
  ...ejections({ consecutive: 0, every: '500ms', for: '1s', 'success-rate': { hosts: 2, requests: 3, factor: 0.5 } }, [
    ['success-rate', { hosts: 9, requests: 3, factor: 0.5 }],
    ['success-rate', { hosts: 2, requests: 90, factor: 0.5 }],
    ['success-rate', { hosts: 2, requests: 3, factor: 9 }],
  ]),
  ...ejections(
    {
      consecutive: 0,
      every: '500ms',
      for: '1s',
      'success-rate': 'none',
      'failure-percentage': { threshold: '50%', hosts: 2, requests: 3 },
    },
    [
      ['failure-percentage', { threshold: '99%', hosts: 2, requests: 3 }],
      ['failure-percentage', { threshold: '50%', hosts: 9, requests: 3 }],
      ['failure-percentage', { threshold: '50%', hosts: 2, requests: 90 }],
    ],
  ),
]

/** Every option of every policy, of queues and of balancers. */
export const policyOptions: readonly PolicyOption[] = rows.flatMap(([one, ...others]) =>
  others.map((other) => ({ name: `${JSON.stringify(one)} and ${JSON.stringify(other)}`, one, other })),
)

type Rows = readonly (readonly [Words, ...Words[]])[]

function retries(base: Document, ...options: readonly (readonly [option: string, ...values: unknown[]])[]): Rows {
  const plain = { ...RETRY, ...base }
  return options.map(([option, ...values]) => [
    { retry: plain },
    ...values.map((value) => ({ retry: { ...plain, [option]: value } })),
  ])
}

function backoffs(first: string, ...others: readonly string[]): Rows {
  return [
    [{ retry: { attempts: 4, backoff: first } }, ...others.map((one) => ({ retry: { attempts: 4, backoff: one } }))],
  ]
}

function budgets(first: string, ...others: readonly string[]): Rows {
  return [[{ retry: { ...RETRY, budget: first } }, ...others.map((budget) => ({ retry: { ...RETRY, budget } }))]]
}

function breakers(base: Document, options: readonly (readonly [string, unknown])[]): Rows {
  return [[{ breaker: base }, ...options.map(([option, value]) => ({ breaker: { ...base, [option]: value } }))]]
}

function placed(at: string, kind: string, first: unknown, others: readonly unknown[]): Rows {
  return [[{ at, [kind]: first }, ...others.map((one) => ({ at, [kind]: one }))]]
}

function queues(base: Document, others: readonly Document[]): Rows {
  return [[{ queue: base }, ...others.map((queue) => ({ queue }))]]
}

function balances(base: Document, others: readonly Document[]): Rows {
  return [[{ balance: base }, ...others.map((balance) => ({ balance }))]]
}

function checks(base: Document, options: readonly (readonly [string, unknown])[]): Rows {
  return balances(
    { health: base },
    options.map(([option, value]) => ({ health: { ...base, [option]: value } })),
  )
}

function ejections(base: Document, options: readonly (readonly [string, unknown])[]): Rows {
  return balances(
    { ejection: base },
    options.map(([option, value]) => ({ ejection: { ...base, [option]: value } })),
  )
}
