import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uniform53 } from '../../../src/sim/kernel/source.ts'
import type { BudgetPlan } from '../../../src/sim/policy-plan.ts'
import { AwsClientRate } from '../../../src/sim/resilience/aws-client-rate.ts'
import { AttemptEnd, type Budget, FailureClass } from '../../../src/sim/resilience/budget.ts'
import { createBudget } from '../../../src/sim/resilience/create-budget.ts'
import { streamOf } from '../kernel/support/draws.ts'

const MS = 1e6
const SECOND = 1e9
const FINAGLE = { kind: 'finagle', ratio: 0.2, reservePerSecond: 10, ttl: 10 * SECOND } as const
const LINKERD = { ...FINAGLE, kind: 'linkerd' } as const
const AWS = { kind: 'aws-standard', capacity: 500, cost: 5, timeoutCost: 10, throttlingCost: 5 } as const

const { settled, retryable, abandoned } = AttemptEnd
const { other, timeout, throttled } = FailureClass

/** One call whose attempts all take no time; returns how many there were. `good(k)`: attempt k ends well. */
function call(
  budget: Budget,
  now: number,
  attempts: number,
  good: (k: number) => boolean = () => false,
  failure: FailureClass = other,
): number {
  budget.issued(now)
  let cost = 0
  for (let k = 0; ; k++) {
    budget.started(now)
    const ok = good(k)
    budget.finished(now, ok ? settled : retryable, failure, ok, k > 0, cost)
    if (ok || k + 1 >= attempts || !budget.mayRetry(now, failure)) return k + 1
    cost = budget.cost
  }
}

/** Attempts beyond the first per second, in the seconds from `from` to `to`, when every attempt fails. */
function retryRate(plan: BudgetPlan, callsPerSecond: number, from: number, to: number): number {
  const budget = createBudget(plan)
  let retries = 0
  for (let i = 0; i < to * callsPerSecond; i++) {
    const extra = call(budget, Math.round((i * SECOND) / callsPerSecond), 1000) - 1
    if (i >= from * callsPerSecond) retries += extra
  }
  return retries / (to - from)
}

describe('a retry budget', () => {
  const budgets = fc.constantFrom<BudgetPlan>(
    { kind: 'token-bucket', perSecond: 10, burst: 10 },
    FINAGLE,
    LINKERD,
    { kind: 'grpc', maxTokens: 10, tokenRatio: 0.1 },
    { kind: 'envoy', ratio: 0.2, minimum: 3 },
    AWS,
    { ...AWS, kind: 'aws-adaptive' },
    { kind: 'adaptive-bucket', size: 5, deposit: 0.1 },
  )
  const calls = fc.array(fc.record({ gap: fc.nat(50), good: fc.nat(6), attempts: fc.integer({ min: 1, max: 5 }) }), {
    maxLength: 200,
    size: 'max',
  })

  it('never holds less than nothing nor more than it began with and was given', () => {
    fc.assert(
      fc.property(budgets, calls, (plan, sequence) => {
        const budget = createBudget(plan)
        const first = budget.level
        let now = 0
        let issued = 0
        return sequence.every(({ gap, good, attempts }) => {
          now += gap * 10 * MS
          issued++
          call(budget, now, attempts, (k) => k === good)
          return budget.level >= 0 && budget.level <= first + issued
        })
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  it('never stands in the way of a call that succeeds at once', () => {
    fc.assert(
      fc.property(budgets, calls, (plan, sequence) => {
        const budget = createBudget(plan)
        let now = 0
        return sequence.every(({ gap }) => {
          now += gap * 10 * MS
          return budget.delay(now) === 0 && call(budget, now, 9, () => true) === 1
        })
      }),
      { seed: 2, numRuns: 50 },
    )
  })
})

describe('the token bucket', () => {
  it('lets retries out at its rate once its burst is used up', () => {
    const budget = createBudget({ kind: 'token-bucket', perSecond: 10, burst: 3 })
    expect(call(budget, 0, 100)).toBe(4)
    expect([99, 100, 150, 200].map((ms) => budget.mayRetry(ms * MS, other))).toEqual([false, true, false, true])
  })
})

describe('gRPC retry throttling', () => {
  const plan = { kind: 'grpc', maxTokens: 10, tokenRatio: 0.1 } as const

  it('makes the attempts of RB-GRPC-1 in a total outage', () => {
    const budget = createBudget(plan)
    const trace = Array.from({ length: 10 }, () => [call(budget, 0, 4), budget.level])
    expect(trace.map(([attempts]) => attempts)).toEqual([4, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    expect(trace.map(([, tokens]) => tokens)).toEqual([6, 5, 4, 3, 2, 1, 0, 0, 0, 0])
  })

  it.each([0.1, 0.02])('breaks even at a failure ratio of ratio / (1 + ratio) for %d (RB-GRPC-3)', (tokenRatio) => {
    const breakeven = tokenRatio / (1 + tokenRatio)
    const allowed = [breakeven - 0.005, breakeven + 0.005].map((failures) => {
      const budget = createBudget({ ...plan, tokenRatio, maxTokens: 100 })
      const source = streamOf(`grpc ${failures}`)
      for (let i = 0; i < 400_000; i++) call(budget, 0, 1, () => uniform53(source) >= failures)
      return budget.mayRetry(0, other)
    })
    expect(allowed).toEqual([true, false])
  })

  it('knows thousandths of a token exactly', () => {
    const budget = createBudget(plan)
    for (let i = 0; i < 5; i++) call(budget, 0, 1)
    expect(budget.level).toBe(5)
    expect(budget.mayRetry(0, other)).toBe(false)
    for (let i = 0; i < 30; i++) call(budget, 0, 1, () => true)
    expect(budget.level).toBe(8)
  })
})

describe('the AWS retry quota', () => {
  /** RB-AWS-1: 1,000 calls of at most 3 attempts, all of which fail. */
  function outage(plan: BudgetPlan, failure: FailureClass): readonly [number, number] {
    const budget = createBudget(plan)
    let attempts = 0
    for (let i = 0; i < 1000; i++) attempts += call(budget, 0, 3, undefined, failure)
    return [attempts, budget.level]
  }

  it('allows the retries of RB-AWS-1 in a total outage', () => {
    expect(outage(AWS, other)).toEqual([1100, 0])
    expect(outage(AWS, timeout)).toEqual([1050, 0])
    expect(outage({ ...AWS, cost: 14 }, other)).toEqual([1035, 10])
    expect(outage({ ...AWS, throttlingCost: 100 }, throttled)).toEqual([1005, 0])
  })

  it('gives back what the last retry took, or one token after a success at first, and is never more than full', () => {
    const budget = createBudget(AWS)
    const levels: number[] = []
    const track = (run: () => unknown): void => {
      run()
      levels.push(budget.level)
    }
    track(() => call(budget, 0, 3))
    track(() => call(budget, 0, 3, (k) => k === 2))
    track(() => call(budget, 0, 3, (k) => k === 1, timeout))
    track(() => call(budget, 0, 3, () => true))
    for (let i = 0; i < 100; i++) call(budget, 0, 3, () => true)
    track(() => undefined)
    expect(levels).toEqual([490, 485, 485, 486, 500])
  })

  it('learns nothing from an attempt that nobody waited for', () => {
    const budget = createBudget(AWS)
    call(budget, 0, 3)
    budget.finished(0, abandoned, other, false, false, 0)
    expect(budget.level).toBe(490)
  })
})

describe('the windowed budgets', () => {
  it('allow a burst of reserve times time to live at first (RB-FIN-4)', () => {
    const budget = createBudget(FINAGLE)
    expect(budget.level).toBe(100)
    let retries = 0
    while (budget.mayRetry(0, other)) retries++
    expect(retries).toBe(100)
  })

  it('let Finagle retry a fifth of new calls besides the reserve (RB-FIN-1)', () => {
    // 3 % around 30, as the table has it; calls come regularly, so only the borders of slices add to that.
    expect(Math.abs(retryRate(FINAGLE, 100, 20, 60) - 30)).toBeLessThan(0.9)
  })

  it('let Linkerd retry no more than the reserve when nothing succeeds (RB-L5D-1)', () => {
    expect(Math.abs(retryRate(LINKERD, 100, 20, 60) - 10)).toBeLessThan(1)
  })

  it('agree with a ledger of all deposits and withdrawals, slice by slice', () => {
    const plans = fc.record({
      kind: fc.constantFrom('finagle' as const, 'linkerd' as const),
      ratio: fc.constantFrom(0, 0.1, 0.2, 0.3, 1, 2),
      reservePerSecond: fc.constantFrom(0, 0, 0, 1),
      ttl: fc.constantFrom(SECOND, 10 * SECOND),
    })
    const steps = fc.array(fc.tuple(fc.nat(120), fc.constantFrom('call', 'answer', 'retry')), {
      maxLength: 150,
      size: 'max',
    })
    fc.assert(
      fc.property(plans, steps, (plan, sequence) => {
        const budget = createBudget(plan)
        const finagle = plan.kind === 'finagle'
        const scale = finagle || plan.ratio > 1 ? 1000 : 1
        const price = plan.ratio === 0 ? 1 : Math.floor(scale / plan.ratio)
        const ledger: { readonly slice: number; readonly amount: number }[] = []
        let now = 0
        return sequence.every(([gap, step]) => {
          now += gap * 10 * MS
          const slice = Math.floor(now / (plan.ttl / 10))
          const deposit = plan.ratio === 0 ? 0 : scale
          if (step === 'call') budget.issued(now)
          if (step === 'answer') budget.finished(now, settled, other, true, false, 0)
          if (step === (finagle ? 'call' : 'answer')) ledger.push({ slice, amount: deposit })
          if (step !== 'retry') return true
          const balance = ledger
            .filter((entry) => entry.slice > slice - 10)
            .reduce((sum, { amount }) => sum + amount, 0)
          const may = balance + ((plan.reservePerSecond * plan.ttl) / SECOND) * price >= price
          if (may) ledger.push({ slice, amount: -price })
          return budget.mayRetry(now, other) === may
        })
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})

describe("Envoy's budget", () => {
  it('keeps active retries to a fifth of all, at least three (RB-ENV-1)', () => {
    const amplification = (calls: number): number => {
      const budget = createBudget({ kind: 'envoy', ratio: 0.2, minimum: 3 })
      // Attempts take one second each; a failed one is followed at once by another if that is allowed.
      let attempts = 0
      let active: boolean[] = []
      for (let second = 0; second < 60; second++) {
        // They end one after the other, while the others of their second are on their way.
        for (let i = 0; i < calls; i++) {
          budget.issued(second)
          budget.started(second)
        }
        const next: boolean[] = []
        for (const retry of active) {
          budget.finished(second, retryable, other, false, retry, 0)
          if (!budget.mayRetry(second, other)) continue
          budget.started(second)
          next.push(true)
        }
        if (second >= 30) attempts += calls + next.length
        active = [...Array.from({ length: calls }, () => false), ...next]
      }
      return attempts / (30 * calls)
    }
    expect(Math.abs(amplification(4000) / 1.25 - 1)).toBeLessThan(0.02)
    expect(amplification(5)).toBe(1.6)
  })

  it('frees the place of a retry that ended, or that was never sent', () => {
    const budget = createBudget({ kind: 'envoy', ratio: 0, minimum: 1 })
    expect([budget.mayRetry(0, other), budget.mayRetry(0, other)]).toEqual([true, false])
    budget.forgone(0, 0)
    expect(budget.mayRetry(0, other)).toBe(true)
    budget.started(0)
    budget.finished(0, settled, other, true, true, 0)
    expect(budget.mayRetry(0, other)).toBe(true)
  })
})

describe("Brooker's adaptive bucket", () => {
  it('needs more than one token, takes one, and gets a tenth for each call', () => {
    const budget = createBudget({ kind: 'adaptive-bucket', size: 5, deposit: 0.1 })
    expect(Array.from({ length: 6 }, () => budget.mayRetry(0, other))).toEqual([true, true, true, true, false, false])
    const calls = Array.from({ length: 40 }, () => call(budget, 0, 2) - 1)
    // One in ten may be retried.
    expect(calls.reduce((sum, retries) => sum + retries, 0)).toBe(4)
  })
})

describe('the AWS adaptive client rate', () => {
  it('is off until the first throttling answer', () => {
    const rate = new AwsClientRate()
    for (let i = 0; i < 1000; i++) rate.answered(i * MS, false)
    expect([rate.rate, rate.delay(SECOND)]).toEqual([Number.POSITIVE_INFINITY, 0])
  })

  it('falls to 0.7 of what was measured, and grows back along the cubic curve', () => {
    const rate = new AwsClientRate()
    // 100 answers per second: measured 0.8 * 100, then 0.96 * 100, … of it.
    let now = 0
    for (let i = 0; i < 1000; i++) rate.answered((now += 10 * MS), false)
    rate.answered(now, true)
    const top = rate.rate / 0.7
    expect(Math.abs(top / 100 - 1)).toBeLessThan(0.03)
    const zero = Math.cbrt((top * 0.3) / 0.4)
    const after = [0.5, 1, 2, 4].map((seconds) => {
      const later = now + seconds * SECOND
      for (let t = now + 10 * MS; t <= later; t += 10 * MS) rate.answered(t, false)
      return rate.rate / (0.4 * (seconds - zero) ** 3 + top)
    })
    now += 4 * SECOND
    after.forEach((ratio) => expect(Math.abs(ratio - 1)).toBeLessThan(1e-9))
  })

  it('lets attempts out no faster than its rate, in their order', () => {
    const rate = new AwsClientRate()
    for (let i = 1; i <= 300; i++) rate.answered(i * 10 * MS, i === 300)
    const now = 3 * SECOND
    const turns = Array.from({ length: 200 }, () => rate.delay(now))
    expect(turns.every((turn, i) => i === 0 || turn >= (turns[i - 1] as number))).toBe(true)
    expect(Math.abs((turns[199] as number) - (turns[99] as number) - (100 / rate.rate) * SECOND)).toBeLessThan(2)
  })
})
