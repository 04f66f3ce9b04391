import type {
  BackoffPlan,
  BreakerRules,
  BudgetPlan,
  ConcurrencyLimitPlan,
  LayerKind,
  RateLimitPlan,
} from '../sim/policy-plan.ts'
import type { Law } from './law.ts'

/**
 * What a policy says beside its timeout, protocol and connections. A field that is absent is left to policies whose
 * pattern is less close; `null` (`none` in the document; for durations 0) switches it off.
 */
export interface Protection {
  /** Whether the server learns the end of the timeout as a deadline. */
  readonly propagate?: boolean
  /** Of all attempts and waits together, ns; 0 is none. */
  readonly 'total-timeout'?: number
  readonly retry?: Retry | null
  readonly breaker?: Breaker | null
  readonly bulkhead?: Bulkhead | null
  readonly 'rate-limit'?: RateLimit | null
  readonly 'concurrency-limit'?: ConcurrencyLimit | null
  readonly hedge?: Hedge | null
  readonly fallback?: Fallback | null
  readonly coalesce?: boolean
  /** Kinds of layers, each once, outermost first; those left out keep their places in the default order. */
  readonly order?: readonly LayerKind[]
  /** Default `client`. */
  readonly at?: PolicyPlace
  /** Whether each calling instance has a state of its own. */
  readonly scope?: 'instance' | 'shared'
  /** Whether there is one state for the target, or one for each instance of it. */
  readonly per?: 'target' | 'instance'
}

/** In the caller, in a proxy beside it that messages need `delay` ns to pass, or before the queue of the callee. */
export type PolicyPlace =
  | { readonly kind: 'client' }
  | { readonly kind: 'sidecar'; readonly delay: Law }
  | { readonly kind: 'server' }

/**
 * The default order, outermost first: that of the standard handler of Microsoft.Extensions.Http.Resilience (limiter,
 * total timeout, retry, breaker, and the timeout of the attempt innermost of all), with the others around it.
 */
export const LAYER_ORDER = [
  'fallback',
  'coalesce',
  'rate-limit',
  'bulkhead',
  'concurrency-limit',
  'total-timeout',
  'retry',
  'hedge',
  'breaker',
] as const

/**
 * A set of outcomes. `transient`: the failures that Orrery knows, without `cancelled` and `deadline`; `failures`: those
 * without `cancelled`; `definite`: those of which it is certain that nothing was done; `all`: as `transient`, and the
 * business reasons; or names.
 */
export type OutcomeChoice = (typeof OUTCOME_CHOICES)[number] | readonly string[]

/** The words for sets of outcomes. */
export const OUTCOME_CHOICES = ['transient', 'failures', 'definite', 'all'] as const

export interface Retry {
  /** In all, the first included; at least 1, Infinity for `unlimited`. Default 3. */
  readonly attempts: number
  /** Default exponential(100ms, factor=2, max=20s, jitter=full), the AWS SDKs' own. */
  readonly backoff: BackoffPlan
  /** Default `transient`. */
  readonly on: OutcomeChoice
  /** Whether an operation that is not idempotent is tried again although it may have been done. Default false. */
  readonly unsafe: boolean
  /** Default none. */
  readonly budget: BudgetPlan | null
}

export type BreakerPreset =
  | 'opossum'
  | 'cockatiel-consecutive'
  | 'cockatiel-count'
  | 'cockatiel-sampling'
  | 'resilience4j'
  | 'resilience4j-time'
  | 'polly'

export interface Breaker {
  readonly preset: BreakerPreset
  readonly rules: BreakerRules
  /** Outcomes that are failures. Default `transient`. */
  readonly counts: OutcomeChoice
  /** Outcomes that are not counted at all. Default none. */
  readonly ignores: readonly string[]
}

export interface Bulkhead {
  /** Calls inside at once; at least 1. */
  readonly concurrent: number
  /** Calls that may wait. Default 0. */
  readonly queue: number
  /** Longest wait, ns; default Infinity. */
  readonly wait: number
}

export type RateLimit = RateLimitPlan['rules']

export type ConcurrencyLimit = Omit<ConcurrencyLimitPlan, 'kind'>

export interface Hedge {
  /** After which delay another attempt starts: ns, or a quantile of recent answers in (0, 1). */
  readonly after: HedgeDelay
  /** ns, before the quantile is known; Infinity, the default, hedges nothing until then. */
  readonly 'at-first': number
  /** In all, the first included; at least 2, the default. */
  readonly attempts: number
  /** Whether the losers are told. Default true. */
  readonly cancel: boolean
  /** Whether the attempt that begins service cancels the others. Default false. */
  readonly tied: boolean
}

export type HedgeDelay =
  | { readonly kind: 'fixed'; readonly delay: number }
  | { readonly kind: 'quantile'; readonly quantile: number }

export interface Fallback {
  /** A degraded answer at once, another operation as `module.operation`, or the last good answer at most so old, ns. */
  readonly to:
    | { readonly kind: 'value' }
    | { readonly kind: 'call'; readonly call: string }
    | { readonly kind: 'stale'; readonly stale: number }
  /** Default `failures`. */
  readonly on: OutcomeChoice
}
