import fc from 'fast-check'
import { exponential } from '../../src/sim/kernel/distributions/exponential.ts'
import type { EdgePlan, Plan, QueuePlan, UnitPlan } from '../../src/sim/plan.ts'
import type {
  AdmissionPlan,
  BackoffPlan,
  BreakerRules,
  BudgetPlan,
  ConcurrencyLimitPlan,
  EjectionPlan,
  HealthCheckPlan,
  LayerPlan,
  RateLimitPlan,
} from '../../src/sim/policy-plan.ts'
import { bulkhead, FAILURES, outcomes } from '../sim/calls/policies.ts'

const US = 1000
const FOREVER = Number.POSITIVE_INFINITY

/** What protects a world, in the plan's own words: every rule of every library that a layer can follow. */
export interface ProtectionDraft {
  readonly backoffs: readonly BackoffPlan[]
  readonly budgets: readonly (BudgetPlan | null)[]
  readonly breakers: readonly BreakerRules[]
  readonly rateLimits: readonly RateLimitPlan['rules'][]
  readonly concurrencyLimits: readonly Omit<ConcurrencyLimitPlan, 'kind'>[]
  readonly percentiles: readonly number[]
  readonly units: readonly UnitDraft[]
}

interface UnitDraft {
  readonly queue: Omit<QueuePlan, 'limit' | 'discipline'> & { readonly discipline: QueuePlan['discipline'] | null }
  readonly admission: readonly AdmissionPlan[]
  readonly health: HealthCheckPlan | null
  readonly ejection: EjectionPlan | null
}

const time = fc.integer({ min: 1, max: 3000 }).map((us) => us * US)
const share = fc.constantFrom(0.1, 0.5, 1)
const rate = fc.constantFrom(50, 500, 5000)

const backoff: fc.Arbitrary<BackoffPlan> = fc.record({
  kind: fc.constantFrom('constant' as const, 'linear' as const, 'exponential' as const),
  base: fc.oneof(fc.constant(0), time),
  factor: fc.constantFrom(1, 2, 10),
  max: fc.oneof(time, fc.constant(FOREVER)),
  jitter: fc.constantFrom(
    'none' as const,
    'full' as const,
    'equal' as const,
    'proportional' as const,
    'decorrelated' as const,
    'decorrelated-v2' as const,
  ),
  share,
  retryAfter: fc.boolean(),
})

const aws = {
  capacity: fc.constantFrom(5, 500),
  cost: fc.constantFrom(1, 5),
  timeoutCost: fc.constant(10),
  throttlingCost: fc.constant(5),
}
const deposits = { ratio: share, reservePerSecond: fc.constantFrom(0, 10, 1000), ttl: fc.constantFrom(2e6, 10e9) }
const budget: fc.Arbitrary<BudgetPlan | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('token-bucket' as const), perSecond: rate, burst: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constantFrom('finagle' as const, 'linkerd' as const), ...deposits }),
  fc.record({ kind: fc.constant('grpc' as const), maxTokens: fc.constantFrom(2, 10), tokenRatio: share }),
  fc.record({ kind: fc.constant('envoy' as const), ratio: share, minimum: fc.nat(3) }),
  fc.record({ kind: fc.constantFrom('aws-standard' as const, 'aws-adaptive' as const), ...aws }),
  fc.record({ kind: fc.constant('adaptive-bucket' as const), size: fc.constantFrom(1, 5), deposit: share }),
)

const strategy = fc.oneof(
  fc.record({ kind: fc.constant('consecutive' as const), threshold: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    kind: fc.constant('count' as const),
    threshold: fc.constantFrom(0.1, 0.5),
    size: fc.constantFrom(4, 10),
    minimum: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    kind: fc.constant('sampling' as const),
    threshold: fc.constantFrom(0.1, 0.5),
    duration: fc.constantFrom(1e6, 10e6),
    minimumRps: fc.constantFrom(0, 10),
  }),
)
const breaker: fc.Arbitrary<BreakerRules> = fc.oneof(
  fc.record({ library: fc.constant('cockatiel' as const), strategy, halfOpenAfter: backoff }),
  fc.record({
    library: fc.constant('opossum' as const),
    errorThreshold: share,
    resetTimeout: time,
    rollingCountTimeout: fc.constant(10e6),
    rollingCountBuckets: fc.constantFrom(1, 10),
    volumeThreshold: fc.nat(5),
    allowWarmUp: fc.boolean(),
    age: fc.constantFrom(0, 3e6),
  }),
  fc.record({
    library: fc.constant('resilience4j' as const),
    window: fc.constantFrom('count' as const, 'time' as const),
    size: fc.constantFrom(1, 5),
    minimumCalls: fc.integer({ min: 1, max: 5 }),
    failureRate: share,
    slowCallRate: share,
    slowCallDuration: time,
    waitInOpen: time,
    permittedInHalfOpen: fc.integer({ min: 1, max: 4 }),
    automatic: fc.boolean(),
    maxWaitInHalfOpen: fc.oneof(fc.constant(0), time),
    afterHalfOpenWait: fc.constantFrom('open' as const, 'closed' as const),
  }),
  fc.record({
    library: fc.constant('polly' as const),
    failureRatio: share,
    minimumThroughput: fc.integer({ min: 2, max: 5 }),
    samplingDuration: fc.constant(10e6),
    breakDuration: time,
  }),
)

const burst = fc.integer({ min: 1, max: 5 })
const rateLimit: fc.Arbitrary<RateLimitPlan['rules']> = fc.oneof(
  fc.record({
    algorithm: fc.constantFrom('token-bucket' as const, 'leaky-bucket' as const),
    perSecond: rate,
    burst,
  }),
  fc.record({
    algorithm: fc.constantFrom('fixed-window' as const, 'sliding-window' as const),
    limit: burst,
    window: time,
  }),
)

const smoothing = fc.constantFrom(0.2, 1)
const rules: fc.Arbitrary<ConcurrencyLimitPlan['rules']> = fc.oneof(
  fc.record({ algorithm: fc.constant('aimd' as const), decrease: fc.constantFrom(0.5, 0.9), timeout: time }),
  fc.record({
    algorithm: fc.constant('gradient' as const),
    tolerance: fc.constantFrom(1, 1.5),
    smoothing,
    queue: fc.nat(4),
  }),
  fc.record({ algorithm: fc.constant('vegas' as const), smoothing }),
)
const concurrencyLimit: fc.Arbitrary<Omit<ConcurrencyLimitPlan, 'kind'>> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(3), fc.nat(20), rules)
  .map(([min, first, more, how]) => ({ min, initial: min + first, max: min + first + more, rules: how }))

const admission: fc.Arbitrary<readonly AdmissionPlan[]> = fc
  .tuple(
    fc.option(rateLimit, { freq: 1 }),
    fc.option(fc.tuple(burst, fc.nat(3), fc.oneof(time, fc.constant(FOREVER))), { freq: 1 }),
    fc.option(concurrencyLimit, { freq: 1 }),
  )
  .map(([limit, hold, adaptive]) => [
    ...(limit === null ? [] : [{ kind: 'rate-limit' as const, rules: limit }]),
    ...(hold === null ? [] : [bulkhead(...hold)]),
    ...(adaptive === null ? [] : [{ kind: 'concurrency-limit' as const, ...adaptive }]),
  ])

const unit: fc.Arbitrary<UnitDraft> = fc.record({
  queue: fc.record({
    discipline: fc.constantFrom(null, 'adaptive-lifo' as const, 'priority' as const),
    lifoAbove: fc.integer({ min: 1, max: 3 }),
    patience: fc.oneof(
      fc.constant(null),
      time.map((mean) => exponential(mean)),
    ),
    codel: fc.constantFrom(null, { target: 100 * US, interval: 1000 * US }),
    drop: fc.constantFrom('expired' as const, 'hopeless' as const),
    estimate: fc.constantFrom(0, 500 * US),
  }),
  admission: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: admission }),
  health: fc.option(
    fc.record({
      interval: fc.integer({ min: 500, max: 3000 }).map((us) => us * US),
      timeout: fc.constant(400 * US),
      takes: fc.constantFrom(0, 100 * US),
      unhealthy: fc.integer({ min: 1, max: 3 }),
      healthy: fc.integer({ min: 1, max: 2 }),
    }),
    { freq: 1 },
  ),
  ejection: fc.option(
    fc.record({
      failures: fc.constantFrom(FAILURES, outcomes('error', 'timeout', 'reset')),
      consecutive: fc.nat(3),
      interval: time,
      baseEjection: time,
      maxEjection: fc.constant(10e6),
      maxEjectedShare: share,
      successRate: fc.constantFrom(null, { minimumHosts: 2, requests: 3, factor: 1 }),
      failurePercentage: fc.constantFrom(null, { threshold: 0.5, minimumHosts: 1, requests: 2 }),
    }),
    { freq: 1 },
  ),
})

/** Any rules; a world takes as many of them as it has layers and units. */
export function randomProtection(): fc.Arbitrary<ProtectionDraft> {
  const some = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.array(one, { minLength: 1, maxLength: 3 })
  return fc.record({
    backoffs: some(backoff),
    budgets: some(budget),
    breakers: some(breaker),
    rateLimits: some(rateLimit),
    concurrencyLimits: some(concurrencyLimit),
    percentiles: some(fc.constantFrom(0, 0.5, 0.95)),
    units: some(unit),
  })
}

/** A plan whose layers follow the rules of a draft, and whose units have its queues and balancers. */
export function protectedPlan(plan: Plan, draft: ProtectionDraft): Plan {
  return {
    ...plan,
    edges: plan.edges.map((edge, e) => protectedEdge(edge, e, draft)),
    units: plan.units.map((one, u) => protectedUnit(one, turn(draft.units, u))),
  }
}

function protectedEdge(edge: EdgePlan, e: number, draft: ProtectionDraft): EdgePlan {
  if (edge.guard === null) return edge
  return { ...edge, guard: { ...edge.guard, layers: edge.guard.layers.map((layer) => followed(layer, e, draft)) } }
}

function followed(layer: LayerPlan, e: number, draft: ProtectionDraft): LayerPlan {
  switch (layer.kind) {
    case 'retry':
      return { ...layer, backoff: turn(draft.backoffs, e), budget: turn(draft.budgets, e) }
    case 'breaker':
      return { ...layer, rules: turn(draft.breakers, e) }
    case 'rate-limit':
      return { ...layer, rules: turn(draft.rateLimits, e) }
    case 'concurrency-limit':
      return { kind: layer.kind, ...turn(draft.concurrencyLimits, e) }
    case 'hedge':
      return { ...layer, percentile: turn(draft.percentiles, e) }
    default:
      return layer
  }
}

function protectedUnit(unit: UnitPlan, { queue, admission, health, ejection }: UnitDraft): UnitPlan {
  const { limit, discipline } = unit.queue
  return {
    ...unit,
    queue: { ...queue, limit, discipline: queue.discipline ?? discipline },
    admission,
    balance: { ...unit.balance, health, ejection },
  }
}

function turn<T>(all: readonly T[], index: number): T {
  return all[index % all.length] as T
}
