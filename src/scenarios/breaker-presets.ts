import type { BackoffPlan, BreakerRules } from '../sim/policy-plan.ts'
import type { BreakerPreset } from './policy.ts'

/** What may be said about a breaker, in one vocabulary for all presets. Times ns, shares 0 to 1. */
export interface BreakerOptions {
  readonly errors?: number
  readonly reset?: number
  readonly backoff?: BackoffPlan
  readonly window?: BreakerWindow
  readonly minimum?: number
  readonly buckets?: number
  readonly 'warm-up'?: boolean
  readonly age?: number
  readonly failures?: number
  readonly 'minimum-rate'?: number
  readonly slow?: number
  readonly 'slow-rate'?: number
  readonly permitted?: number
  readonly automatic?: boolean
  readonly 'half-open-wait'?: number
  readonly 'half-open-then'?: 'open' | 'closed'
}

/** A number of calls, or ns. */
export type BreakerWindow = { readonly kind: 'calls' | 'time'; readonly size: number }

/** An option that the library would not take, and what it takes. */
export interface RefusedOption {
  readonly option: keyof BreakerOptions
  readonly expected: string
}

/** One library's breaker: the options it has, its own defaults, and what it takes. */
export interface BreakerRecipe {
  readonly options: readonly (keyof BreakerOptions)[]
  readonly rules: (options: BreakerOptions) => BreakerRules
  readonly refused: (options: BreakerOptions) => RefusedOption | undefined
}

const MS = 1e6
const S = 1e9
const DAY = 86_400 * S
/** Each breaker keeps its window in memory. */
const MOST_CALLS = 1_000_000
const MOST_BUCKETS = 10_000
const RESILIENCE4J: BreakerRecipe['options'] = [
  'errors',
  'window',
  'minimum',
  'reset',
  'permitted',
  'slow',
  'slow-rate',
  'automatic',
  'half-open-wait',
  'half-open-then',
]

/**
 * Defaults: opossum 10 lib/circuit.js; resilience4j CircuitBreakerConfig; Polly v8 CircuitBreakerStrategyOptions;
 * cockatiel has none for thresholds and times, so here are those of the examples in its documentation.
 */
export const BREAKER_PRESETS: Readonly<Record<BreakerPreset, BreakerRecipe>> = {
  opossum: {
    options: ['errors', 'reset', 'window', 'buckets', 'minimum', 'warm-up', 'age'],
    rules: (said) => ({
      library: 'opossum',
      errorThreshold: said.errors ?? 0.5,
      resetTimeout: said.reset ?? 30 * S,
      rollingCountTimeout: said.window?.size ?? 10 * S,
      rollingCountBuckets: said.buckets ?? 10,
      volumeThreshold: said.minimum ?? 0,
      allowWarmUp: said['warm-up'] ?? false,
      age: said.age ?? 0,
    }),
    refused: (said) => {
      const window = said.window?.size ?? 10 * S
      const buckets = said.buckets ?? 10
      return (
        windowOf('time', said) ??
        refuse(
          said.buckets === undefined ? 'window' : 'buckets',
          window / buckets < MS,
          `at least 1ms for each of ${buckets} buckets`,
        ) ??
        refuse('buckets', buckets > MOST_BUCKETS, `at most ${MOST_BUCKETS}`) ??
        refuse('age', said.age !== undefined && said.age >= window, 'less than the window')
      )
    },
  },
  'cockatiel-consecutive': {
    options: ['failures', 'reset', 'backoff'],
    rules: (said) => ({
      library: 'cockatiel',
      strategy: { kind: 'consecutive', threshold: said.failures ?? 5 },
      halfOpenAfter: openTimes(said),
    }),
    refused: twoOpenTimes,
  },
  'cockatiel-count': {
    options: ['errors', 'window', 'minimum', 'reset', 'backoff'],
    rules: (said) => {
      const size = said.window?.size ?? 100
      return {
        library: 'cockatiel',
        strategy: { kind: 'count', threshold: said.errors ?? 0.2, size, minimum: said.minimum ?? size },
        halfOpenAfter: openTimes(said),
      }
    },
    refused: (said) =>
      windowOf('calls', said) ??
      strictShare('errors', said.errors) ??
      refuse('minimum', (said.minimum ?? 1) < 1, 'at least 1') ??
      refuse('minimum', (said.minimum ?? 1) > (said.window?.size ?? 100), 'at most the calls of the window') ??
      twoOpenTimes(said),
  },
  'cockatiel-sampling': {
    options: ['errors', 'window', 'minimum-rate', 'reset', 'backoff'],
    rules: (said) => {
      const threshold = said.errors ?? 0.2
      return {
        library: 'cockatiel',
        strategy: {
          kind: 'sampling',
          threshold,
          duration: said.window?.size ?? 30 * S,
          // So that there are five failures a second at the threshold.
          minimumRps: said['minimum-rate'] ?? 5 / threshold,
        },
        halfOpenAfter: openTimes(said),
      }
    },
    refused: (said) => windowOf('time', said) ?? strictShare('errors', said.errors) ?? twoOpenTimes(said),
  },
  resilience4j: {
    options: RESILIENCE4J,
    rules: (said) => resilience4j('count', said.window?.size ?? 100, said),
    refused: (said) => windowOf('calls', said) ?? resilience4jRefuses(said),
  },
  'resilience4j-time': {
    options: RESILIENCE4J,
    rules: (said) => resilience4j('time', (said.window?.size ?? 100 * S) / S, said),
    refused: (said) =>
      windowOf('time', said) ??
      refuse('window', !Number.isInteger((said.window?.size ?? S) / S), 'whole seconds') ??
      resilience4jRefuses(said),
  },
  polly: {
    options: ['errors', 'window', 'minimum', 'reset'],
    rules: (said) => ({
      library: 'polly',
      failureRatio: said.errors ?? 0.1,
      minimumThroughput: said.minimum ?? 100,
      samplingDuration: said.window?.size ?? 30 * S,
      breakDuration: said.reset ?? 5 * S,
    }),
    refused: (said) =>
      windowOf('time', said) ??
      refuse('minimum', (said.minimum ?? 2) < 2, 'at least 2') ??
      refuse('window', (said.window?.size ?? S) < 500 * MS || (said.window?.size ?? S) > DAY, 'from 500ms to 1d') ??
      refuse('reset', (said.reset ?? S) < 500 * MS || (said.reset ?? S) > DAY, 'from 500ms to 1d'),
  },
}

function resilience4j(window: 'count' | 'time', size: number, said: BreakerOptions): BreakerRules {
  return {
    library: 'resilience4j',
    window,
    size,
    minimumCalls: said.minimum ?? 100,
    failureRate: said.errors ?? 0.5,
    slowCallRate: said['slow-rate'] ?? 1,
    slowCallDuration: said.slow ?? 60 * S,
    waitInOpen: said.reset ?? 60 * S,
    permittedInHalfOpen: said.permitted ?? 10,
    automatic: said.automatic ?? false,
    maxWaitInHalfOpen: said['half-open-wait'] ?? 0,
    afterHalfOpenWait: said['half-open-then'] ?? 'open',
  }
}

function resilience4jRefuses(said: BreakerOptions): RefusedOption | undefined {
  return (
    refuse('errors', said.errors === 0, 'more than 0%') ??
    refuse('slow-rate', said['slow-rate'] === 0, 'more than 0%') ??
    refuse('minimum', said.minimum === 0, 'at least 1') ??
    refuse('reset', (said.reset ?? S) < MS, 'at least 1ms') ??
    refuse(
      'half-open-then',
      said['half-open-then'] !== undefined && (said['half-open-wait'] ?? 0) === 0,
      'a half-open-wait beside it: without one it never comes to that',
    )
  )
}

/** Times open in cockatiel: `reset` each time, or growing. */
function openTimes(said: BreakerOptions): BackoffPlan {
  const constant = { kind: 'constant', factor: 1, max: Number.POSITIVE_INFINITY, jitter: 'none', share: 0 } as const
  return said.backoff ?? { ...constant, base: said.reset ?? 10 * S, retryAfter: false }
}

function twoOpenTimes(said: BreakerOptions): RefusedOption | undefined {
  return refuse('backoff', said.backoff !== undefined && said.reset !== undefined, 'a backoff or a reset, not both')
}

function windowOf(kind: BreakerWindow['kind'], said: BreakerOptions): RefusedOption | undefined {
  const { window } = said
  if (window === undefined) return undefined
  if (window.kind !== kind) {
    return {
      option: 'window',
      expected: kind === 'time' ? 'a duration, such as 10s' : 'a number of calls, such as 100',
    }
  }
  const [most, text] = kind === 'time' ? [DAY, '1d'] : [MOST_CALLS, '1M']
  return refuse('window', window.size === 0 || window.size > most, `more than 0 and at most ${text}`)
}

function strictShare(option: keyof BreakerOptions, share: number | undefined): RefusedOption | undefined {
  return refuse(option, share !== undefined && (share <= 0 || share >= 1), 'more than 0% and less than 100%')
}

function refuse(option: keyof BreakerOptions, wrong: boolean, expected: string): RefusedOption | undefined {
  return wrong ? { option, expected } : undefined
}
