import type { AdmissionPlan, RateLimitPlan } from '../policy-plan.ts'
import { BulkheadGate } from './bulkhead-gate.ts'
import { ConcurrencyLimitGate } from './concurrency-limit-gate.ts'
import { FixedWindowGate } from './fixed-window-gate.ts'
import type { Gate } from './gate.ts'
import { LeakyBucketGate } from './leaky-bucket-gate.ts'
import { SlidingWindowGate } from './sliding-window-gate.ts'
import { TokenBucketGate } from './token-bucket-gate.ts'

/** A new gate, as nothing has passed it yet. */
export function createGate(plan: AdmissionPlan): Gate {
  switch (plan.kind) {
    case 'bulkhead':
      return new BulkheadGate(plan)
    case 'concurrency-limit':
      return new ConcurrencyLimitGate(plan)
    case 'rate-limit':
      return rateLimit(plan.rules)
  }
}

function rateLimit(rules: RateLimitPlan['rules']): Gate {
  switch (rules.algorithm) {
    case 'token-bucket':
      return new TokenBucketGate(rules.perSecond, rules.burst)
    case 'leaky-bucket':
      return new LeakyBucketGate(rules.perSecond, rules.burst)
    case 'fixed-window':
      return new FixedWindowGate(rules.limit, rules.window)
    case 'sliding-window':
      return new SlidingWindowGate(rules.limit, rules.window)
  }
}
