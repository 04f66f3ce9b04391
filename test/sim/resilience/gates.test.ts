import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OUTCOME_NAMES, Outcome } from '../../../src/sim/outcome.ts'
import type { AdmissionPlan, ConcurrencyLimitPlan } from '../../../src/sim/policy-plan.ts'
import { createGate } from '../../../src/sim/resilience/create-gate.ts'
import { createLimit, type Limit } from '../../../src/sim/resilience/create-limit.ts'
import { type Gate, PASS, WAIT } from '../../../src/sim/resilience/gate.ts'

const MS = 1e6
const FOREVER = Number.POSITIVE_INFINITY
const AIMD = { algorithm: 'aimd', decrease: 0.9, timeout: 1000 * MS } as const
const GRADIENT = { algorithm: 'gradient', tolerance: 1.5, smoothing: 0.2, queue: 4 } as const
const VEGAS = { algorithm: 'vegas', smoothing: 1 } as const

function limitPlan(rules: ConcurrencyLimitPlan['rules'], initial = 20, min = 1, max = 200): ConcurrencyLimitPlan {
  return { kind: 'concurrency-limit', initial, min, max, rules }
}

describe('a bulkhead', () => {
  const plans = fc.record({
    kind: fc.constant('bulkhead' as const),
    concurrent: fc.nat(4),
    queue: fc.nat(4),
    wait: fc.constantFrom(100, FOREVER),
  })

  it('never holds more than its places, and lets nobody wait while one is free', () => {
    const steps = fc.array(fc.constantFrom('enter', 'leave', 'withdraw'), { maxLength: 100, size: 'max' })
    fc.assert(
      fc.property(plans, steps, (plan, sequence) => {
        const gate = createGate(plan)
        let inside = 0
        let waiting = 0
        return sequence.every((step) => {
          if (step === 'enter') {
            const answer = gate.enter(0)
            const expected = inside < plan.concurrent ? PASS : waiting < plan.queue ? WAIT : Outcome.bulkheadFull
            if (answer !== expected) return false
            if (answer === PASS) inside++
            if (answer === WAIT) waiting++
          } else if (step === 'leave' && inside > 0) {
            const handedOn = gate.leave(0, Outcome.ok, 0)
            if (handedOn !== waiting > 0) return false
            if (handedOn) waiting--
            else inside--
          } else if (step === 'withdraw' && waiting > 0) {
            gate.withdraw(0)
            waiting--
          }
          return gate.level === inside && gate.capacity === plan.concurrent
        })
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('lets calls wait no longer than it says, and nobody without a queue', () => {
    const plan = { kind: 'bulkhead', concurrent: 1, queue: 2, wait: 100 } as const
    expect(createGate(plan).longestWait).toBe(100)
    expect(createGate({ ...plan, queue: 0 }).longestWait).toBe(0)
  })
})

describe('a concurrency limit', () => {
  const rules = fc.constantFrom<ConcurrencyLimitPlan['rules']>(AIMD, GRADIENT, VEGAS)

  it('stays within its bounds, whatever it sees', () => {
    const samples = fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.nat(300), fc.boolean()), {
      maxLength: 300,
      size: 'max',
    })
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 10 }), fc.nat(100), samples, (rule, min, above, sequence) => {
        const limit = createLimit(limitPlan(rule, min + Math.floor(above / 2), min, min + above))
        return sequence.every(([duration, inside, dropped]) => {
          limit.sample(duration * MS, inside, dropped)
          return Number.isInteger(limit.value) && limit.value >= min && limit.value <= min + above
        })
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it('lets in as many as the limit, counts everyone once, and refuses the others at once', () => {
    const calls = fc.array(fc.tuple(fc.boolean(), fc.nat(20), fc.constantFrom(Outcome.ok, Outcome.timeout, -1)), {
      maxLength: 200,
      size: 'max',
    })
    fc.assert(
      fc.property(rules, calls, (rule, sequence) => {
        const gate = createGate(limitPlan(rule, 5, 1, 8))
        const inside: number[] = []
        let now = 0
        return sequence.every(([enters, pick, outcome]) => {
          now += MS
          if (enters) {
            const room = inside.length < gate.capacity
            const answer = gate.enter(now)
            if (answer !== (room ? PASS : Outcome.concurrencyLimited)) return false
            if (room && inside.includes(gate.ticket)) return false
            if (room) inside.push(gate.ticket)
          } else if (inside.length > 0) {
            const [ticket] = inside.splice(pick % inside.length, 1)
            if (gate.leave(now, outcome, ticket as number)) return false
          }
          return gate.level === inside.length
        })
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  it('takes failures that load can cause for drops, answers for samples, and leaves out the rest', () => {
    const limitAfter = (outcome: number): number => {
      const gate = createGate(limitPlan(AIMD, 10))
      const tickets = Array.from({ length: 10 }, () => {
        gate.enter(0)
        return gate.ticket
      })
      gate.leave(MS, outcome, tickets[9] as number)
      return gate.capacity
    }
    const business = OUTCOME_NAMES.length
    const { ok, timeout, queueFull, shed, throttled, error, cancelled, rejected, leaseTaken, lockTimeout } = Outcome
    expect([ok, business, rejected, leaseTaken].map(limitAfter)).toEqual([11, 11, 11, 11])
    expect([timeout, queueFull, shed, throttled, lockTimeout].map(limitAfter)).toEqual([9, 9, 9, 9, 9])
    expect([error, cancelled, -1].map(limitAfter)).toEqual([10, 10, 10])
  })
})

/** The limit after each sample of `duration` ms with the limit in full use. */
function follow(limit: Limit, durations: readonly number[], dropped = false): readonly number[] {
  return durations.map((duration) => {
    limit.sample(duration * MS, limit.value, dropped)
    return limit.value
  })
}

describe('AIMD', () => {
  it('adds one for an answer at half of the limit or more, takes a tenth for a drop or a late answer', () => {
    const limit = createLimit(limitPlan(AIMD, 20, 18))
    limit.sample(MS, 9, false)
    expect(limit.value).toBe(20)
    limit.sample(MS, 10, false)
    expect(limit.value).toBe(21)
    expect(follow(limit, [1001])).toEqual([18])
    expect(follow(limit, [1000, 1, 1], true)).toEqual([18, 18, 18])
  })
})

describe('Gradient2', () => {
  it('grows by its queue while durations are even: a fifth of four for each sample', () => {
    const limit = createLimit(limitPlan(GRADIENT))
    expect(
      follow(
        limit,
        Array.from({ length: 10 }, () => 50),
      ),
    ).toEqual([20, 21, 22, 23, 24, 24, 25, 26, 27, 28])
  })

  it('falls when a duration leaves the long average behind, and not below half of a step', () => {
    const limit = createLimit(limitPlan(GRADIENT, 100))
    for (let i = 0; i < 200; i++) limit.sample(50 * MS, 0, false)
    // Gradient 1.5 · 50.17 / 100 with the new sample in the average, then the floor of 0.5.
    limit.sample(100 * MS, 100, false)
    expect(limit.value).toBe(Math.floor(100 * 0.8 + (100 * ((1.5 * (50 + 100 / 601)) / 100) + 4) * 0.2))
    const cut = createLimit(limitPlan(GRADIENT, 100))
    for (let i = 0; i < 200; i++) cut.sample(50 * MS, 0, false)
    cut.sample(5000 * MS, 100, false)
    expect(cut.value).toBe(Math.floor(100 * 0.8 + 54 * 0.2))
  })

  it('learns nothing about the limit from a client that uses less than half of it', () => {
    const limit = createLimit(limitPlan(GRADIENT, 100))
    for (let i = 0; i < 100; i++) limit.sample((i + 1) * MS, 49, false)
    expect(limit.value).toBe(100)
  })
})

describe('Vegas', () => {
  it('grows fast without a queue, slowly with a short one, and shrinks with a long one', () => {
    const limit = createLimit(limitPlan(VEGAS))
    // 20 · (1 - 10 / duration) queue: the first sample is the shortest, then 1, 2, 7 and 3.
    expect(follow(limit, [10, 10.2])).toEqual([20, 26])
    const short = createLimit(limitPlan(VEGAS))
    expect(follow(short, [10, 11])).toEqual([20, 21])
    const long = createLimit(limitPlan(VEGAS))
    expect(follow(long, [10, 15.2])).toEqual([20, 19])
    const sweet = createLimit(limitPlan(VEGAS))
    expect(follow(sweet, [10, 12])).toEqual([20, 20])
  })

  it('takes a step back for a drop, and measures the shortest duration anew now and then', () => {
    const limit = createLimit(limitPlan(VEGAS, 20))
    limit.sample(10 * MS, 20, false)
    limit.sample(10 * MS, 20, true)
    expect(limit.value).toBe(19)
    // The callee is twice as slow for good: until the next probe that looks like a queue, then like none.
    const values = Array.from({ length: 2000 }, () => {
      limit.sample(20 * MS, limit.value, false)
      return limit.value
    })
    expect(Math.min(...values.slice(0, 300))).toBeLessThan(19)
    expect(values.at(-1)).toBeGreaterThan(100)
  })
})

describe('a gate', () => {
  it.each([
    { kind: 'bulkhead', concurrent: 0, queue: 0, wait: 0 },
    { kind: 'rate-limit', rules: { algorithm: 'token-bucket', perSecond: 0, burst: 0 } },
    { kind: 'rate-limit', rules: { algorithm: 'leaky-bucket', perSecond: 0, burst: 0 } },
    { kind: 'rate-limit', rules: { algorithm: 'fixed-window', limit: 0, window: 1 } },
    { kind: 'rate-limit', rules: { algorithm: 'sliding-window', limit: 0, window: 1 } },
  ] as const satisfies readonly AdmissionPlan[])('of no capacity refuses (%o)', (plan) => {
    const gate: Gate = createGate(plan)
    // A leaky bucket without a queue still lets out one call each time it has dripped, and that is at once.
    if (plan.kind === 'rate-limit' && plan.rules.algorithm === 'leaky-bucket') expect(gate.enter(0)).toBe(PASS)
    const refused = plan.kind === 'bulkhead' ? Outcome.bulkheadFull : Outcome.rateLimited
    expect([gate.enter(0), gate.enter(1e15)]).toEqual([refused, refused])
  })
})
