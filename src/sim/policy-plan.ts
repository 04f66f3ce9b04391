import type { Distribution } from './kernel/distribution.ts'

/**
 * What protects the calls of one edge: layers around the call, like middleware. A call passes them from the first
 * (outermost) inwards, its outcome passes them back outwards. An edge without layers has no guard at all.
 */
export interface GuardPlan {
  /** Outermost first; at most one of each kind. */
  readonly layers: readonly LayerPlan[]
  /** Whether each calling instance has its own state of the layers, or all of them share one. */
  readonly scope: 'instance' | 'shared'
  /**
   * Whether there is one state for the target, or one for each of its instances (then the instance is picked first).
   */
  readonly per: 'target' | 'instance'
  /** Delay of passing a sidecar, one way, ns; `null` where the policies are part of the client. */
  readonly sidecar: Distribution | null
}

export type LayerPlan =
  | FallbackPlan
  | CoalescePlan
  | RateLimitPlan
  | BulkheadPlan
  | ConcurrencyLimitPlan
  | TotalTimeoutPlan
  | RetryPlan
  | HedgePlan
  | BreakerPlan
export type LayerKind = LayerPlan['kind']

/** Layers that a server can have in front of its own queue; they hold for all callers together. */
export type AdmissionPlan = RateLimitPlan | BulkheadPlan | ConcurrencyLimitPlan

/** `matches[outcome]`: whether an outcome, by index into `Plan.outcomes`, belongs to a set. */
export type OutcomeSet = readonly boolean[]

/** Ends the call with `timeout` after `after` ns, with everything the inner layers do and wait for. */
export interface TotalTimeoutPlan {
  readonly kind: 'total-timeout'
  readonly after: number
}

export interface RetryPlan {
  readonly kind: 'retry'
  /** Attempts in all, the first included; `Infinity` never gives up by count. At least 1. */
  readonly attempts: number
  readonly on: OutcomeSet
  /** Whether failures whose effect is unknown are retried for operations that are not idempotent, too. */
  readonly unsafe: boolean
  readonly backoff: BackoffPlan
  /** What retries of this edge may take in all; `null` is no bound. */
  readonly budget: BudgetPlan | null
}

/** Waits between attempts; the k-th wait (k from 0) follows the (k+1)-th attempt. All times ns. */
export interface BackoffPlan {
  /** `exponential`: base * factor^k; `linear`: base * (k + 1); `constant`: base. Before jitter, cut at `max`. */
  readonly kind: 'constant' | 'linear' | 'exponential'
  readonly base: number
  readonly factor: number
  /** `Infinity` for none. */
  readonly max: number
  /**
   * With d the cut wait: `none` d; `full` U(0, d); `equal` d/2 + U(0, d/2); `proportional` d * U(1 - share, 1 + share);
   * `decorrelated` min(max, U(base, 3 * previous wait)), the first `previous` is `base` (AWS); `decorrelated-v2` as
   * Polly v8 and cockatiel.
   */
  readonly jitter: 'none' | 'full' | 'equal' | 'proportional' | 'decorrelated' | 'decorrelated-v2'
  /** Of `proportional`, in [0, 1]. */
  readonly share: number
  /** Whether the wait that a throttling server names goes before a shorter backoff. */
  readonly retryAfter: boolean
}

/** Rules of retry budgets and throttles; each as its library has it. Tokens are plain numbers. */
export type BudgetPlan =
  /** Filled continuously; a retry takes one. */
  | { readonly kind: 'token-bucket'; readonly perSecond: number; readonly burst: number }
  /** Finagle: each request deposits for `ttl` ns, a retry withdraws; `reserve` retries per second besides. */
  | { readonly kind: 'finagle'; readonly ratio: number; readonly reservePerSecond: number; readonly ttl: number }
  /** Linkerd2 / tower TpsBudget: only a response that is not retried deposits. */
  | { readonly kind: 'linkerd'; readonly ratio: number; readonly reservePerSecond: number; readonly ttl: number }
  /** gRPC A6. */
  | { readonly kind: 'grpc'; readonly maxTokens: number; readonly tokenRatio: number }
  /** Envoy: retries in flight at most max(minimum, ratio of what is in flight). */
  | { readonly kind: 'envoy'; readonly ratio: number; readonly minimum: number }
  /** AWS SDK standard: costs by kind of failure, refund of the last cost. */
  | {
      readonly kind: 'aws-standard'
      readonly capacity: number
      readonly cost: number
      readonly timeoutCost: number
      readonly throttlingCost: number
    }
  /** AWS SDK adaptive: the standard quota, and a client rate that follows throttling by CUBIC. */
  | {
      readonly kind: 'aws-adaptive'
      readonly capacity: number
      readonly cost: number
      readonly timeoutCost: number
      readonly throttlingCost: number
    }
  /** Brooker's adaptive bucket: each call deposits `deposit`, a retry takes 1, at most `size`. */
  | { readonly kind: 'adaptive-bucket'; readonly size: number; readonly deposit: number }

export interface HedgePlan {
  readonly kind: 'hedge'
  /** ns after which another attempt starts; used until there are enough samples where `percentile` is given. */
  readonly after: number
  /** In (0, 1): the delay is this quantile of recent answers; 0 is a fixed delay. */
  readonly percentile: number
  /** Further attempts at most; at least 1. */
  readonly max: number
  /** Whether the losers get a cancellation when one has answered. */
  readonly cancel: boolean
  /** Tied: the attempt that begins service cancels the other at its server (Dean and Barroso). */
  readonly tied: boolean
}

export interface BreakerPlan {
  readonly kind: 'breaker'
  /** Outcomes that count as failures … */
  readonly failures: OutcomeSet
  /** … and those it does not count at all. */
  readonly ignored: OutcomeSet
  readonly rules: BreakerRules
}

/** Options in each library's own terms, all times ns, shares in [0, 1]. */
export type BreakerRules =
  | {
      readonly library: 'opossum'
      /** Percent as a share; opens when failures / fires is strictly greater. */
      readonly errorThreshold: number
      readonly resetTimeout: number
      readonly rollingCountTimeout: number
      readonly rollingCountBuckets: number
      readonly volumeThreshold: number
      readonly allowWarmUp: boolean
      /** How long before the run the breaker was created: the phase of its buckets. In [0, rollingCountTimeout). */
      readonly age: number
    }
  | {
      readonly library: 'cockatiel'
      readonly strategy:
        | { readonly kind: 'consecutive'; readonly threshold: number }
        | { readonly kind: 'count'; readonly threshold: number; readonly size: number; readonly minimum: number }
        | {
            readonly kind: 'sampling'
            readonly threshold: number
            readonly duration: number
            /** 5 / threshold is the library's default, and so is 0. */
            readonly minimumRps: number
          }
      readonly halfOpenAfter: BackoffPlan
    }
  | {
      readonly library: 'resilience4j'
      readonly window: 'count' | 'time'
      /** Calls, or seconds. */
      readonly size: number
      readonly minimumCalls: number
      readonly failureRate: number
      readonly slowCallRate: number
      readonly slowCallDuration: number
      readonly waitInOpen: number
      readonly permittedInHalfOpen: number
      readonly automatic: boolean
      /** 0 is off. */
      readonly maxWaitInHalfOpen: number
      /** Where it goes when that wait is over; the library's default is `open`. */
      readonly afterHalfOpenWait: 'open' | 'closed'
    }
  | {
      readonly library: 'polly'
      readonly failureRatio: number
      readonly minimumThroughput: number
      readonly samplingDuration: number
      readonly breakDuration: number
    }

/**
 * At most `concurrent` calls inside; `queue` more may wait, each at most `wait` ns (`Infinity`: as long as it takes).
 */
export interface BulkheadPlan {
  readonly kind: 'bulkhead'
  readonly concurrent: number
  readonly queue: number
  readonly wait: number
}

export interface RateLimitPlan {
  readonly kind: 'rate-limit'
  readonly rules:
    | { readonly algorithm: 'token-bucket'; readonly perSecond: number; readonly burst: number }
    /** A queue that leaks at the rate: at most `burst` wait, each leaves on its turn. */
    | { readonly algorithm: 'leaky-bucket'; readonly perSecond: number; readonly burst: number }
    | { readonly algorithm: 'fixed-window' | 'sliding-window'; readonly limit: number; readonly window: number }
}

/** A limit on concurrency that is found while running. */
export interface ConcurrencyLimitPlan {
  readonly kind: 'concurrency-limit'
  readonly initial: number
  readonly min: number
  readonly max: number
  /**
   * `aimd`: one more for each success at the limit, times `decrease` (in (0, 1)) on a drop or an answer later than
   * `timeout` ns. `gradient` and `vegas`: as Gradient2 and Vegas of Netflix concurrency-limits.
   */
  readonly rules:
    | { readonly algorithm: 'aimd'; readonly decrease: number; readonly timeout: number }
    | { readonly algorithm: 'gradient'; readonly tolerance: number; readonly smoothing: number; readonly queue: number }
    | { readonly algorithm: 'vegas'; readonly smoothing: number }
}

/** What the caller gets instead of a failure in `on`. */
export interface FallbackPlan {
  readonly kind: 'fallback'
  readonly on: OutcomeSet
  readonly to:
    | { readonly kind: 'value' }
    /** Another operation, called over `edge` (-1: inside the unit). */
    | { readonly kind: 'call'; readonly program: number; readonly edge: number }
    /** The last good answer for the same key, if it is at most `age` ns old; else the failure stays. */
    | { readonly kind: 'stale'; readonly age: number }
}

/** Calls for the same operation and key that come while one is on its way get its answer. */
export interface CoalescePlan {
  readonly kind: 'coalesce'
}

/** Outlier ejection of a balancer (Envoy's rules); times ns, shares in [0, 1]. 0 switches a detector off. */
export interface EjectionPlan {
  readonly failures: OutcomeSet
  readonly consecutive: number
  readonly interval: number
  readonly baseEjection: number
  readonly maxEjection: number
  readonly maxEjectedShare: number
  readonly successRate: { readonly minimumHosts: number; readonly requests: number; readonly factor: number } | null
  readonly failurePercentage: {
    readonly threshold: number
    readonly minimumHosts: number
    readonly requests: number
  } | null
}

/** Active health checks of a balancer; times ns. */
export interface HealthCheckPlan {
  readonly interval: number
  readonly timeout: number
  /**
   * How long the answer takes at an instance that is well; a slowness that checks feel makes it so many times longer.
   */
  readonly takes: number
  /** Failed checks in a row until an instance gets nothing more … */
  readonly unhealthy: number
  /** … and good ones until it does again. */
  readonly healthy: number
}
