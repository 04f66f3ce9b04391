import type {
  BulkheadPlan,
  ConcurrencyLimitPlan,
  HedgePlan,
  LayerPlan,
  RateLimitPlan,
} from '../../../sim/policy-plan.ts'
import type { Bulkhead, ConcurrencyLimit, Hedge, RateLimit } from '../../policy.ts'
import { outcomeSet } from './outcome-set.ts'
import { layersOf, type ProtectionSettings } from './protection-settings.ts'

/** Where a fallback leads: indexes of a program and an edge (-1 inside the unit). */
export interface FallbackTarget {
  readonly program: number
  readonly edge: number
}

/** The layers of some settings as the world reads them, outermost first. */
export function layerPlans(
  settings: ProtectionSettings,
  outcomes: readonly string[],
  target: FallbackTarget,
): LayerPlan[] {
  return layersOf(settings).flatMap(({ kind }): LayerPlan[] => {
    const { totalTimeout, retry, breaker, bulkhead, rateLimit, concurrencyLimit, hedge, fallback } = settings
    switch (kind) {
      case 'coalesce':
        return [{ kind }]
      case 'total-timeout':
        return [{ kind, after: totalTimeout.value }]
      case 'rate-limit':
        return present(rateLimit.value, rateLimitPlan)
      case 'bulkhead':
        return present(bulkhead.value, bulkheadPlan)
      case 'concurrency-limit':
        return present(concurrencyLimit.value, concurrencyLimitPlan)
      case 'hedge':
        return present(hedge.value, hedgePlan)
      case 'retry':
        return present(retry.value, ({ on, ...rest }) => ({ kind, on: outcomeSet(on, outcomes), ...rest }))
      case 'breaker':
        return present(breaker.value, ({ rules, counts, ignores }) => {
          const ignored = outcomeSet(ignores, outcomes)
          const failures = outcomeSet(counts, outcomes).map((failure, index) => failure && ignored[index] !== true)
          return { kind, failures, ignored, rules }
        })
      case 'fallback':
        return present(fallback.value, ({ to, on }) => {
          const set = outcomeSet(on, outcomes)
          if (to.kind === 'value') return { kind, on: set, to }
          if (to.kind === 'stale') return { kind, on: set, to: { kind: 'stale', age: to.stale } }
          return { kind, on: set, to: { kind: 'call', ...target } }
        })
    }
  })
}

export function rateLimitPlan(rules: RateLimit): RateLimitPlan {
  return { kind: 'rate-limit', rules }
}

export function bulkheadPlan(bulkhead: Bulkhead): BulkheadPlan {
  return { kind: 'bulkhead', ...bulkhead }
}

export function concurrencyLimitPlan(limit: ConcurrencyLimit): ConcurrencyLimitPlan {
  return { kind: 'concurrency-limit', ...limit }
}

function hedgePlan({ after, 'at-first': atFirst, attempts, cancel, tied }: Hedge): HedgePlan {
  const fixed = after.kind === 'fixed'
  return {
    kind: 'hedge',
    after: fixed ? after.delay : atFirst,
    percentile: fixed ? 0 : after.quantile,
    max: attempts - 1,
    cancel,
    tied,
  }
}

function present<Value, Plan>(value: Value | null, plan: (value: Value) => Plan): Plan[] {
  return value === null ? [] : [plan(value)]
}
