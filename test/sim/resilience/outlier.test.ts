import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EjectionPlan } from '../../../src/sim/policy-plan.ts'
import { Outlier } from '../../../src/sim/resilience/outlier.ts'
import { successRateThreshold } from '../../../src/sim/resilience/success-rate-threshold.ts'

const SECOND = 1e9

/** Envoy's defaults, and every success-rate detector off, but for what is given. */
function plan(options: Partial<EjectionPlan> = {}): EjectionPlan {
  return {
    failures: [],
    consecutive: 5,
    interval: 10 * SECOND,
    baseEjection: 30 * SECOND,
    maxEjection: 300 * SECOND,
    maxEjectedShare: 0.1,
    successRate: null,
    failurePercentage: null,
    ...options,
  }
}

const SUCCESS_RATE = { minimumHosts: 5, requests: 100, factor: 1.9 }

/** So many requests to a host at `at` ns, of which so many succeed. */
function requests(outlier: Outlier, host: number, at: number, total: number, successes: number): void {
  for (let i = 0; i < total; i++) outlier.result(host, i >= successes, at)
}

function ejectedOf(outlier: Outlier, hosts: number): readonly number[] {
  return Array.from({ length: hosts }, (_, host) => host).filter((host) => outlier.ejected(host))
}

describe('the success rates of hosts', () => {
  it('OD-ENV-1: nine hosts with 99.5 % and one with 90 % give a threshold of 93.135 %, and the one is ejected', () => {
    const rates = [...Array.from({ length: 9 }, () => 99.5), 90]
    const { mean, deviation, threshold } = successRateThreshold(rates, 1.9)
    expect([mean, deviation, threshold].map((value) => Number(value.toFixed(9)))).toEqual([98.55, 2.85, 93.135])
    const outlier = new Outlier(plan({ consecutive: 0, successRate: SUCCESS_RATE }), 10)
    for (let host = 0; host < 9; host++) requests(outlier, host, SECOND, 200, 199)
    requests(outlier, 9, SECOND, 200, 180)
    outlier.sweep(10 * SECOND)
    expect(ejectedOf(outlier, 10)).toEqual([9])
  })

  it('OD-ENV-5: four hosts with 100 % and one with 50 % give 52 %, and it returns at a sweep 30 s later', () => {
    expect(successRateThreshold([100, 100, 100, 100, 50], 1.9)).toEqual({ mean: 90, deviation: 20, threshold: 52 })
    const outlier = new Outlier(plan({ consecutive: 0, successRate: SUCCESS_RATE }), 5)
    for (let host = 0; host < 4; host++) requests(outlier, host, SECOND, 200, 200)
    requests(outlier, 4, SECOND, 200, 100)
    outlier.sweep(10 * SECOND - 1)
    expect(ejectedOf(outlier, 5)).toEqual([])
    outlier.sweep(10 * SECOND)
    expect(ejectedOf(outlier, 5)).toEqual([4])
    outlier.sweep(40 * SECOND - 1)
    expect(ejectedOf(outlier, 5)).toEqual([4])
    outlier.sweep(40 * SECOND)
    expect(ejectedOf(outlier, 5)).toEqual([])
  })

  it('are those of the last interval only', () => {
    const outlier = new Outlier(plan({ consecutive: 0, successRate: SUCCESS_RATE }), 5)
    for (let host = 0; host < 5; host++) requests(outlier, host, SECOND, 60, host === 4 ? 0 : 60)
    for (let host = 0; host < 5; host++) requests(outlier, host, 11 * SECOND, 60, host === 4 ? 0 : 60)
    outlier.sweep(20 * SECOND)
    expect(ejectedOf(outlier, 5)).toEqual([])
  })

  it('are not judged with fewer hosts that have enough requests', () => {
    const outlier = new Outlier(plan({ consecutive: 0, successRate: SUCCESS_RATE }), 5)
    for (let host = 0; host < 4; host++) requests(outlier, host, SECOND, host === 0 ? 99 : 200, 99)
    requests(outlier, 4, SECOND, 200, 0)
    outlier.sweep(10 * SECOND)
    expect(ejectedOf(outlier, 5)).toEqual([])
  })
})

describe('failures in a row', () => {
  it('eject at the fifth one, at once', () => {
    const outlier = new Outlier(plan(), 10)
    requests(outlier, 3, SECOND, 4, 0)
    expect(outlier.ejected(3)).toBe(false)
    outlier.result(3, true, SECOND)
    expect([outlier.ejected(3), outlier.active, outlier.ejections(3)]).toEqual([true, 1, 1])
  })

  it('are broken by a success', () => {
    const outlier = new Outlier(plan(), 10)
    requests(outlier, 3, SECOND, 4, 0)
    outlier.result(3, false, SECOND)
    requests(outlier, 3, SECOND, 4, 0)
    expect(outlier.ejected(3)).toBe(false)
  })

  it('OD-ENV-3: eject a host that always fails for 30, 60, … up to 300 s', () => {
    const outlier = new Outlier(plan(), 10)
    const durations: number[] = []
    let out = -1
    // It fails every 10 ms whenever it is in; looked at every 10 ms.
    for (let at = 0; durations.length < 11; at += SECOND / 100) {
      outlier.sweep(at)
      if (outlier.ejected(0)) continue
      if (out >= 0) durations.push((at - out) / SECOND)
      for (let i = 0; i < 5; i++) outlier.result(0, true, at)
      out = at
    }
    expect(durations).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300])
  })

  it('re-admit only at a sweep: up to one interval late', () => {
    const outlier = new Outlier(plan(), 10)
    requests(outlier, 0, 12 * SECOND, 5, 0)
    outlier.sweep(50 * SECOND - 1)
    expect(outlier.ejected(0)).toBe(true)
    outlier.sweep(50 * SECOND)
    expect(outlier.ejected(0)).toBe(false)
  })

  it('count from 0 again after a return', () => {
    const outlier = new Outlier(plan(), 10)
    requests(outlier, 0, 0, 5, 0)
    // Late answers, of requests sent before.
    requests(outlier, 0, SECOND, 4, 0)
    outlier.sweep(30 * SECOND)
    requests(outlier, 0, 31 * SECOND, 4, 0)
    expect(outlier.ejected(0)).toBe(false)
    outlier.result(0, true, 31 * SECOND)
    expect(outlier.ejected(0)).toBe(true)
  })

  it('lower the next ejection by one step for each interval in which the host stays in', () => {
    // Back at 30 s with multiplier 1; at 40 s it is 0 again, so the next ejection lasts 30 s and not 60.
    const forgiven = new Outlier(plan(), 10)
    requests(forgiven, 0, 0, 5, 0)
    requests(forgiven, 0, 45 * SECOND, 5, 0)
    forgiven.sweep(80 * SECOND)
    expect(forgiven.ejected(0)).toBe(false)
    const again = new Outlier(plan(), 10)
    requests(again, 0, 0, 5, 0)
    requests(again, 0, 35 * SECOND, 5, 0)
    again.sweep(90 * SECOND)
    expect(again.ejected(0)).toBe(true)
    again.sweep(100 * SECOND)
    expect(again.ejected(0)).toBe(false)
  })

  it('can be switched off', () => {
    const outlier = new Outlier(plan({ consecutive: 0 }), 10)
    requests(outlier, 0, SECOND, 1000, 0)
    expect(outlier.ejected(0)).toBe(false)
  })
})

describe('failure percentages', () => {
  const failing = plan({ consecutive: 0, failurePercentage: { threshold: 0.85, minimumHosts: 5, requests: 50 } })

  it('eject hosts that reach the threshold', () => {
    const outlier = new Outlier({ ...failing, maxEjectedShare: 1 }, 5)
    for (let host = 0; host < 5; host++) requests(outlier, host, SECOND, 100, [15, 16, 100, 100, 0][host] as number)
    outlier.sweep(10 * SECOND)
    expect(ejectedOf(outlier, 5)).toEqual([0, 4])
  })

  it('do not eject again whom the success rate has just ejected', () => {
    const both = { ...failing, successRate: SUCCESS_RATE, maxEjectedShare: 1 }
    const outlier = new Outlier(both, 5)
    for (let host = 0; host < 5; host++) requests(outlier, host, SECOND, 100, host === 4 ? 0 : 100)
    outlier.sweep(10 * SECOND)
    expect([outlier.active, outlier.ejections(4)]).toEqual([1, 1])
  })
})

describe('an outlier detector', () => {
  it('lets no more than the share of the hosts be out, but always one', () => {
    const ten = new Outlier(plan(), 10)
    for (const host of [2, 5, 7]) requests(ten, host, 0, 5, 0)
    expect(ejectedOf(ten, 10)).toEqual([2])
    const twenty = new Outlier(plan(), 20)
    for (const host of [2, 5, 7]) requests(twenty, host, 0, 5, 0)
    expect(ejectedOf(twenty, 20)).toEqual([2, 5])
    const three = new Outlier(plan({ maxEjectedShare: 0 }), 3)
    for (const host of [0, 1]) requests(three, host, 0, 5, 0)
    expect(ejectedOf(three, 3)).toEqual([0])
  })

  it('ejects whom it could not eject before after five more failures', () => {
    const outlier = new Outlier(plan(), 10)
    requests(outlier, 2, 0, 5, 0)
    requests(outlier, 5, SECOND, 5, 0)
    outlier.sweep(30 * SECOND)
    requests(outlier, 5, 31 * SECOND, 4, 0)
    expect(outlier.ejected(5)).toBe(false)
    outlier.result(5, true, 31 * SECOND)
    expect(outlier.ejected(5)).toBe(true)
  })

  const results = fc.array(
    fc.record({ gap: fc.nat(4000), host: fc.nat(5), failure: fc.boolean(), times: fc.integer({ min: 1, max: 12 }) }),
    { minLength: 1, maxLength: 80 },
  )
  const anyPlan = fc.record({
    failures: fc.constant([]),
    consecutive: fc.nat(6),
    interval: fc.integer({ min: 1, max: 20 }).map((s) => s * SECOND),
    baseEjection: fc.integer({ min: 1, max: 40 }).map((s) => s * SECOND),
    maxEjection: fc.integer({ min: 40, max: 200 }).map((s) => s * SECOND),
    maxEjectedShare: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    successRate: fc.option(
      fc.record({ minimumHosts: fc.nat(4), requests: fc.nat(10), factor: fc.constantFrom(0.5, 1, 1.9) }),
    ),
    failurePercentage: fc.option(
      fc.record({ threshold: fc.constantFrom(0.5, 0.85), minimumHosts: fc.nat(4), requests: fc.nat(10) }),
    ),
  })

  it('is a pure function of the results and the time: sweeps made late or in time lead to the same', () => {
    let ejections = 0
    fc.assert(
      fc.property(anyPlan, results, (rules, list) => {
        const lazy = new Outlier(rules, 6)
        const eager = new Outlier(rules, 6)
        let at = 0
        for (const { gap, host, failure, times } of list) {
          const until = at + gap * 10 * 1e6
          for (; at < until; at += SECOND) eager.sweep(at)
          at = until
          for (let i = 0; i < times; i++) {
            lazy.result(host, failure, at)
            eager.result(host, failure, at)
          }
          expect(ejectedOf(lazy, 6)).toEqual(ejectedOf(eager, 6))
          expect([lazy.active, lazy.version]).toEqual([eager.active, eager.version])
          expect(lazy.active).toBe(ejectedOf(lazy, 6).length)
          expect(lazy.active).toBeLessThanOrEqual(Math.max(1, Math.floor(6 * rules.maxEjectedShare + 1e-9)))
        }
        ejections += lazy.version
      }),
      { seed: 5, numRuns: 300 },
    )
    expect(ejections).toBeGreaterThan(300)
  })
})
