import fc from 'fast-check'
import type { BackoffPlan, BreakerRules } from '../../../../src/sim/policy-plan.ts'
import { BreakerState, REJECT, type Verdict, WAIT } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { breakerOf, MS, SECOND } from './rules.ts'

/** A call of a random walk; times in ms. */
export interface Planned {
  readonly gap: number
  readonly takes: number
  readonly verdict: Verdict
}

/** What a walk saw: every change of state with its time (ns), and every call that was let through. */
export interface Walk {
  readonly changes: readonly { readonly at: number; readonly state: BreakerState }[]
  readonly admitted: readonly { readonly at: number; readonly before: BreakerState; readonly after: BreakerState }[]
  readonly rejected: readonly { readonly at: number; readonly before: BreakerState }[]
  readonly answers: readonly number[]
  /** Ends of calls that the breaker ignores, with the state they came in. */
  readonly ignored: readonly { readonly at: number; readonly state: BreakerState }[]
}

/** Plays calls to a breaker that begins at `from` ns, and looks at its state whenever it may change. */
export function walk(rules: BreakerRules, calls: readonly Planned[], from: number = 0): Walk {
  const breaker = breakerOf(rules)
  const changes: { at: number; state: BreakerState }[] = []
  const admitted: { at: number; before: BreakerState; after: BreakerState }[] = []
  const rejected: { at: number; before: BreakerState }[] = []
  const ignored: { at: number; state: BreakerState }[] = []
  const answers: number[] = []
  const out: { at: number; since: number; token: number; verdict: Verdict }[] = []
  let state: BreakerState = BreakerState.closed
  let now = from
  const see = (at: number): BreakerState => {
    const next = breaker.stateAt(at)
    if (next !== state) changes.push({ at: at - from, state: next })
    state = next
    return next
  }
  const look = (at: number): BreakerState => {
    for (let due = breaker.nextChange(now); due <= at; due = breaker.nextChange(now)) {
      if (due <= now) throw new Error('the next change of a breaker is not later than now')
      now = due
      see(due)
    }
    now = at
    return see(at)
  }
  const settle = (until: number): void => {
    for (;;) {
      const first = out.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
      if (first > until) return
      const [call] = out.splice(
        out.findIndex(({ at }) => at === first),
        1,
      )
      if (call === undefined) return
      const before = look(first)
      if (call.verdict === 2) ignored.push({ at: first - from, state: before })
      breaker.settled(first, call.token, call.verdict, first - call.since)
      look(first)
    }
  }
  let at = from
  for (const call of calls) {
    at += call.gap * MS
    settle(at)
    const before = look(at)
    const token = breaker.admit(at)
    answers.push(token)
    const after = look(at)
    if (token === REJECT) rejected.push({ at: at - from, before })
    else if (token !== WAIT) {
      admitted.push({ at: at - from, before, after })
      out.push({ at: at + call.takes * MS, since: at, token, verdict: call.verdict })
    }
    settle(at)
  }
  settle(Number.MAX_SAFE_INTEGER)
  return { changes, admitted, rejected, answers, ignored }
}

const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(1 as const) },
  { weight: 4, arbitrary: fc.constant(0 as const) },
  { weight: 1, arbitrary: fc.constant(2 as const) },
)

export const plannedCalls: fc.Arbitrary<readonly Planned[]> = fc.array(
  fc.record({
    gap: fc.oneof({ weight: 4, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(3000) }),
    takes: fc.oneof(fc.constant(0), fc.nat(400)),
    verdict,
  }),
  { minLength: 20, maxLength: 80 },
)

const backoff = (base: number): BackoffPlan => ({
  kind: 'exponential',
  base,
  factor: 2,
  max: 4 * base,
  jitter: 'none',
  share: 0,
  retryAfter: false,
})

const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100)
const milliseconds = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max }).map((ms) => ms * MS)

const opossumRules: fc.Arbitrary<BreakerRules> = fc.record({
  library: fc.constant('opossum' as const),
  errorThreshold: share,
  resetTimeout: milliseconds(300),
  rollingCountTimeout: fc.constant(SECOND),
  rollingCountBuckets: fc.integer({ min: 1, max: 10 }),
  volumeThreshold: fc.nat(5),
  allowWarmUp: fc.constant(false),
  age: fc.nat(999).map((ms) => ms * MS),
})

const cockatielRules: fc.Arbitrary<BreakerRules> = fc.record({
  library: fc.constant('cockatiel' as const),
  strategy: fc.oneof(
    fc.record({ kind: fc.constant('consecutive' as const), threshold: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      kind: fc.constant('count' as const),
      threshold: share,
      size: fc.integer({ min: 5, max: 10 }),
      minimum: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      kind: fc.constant('sampling' as const),
      threshold: share,
      duration: milliseconds(3000),
      minimumRps: fc.nat(4),
    }),
  ),
  halfOpenAfter: milliseconds(200).map(backoff),
})

const resilience4jRules: fc.Arbitrary<BreakerRules> = fc.record({
  library: fc.constant('resilience4j' as const),
  window: fc.constantFrom('count' as const, 'time' as const),
  size: fc.integer({ min: 1, max: 6 }),
  minimumCalls: fc.integer({ min: 1, max: 6 }),
  failureRate: share,
  slowCallRate: share,
  slowCallDuration: milliseconds(400),
  waitInOpen: milliseconds(300),
  permittedInHalfOpen: fc.integer({ min: 1, max: 4 }),
  automatic: fc.boolean(),
  maxWaitInHalfOpen: fc.oneof(fc.constant(0), milliseconds(500)),
  afterHalfOpenWait: fc.constantFrom('open' as const, 'closed' as const),
})

const pollyRules: fc.Arbitrary<BreakerRules> = fc.record({
  library: fc.constant('polly' as const),
  failureRatio: share,
  minimumThroughput: fc.integer({ min: 2, max: 6 }),
  samplingDuration: milliseconds(2000),
  breakDuration: milliseconds(300),
})

export const anyRules: fc.Arbitrary<BreakerRules> = fc.oneof(
  opossumRules,
  cockatielRules,
  resilience4jRules,
  pollyRules,
)

/** The shortest time that a breaker with these rules is open, ns. */
export function shortestOpen(rules: BreakerRules): number {
  switch (rules.library) {
    case 'opossum':
      return rules.resetTimeout
    case 'cockatiel':
      return rules.halfOpenAfter.base
    case 'resilience4j':
      return rules.waitInOpen
    case 'polly':
      return rules.breakDuration
  }
}
