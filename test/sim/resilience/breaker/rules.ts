import { Stream } from '../../../../src/sim/kernel/stream.ts'
import { streamKey } from '../../../../src/sim/kernel/stream-key.ts'
import type { BackoffPlan, BreakerRules } from '../../../../src/sim/policy-plan.ts'
import type { Breaker } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { createBreaker } from '../../../../src/sim/resilience/breaker/create-breaker.ts'

export const MS = 1e6
export const SECOND = 1e9

type Rules<Library> = Extract<BreakerRules, { readonly library: Library }>
export type CockatielStrategy = Rules<'cockatiel'>['strategy']

/** The library's defaults, but for what is given. */
export function opossum(options: Partial<Rules<'opossum'>> = {}): Rules<'opossum'> {
  return {
    library: 'opossum',
    errorThreshold: 0.5,
    resetTimeout: 30 * SECOND,
    rollingCountTimeout: 10 * SECOND,
    rollingCountBuckets: 10,
    volumeThreshold: 0,
    allowWarmUp: false,
    age: 0,
    ...options,
  }
}

/** `wait`: how long it stays open, or the whole backoff. */
export function cockatiel(strategy: CockatielStrategy, wait: number | BackoffPlan): Rules<'cockatiel'> {
  const constant: BackoffPlan = {
    kind: 'constant',
    base: typeof wait === 'number' ? wait : 0,
    factor: 1,
    max: Number.POSITIVE_INFINITY,
    jitter: 'none',
    share: 0,
    retryAfter: false,
  }
  return { library: 'cockatiel', strategy, halfOpenAfter: typeof wait === 'number' ? constant : wait }
}

export function resilience4j(options: Partial<Rules<'resilience4j'>> = {}): Rules<'resilience4j'> {
  return {
    library: 'resilience4j',
    window: 'count',
    size: 100,
    minimumCalls: 100,
    failureRate: 0.5,
    slowCallRate: 1,
    slowCallDuration: 60 * SECOND,
    waitInOpen: 60 * SECOND,
    permittedInHalfOpen: 10,
    automatic: false,
    maxWaitInHalfOpen: 0,
    afterHalfOpenWait: 'open',
    ...options,
  }
}

export function polly(options: Partial<Rules<'polly'>> = {}): Rules<'polly'> {
  return {
    library: 'polly',
    failureRatio: 0.1,
    minimumThroughput: 100,
    samplingDuration: 30 * SECOND,
    breakDuration: 5 * SECOND,
    ...options,
  }
}

export function breakerOf(rules: BreakerRules): Breaker {
  return createBreaker(rules, new Stream(streamKey('1', 'breaker/test')))
}
