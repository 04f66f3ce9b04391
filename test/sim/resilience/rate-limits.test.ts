import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { Outcome } from '../../../src/sim/outcome.ts'
import type { RateLimitPlan } from '../../../src/sim/policy-plan.ts'
import { createGate } from '../../../src/sim/resilience/create-gate.ts'
import { type Gate, PASS } from '../../../src/sim/resilience/gate.ts'
import { TokenBucket } from '../../../src/sim/resilience/token-bucket.ts'
import { sampleOf } from '../kernel/support/draws.ts'
import { mean } from '../kernel/support/statistics.ts'

const MS = 1e6
const SECOND = 1e9

function rateLimit(rules: RateLimitPlan['rules']): Gate {
  return createGate({ kind: 'rate-limit', rules })
}

/** Ascending times with many at one instant and some far apart. */
const times = fc
  .array(fc.oneof(fc.constant(0), fc.nat(20), fc.nat(1000), fc.nat(100_000)), {
    minLength: 1,
    maxLength: 80,
    size: 'max',
  })
  .map((gaps) => {
    let now = 0
    return gaps.map((gap) => (now += gap * 1e5))
  })

describe('a token bucket', () => {
  it('decides the trace C-TBTRACE', () => {
    const bucket = new TokenBucket(5, 3)
    const trace = [0, 0, 0, 0, 0.1, 0.15, 0.22, 0.5, 0.5, 0.5, 0.5, 1, 1.1, 1.2, 1.3, 1.43, 5, 5, 5, 5]
    const decisions = trace.map((time) => (bucket.take(Math.round(time * SECOND)) ? 'A' : 'D')).join('')
    expect(decisions).toBe('AAADDDAADDDAAAAAAAAD')
  })

  it('agrees with one that counts in whole numbers, to the nanosecond', () => {
    const settings = fc.record({ perSecond: fc.integer({ min: 1, max: 1000 }), burst: fc.integer({ min: 1, max: 20 }) })
    fc.assert(
      fc.property(settings, times, ({ perSecond, burst }, arrivals) => {
        const bucket = new TokenBucket(perSecond, burst)
        // Tokens in units of 1e-9 of one; a nanosecond brings `perSecond` units.
        const full = BigInt(burst) * 1_000_000_000n
        let tokens = full
        let last = 0
        for (const now of arrivals) {
          tokens += BigInt(now - last) * BigInt(perSecond)
          if (tokens > full) tokens = full
          last = now
          const has = tokens >= 1_000_000_000n
          // A token that is less than two nanoseconds away may count as there.
          if (!has && tokens + 2n * BigInt(perSecond) > 1_000_000_000n) return true
          if (bucket.take(now) !== has) return false
          if (has) tokens -= 1_000_000_000n
          if (Math.abs(bucket.tokens(now) - Number(tokens) / 1e9) > 1e-5) return false
        }
        return true
      }),
      { seed: 1, numRuns: 400 },
    )
  })

  it('says when the next token is there, to the nanosecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5 }), times, (rate, burst, arrivals) => {
        const bucket = new TokenBucket(rate, burst)
        return arrivals.every((now) => {
          if (bucket.take(now)) return true
          const wait = bucket.untilNext(now)
          return wait > 1 && bucket.untilNext(now + wait) === 0 && bucket.untilNext(now + wait - 3) > 0
        })
      }),
      { seed: 2, numRuns: 200 },
    )
  })

  it('lets a regular flow at its rate through for ever, and never more than its burst at once', () => {
    const bucket = new TokenBucket(3, 1)
    const passes = Array.from({ length: 10_000 }, (_, i) => bucket.take(Math.round((i * SECOND) / 3)))
    expect(passes.filter((pass) => !pass)).toEqual([])
    const empty = new TokenBucket(0, 2)
    expect([0, 0, 0, 1e15].map((now) => empty.take(now))).toEqual([true, true, false, false])
    expect(empty.untilNext(1e15)).toBe(0)
  })
})

describe('a leaky bucket', () => {
  it('lets calls go one by one at its rate, with at most its burst waiting', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 6 }), times, (rate, burst, arrivals) => {
        const gate = rateLimit({ algorithm: 'leaky-bucket', perSecond: rate, burst })
        const turns: number[] = []
        for (const now of arrivals) {
          const waiting = turns.filter((turn) => turn > now).length
          const answer = gate.enter(now)
          if (answer === PASS) turns.push(now + gate.delay)
          else if (answer !== Outcome.rateLimited || waiting < burst) return false
          // Rounding may let one in that comes a nanosecond early.
          if (turns.filter((turn) => turn > now + 2).length > burst) return false
        }
        return turns.every((turn, i) => i === 0 || turn - (turns[i - 1] as number) >= SECOND / rate - 2)
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it('delays by exact turns and refuses beyond its burst', () => {
    const gate = rateLimit({ algorithm: 'leaky-bucket', perSecond: 100, burst: 2 })
    const answers = [0, 0, 0, 0, 5 * MS, 10 * MS].map((now) => [gate.enter(now), gate.delay / MS])
    const refused = Outcome.rateLimited
    expect(answers).toEqual([
      [0, 0],
      [0, 10],
      [0, 20],
      [refused, 10],
      [refused, 5],
      [0, 20],
    ])
  })
})

describe('a window', () => {
  it('passes at most its limit in every window from time 0 on, but twice that across a border', () => {
    const gate = rateLimit({ algorithm: 'fixed-window', limit: 100, window: SECOND })
    const burst = (now: number): number => {
      let passed = 0
      for (let i = 0; i < 150; i++) if (gate.enter(now) === PASS) passed++
      return passed
    }
    expect([burst(SECOND - 1), burst(SECOND), burst(2 * SECOND - 1), burst(5 * SECOND)]).toEqual([100, 100, 0, 100])
    expect(gate.delay).toBe(SECOND)
  })

  it('agrees with a count over all that has passed, fixed or sliding', () => {
    const settings = fc.record({
      sliding: fc.boolean(),
      limit: fc.oneof(fc.nat(4), fc.nat(90)),
      // As fine as the times, so that calls leave the window just when others come.
      window: fc.integer({ min: 1, max: 100 }).map((w) => w * 1e5),
    })
    fc.assert(
      fc.property(settings, times, ({ sliding, limit, window }, arrivals) => {
        const gate = rateLimit({ algorithm: sliding ? 'sliding-window' : 'fixed-window', limit, window })
        const passed: number[] = []
        const counts = (time: number, now: number): boolean =>
          sliding ? time > now - window : Math.floor(time / window) === Math.floor(now / window)
        return arrivals.every((now) => {
          const inWindow = passed.filter((time) => counts(time, now)).length
          const answer = gate.enter(now)
          if (answer === PASS) passed.push(now)
          return answer === (inWindow < limit ? PASS : Outcome.rateLimited)
        })
      }),
      { seed: 4, numRuns: 400 },
    )
  })
})

describe('Poisson arrivals', () => {
  /** Batches of a thousand windows; their means are independent but for the state at the borders. */
  const BATCHES = 30
  const PER_BATCH = 10_000
  /** Half-width of an interval around a mean that misses once in 100,000 such tests (Student, 29 degrees). */
  const T = 5.3

  function acceptance(gate: Gate, perSecond: number, name: string): { readonly mean: number; readonly error: number } {
    const gaps = sampleOf(exponential(SECOND / perSecond), BATCHES * PER_BATCH, name)
    let now = 0
    const batches = Array.from({ length: BATCHES }, (_, b) => {
      let passed = 0
      for (let i = 0; i < PER_BATCH; i++) {
        now += Math.round(gaps[b * PER_BATCH + i] as number)
        if (gate.enter(now) === PASS) passed++
      }
      return passed / PER_BATCH
    })
    const middle = mean(batches)
    const variance = batches.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (BATCHES - 1)
    return { mean: middle, error: T * Math.sqrt(variance / BATCHES) }
  }

  it.each([
    ['C-TB-1', { algorithm: 'token-bucket', perSecond: 80, burst: 20 }, 100, 0.7999797430727159],
    ['C-TB-2', { algorithm: 'token-bucket', perSecond: 100, burst: 10 }, 80, 0.9963607688597456],
    ['C-FW-1', { algorithm: 'fixed-window', limit: 100, window: SECOND }, 100, 0.9601390031909119],
    ['C-SWL-1', { algorithm: 'sliding-window', limit: 100, window: SECOND }, 100, 0.924299547289139],
  ] as const)('are accepted as often as %s says', (name, rules, perSecond, expected) => {
    const { mean: seen, error } = acceptance(rateLimit(rules), perSecond, name)
    expect(error).toBeLessThan(0.01)
    expect(Math.abs(seen - expected)).toBeLessThanOrEqual(error)
  })
})
