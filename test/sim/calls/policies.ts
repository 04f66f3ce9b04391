import { OUTCOME_NAMES } from '../../../src/sim/outcome.ts'
import type {
  BackoffPlan,
  BreakerPlan,
  BulkheadPlan,
  CoalescePlan,
  FallbackPlan,
  HedgePlan,
  OutcomeSet,
  RateLimitPlan,
  RetryPlan,
  TotalTimeoutPlan,
} from '../../../src/sim/policy-plan.ts'
import { MS } from '../world/plans.ts'

/** The set of these outcomes. */
export function outcomes(...names: readonly string[]): OutcomeSet {
  return OUTCOME_NAMES.map((name) => names.includes(name))
}

/** Every failure. */
export const FAILURES: OutcomeSet = OUTCOME_NAMES.map((name) => name !== 'ok')

export function backoff(base: number, options: Partial<BackoffPlan> = {}): BackoffPlan {
  return {
    kind: 'constant',
    base,
    factor: 2,
    max: Number.POSITIVE_INFINITY,
    jitter: 'none',
    share: 0,
    retryAfter: true,
    ...options,
  }
}

export function retry(attempts: number, options: Partial<RetryPlan> = {}): RetryPlan {
  return { kind: 'retry', attempts, on: FAILURES, unsafe: false, backoff: backoff(0), budget: null, ...options }
}

export function totalTimeout(after: number): TotalTimeoutPlan {
  return { kind: 'total-timeout', after }
}

/** Opens after so many failures in a row, for so long. */
export function breaker(threshold: number, open: number, options: Partial<BreakerPlan> = {}): BreakerPlan {
  return {
    kind: 'breaker',
    failures: FAILURES,
    ignored: outcomes(),
    rules: { library: 'cockatiel', strategy: { kind: 'consecutive', threshold }, halfOpenAfter: backoff(open) },
    ...options,
  }
}

export function bulkhead(concurrent: number, queue: number = 0, wait: number = Number.POSITIVE_INFINITY): BulkheadPlan {
  return { kind: 'bulkhead', concurrent, queue, wait }
}

/** So many in each window. */
export function rateLimit(limit: number, window: number): RateLimitPlan {
  return { kind: 'rate-limit', rules: { algorithm: 'fixed-window', limit, window } }
}

export function hedge(after: number, options: Partial<HedgePlan> = {}): HedgePlan {
  return { kind: 'hedge', after, percentile: 0, max: 1, cancel: false, tied: false, ...options }
}

export function fallback(to: FallbackPlan['to'], on: OutcomeSet = FAILURES): FallbackPlan {
  return { kind: 'fallback', on, to }
}

export const VALUE: FallbackPlan = fallback({ kind: 'value' })
export const COALESCE: CoalescePlan = { kind: 'coalesce' }
export const LONG: number = 1000 * MS
