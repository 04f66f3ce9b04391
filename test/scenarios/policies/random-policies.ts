import fc from 'fast-check'

const time = fc.constantFrom('1ms', '20ms', '500ms', '1.5s', '10s')
const share = fc.constantFrom('5%', '20%', '99.9%', '0.5')
const rate = fc.constantFrom('0.5/s', '10/s', '250/s', '6k/min')

const jitter = fc.constantFrom('none', 'full', 'equal', 'proportional(25%)')

/** Backoffs as somebody could write them. */
export const backoffTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('none', 'constant(0s)', 'exponential(1ms, max=20s, jitter=decorrelated)'),
  fc.constant('exponential(1s, factor=3, max=20s, jitter=decorrelated-v2)'),
  fc.tuple(time, jitter).map(([base, word]) => `constant(${base}, jitter=${word})`),
  fc.tuple(time, jitter).map(([base, word]) => `linear(${base}, max=20s, jitter=${word})`),
  fc
    .tuple(time, fc.constantFrom('1', '1.5', '2'), jitter)
    .map(([base, factor, word]) => `exponential(${base}, factor=${factor}, jitter=${word}, max=30s)`),
)

/** Retry budgets. */
export const budgetTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('none', 'aws', 'aws()', 'aws(cost=14, capacity=100)', 'aws-adaptive', 'adaptive-bucket'),
  fc.constantFrom('grpc(tokens=10, ratio=0.1)', 'adaptive-bucket(deposit=0.25)', 'envoy(20%)', 'envoy(10%, minimum=0)'),
  share,
  rate.map((value) => `token-bucket(${value})`),
  fc.tuple(rate, fc.integer({ min: 1, max: 50 })).map(([value, burst]) => `token-bucket(${value}, burst=${burst})`),
  fc
    .tuple(fc.constantFrom('finagle', 'linkerd'), share, rate, time)
    .map(([name, ratio, reserve, ttl]) => `${name}(${ratio}, ttl=${ttl}, reserve=${reserve})`),
)

/** Rate limits. */
export const rateLimitTexts: fc.Arbitrary<string> = fc.oneof(
  rate,
  fc
    .tuple(fc.constantFrom('token-bucket', 'leaky-bucket'), rate, fc.constantFrom('', ', burst=20'))
    .map(([name, value, burst]) => `${name}(${value}${burst})`),
  fc
    .tuple(fc.constantFrom('fixed-window', 'sliding-window'), fc.integer({ min: 1, max: 500 }), time)
    .map(([name, limit, per]) => `${name}(${limit}, per=${per})`),
)

/** Concurrency limits. */
export const concurrencyLimitTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('aimd', 'gradient', 'vegas', 'vegas(max=50, smoothing=0.5)'),
  fc
    .tuple(time, fc.constantFrom('0.5', '0.9'))
    .map(([timeout, by]) => `aimd(min=1, timeout=${timeout}, decrease=${by})`),
  fc.integer({ min: 20, max: 900 }).map((max) => `gradient(max=${max}, tolerance=2, queue=0)`),
)

/** Orders of service. */
export const disciplineTexts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('fifo', 'lifo', 'priority'),
  fc.integer({ min: 1, max: 500 }).map((above) => `adaptive-lifo(${above})`),
)

/** Delays of hedges. */
export const hedgeDelayTexts: fc.Arbitrary<string> = fc.oneof(
  time,
  fc.constantFrom('p50', 'p90', 'p95', 'p99', 'p999', 'p10', 'p05'),
)

const outcomes = fc.constantFrom<unknown>(
  'transient',
  'failures',
  'definite',
  'all',
  ['timeout', 'declined'],
  ['error'],
)
const yesOrNo = fc.boolean()

const retry = fc.oneof(
  fc.constantFrom<unknown>('none', 1, 3, 'unlimited'),
  fc.record(
    {
      attempts: fc.constantFrom<unknown>(1, 4, 'unlimited'),
      backoff: backoffTexts,
      on: outcomes,
      unsafe: yesOrNo,
      'retry-after': yesOrNo,
      budget: budgetTexts,
    },
    { requiredKeys: [] },
  ),
)

const breaker = fc.oneof(
  fc.constantFrom<unknown>(
    'none',
    'opossum',
    'cockatiel-consecutive',
    'cockatiel-count',
    'cockatiel-sampling',
    'resilience4j',
    'resilience4j-time',
    'polly',
  ),
  fc.record(
    { errors: share, minimum: fc.integer({ min: 0, max: 50 }), reset: time, window: fc.constantFrom('20ms', '10s') },
    { requiredKeys: [] },
  ),
  fc.record({
    preset: fc.constant('cockatiel-count'),
    window: fc.integer({ min: 10, max: 99 }),
    minimum: fc.integer({ min: 1, max: 10 }),
    backoff: fc.constantFrom('exponential(128ms, max=30s, jitter=decorrelated-v2)', 'constant(2s)'),
  }),
  fc.record({ preset: fc.constant('resilience4j-time'), window: fc.constant('5s'), slow: time, 'slow-rate': share }),
  fc.record({ preset: fc.constant('polly'), counts: outcomes, ignores: fc.constant(['declined']) }),
)

const fallback = fc.oneof(
  fc.constantFrom<unknown>('none', 'value', { stale: '5min' }, { value: true, on: ['timeout'] }),
  fc.record({ call: fc.constantFrom('m3.spare', 'm0.spare'), on: outcomes }),
)

const hedge = fc.oneof(
  fc.constant<unknown>('none'),
  hedgeDelayTexts,
  fc.record({
    after: fc.constantFrom('p95', 'p999'),
    'at-first': time,
    attempts: fc.integer({ min: 2, max: 4 }),
    tied: yesOrNo,
  }),
)

const on = fc.constantFrom('* -> *', '* -> m1', 'm0 -> m*', 'w1 -> *', '* -> m3', 'm2 -> m3')

const clientPolicy = fc.record(
  {
    on,
    timeout: fc.constantFrom('none', '1s', '2s'),
    cancel: yesOrNo,
    propagate: yesOrNo,
    'total-timeout': fc.constantFrom('none', '3s', '8s'),
    retry,
    breaker,
    bulkhead: fc.constantFrom<unknown>(
      'none',
      10,
      { concurrent: 5, queue: 5, wait: '100ms' },
      { concurrent: 3, queue: 2 },
    ),
    'rate-limit': rateLimitTexts,
    'concurrency-limit': concurrencyLimitTexts,
    hedge,
    fallback,
    coalesce: yesOrNo,
    at: fc.constantFrom<unknown>('client', 'sidecar', { sidecar: 'exp(1ms)' }),
    scope: fc.constantFrom('instance', 'shared'),
    per: fc.constantFrom('target', 'instance'),
  },
  { requiredKeys: ['on'] },
)

const serverPolicy = fc.record(
  {
    on: fc.constantFrom('* -> *', '* -> m1', '* -> m*'),
    at: fc.constant('server'),
    'rate-limit': rateLimitTexts,
    bulkhead: fc.constantFrom<unknown>('none', 10, { concurrent: 5, queue: 5 }),
    'concurrency-limit': concurrencyLimitTexts,
  },
  { requiredKeys: ['on', 'at'] },
)

/** Lists of policies without mistakes, for modules m0 … m3 of which m0 and m3 have an operation `spare`. */
export const randomPolicies: fc.Arbitrary<readonly unknown[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: clientPolicy }, { weight: 1, arbitrary: serverPolicy }),
  { maxLength: 5 },
)
