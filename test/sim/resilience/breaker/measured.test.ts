import { describe, expect, it } from 'vitest'
import { exponential } from '../../../../src/sim/kernel/distributions/exponential.ts'
import { uniform53 } from '../../../../src/sim/kernel/source.ts'
import { Stream } from '../../../../src/sim/kernel/stream.ts'
import { streamKey } from '../../../../src/sim/kernel/stream-key.ts'
import { BreakerState, REJECT, Verdict } from '../../../../src/sim/resilience/breaker/breaker.ts'
import { breakerOf, MS, opossum, SECOND } from './rules.ts'

/**
 * A real opossum 9 before a real server was measured so: 20 calls a second for 60 s, the server takes an exponential 20
 * ms (64 at once, so nobody waits), and those that arrive from 20 s to 35 s fail. The breaker was created 0.4 to 0.5 s
 * before. Bands: what the five measured runs allow for the mean over arrival phases.
 */
interface Phases {
  readonly before: number
  readonly failing: number
  readonly after: number
  readonly openWhileFailing: number
  readonly openAfter: number
  /** Half-open times. */
  readonly probes: number
}

function measure(arrivals: 'periodic' | 'poisson', seed: number): Phases {
  const source = new Stream(streamKey(String(seed), `measured/${arrivals}`))
  const rules = opossum({
    resetTimeout: 5 * SECOND,
    volumeThreshold: 10,
    age: Math.round((400 + 100 * uniform53(source)) * MS),
  })
  const breaker = breakerOf(rules)
  const latency = exponential(20 * MS)
  const gap = exponential(50 * MS)
  const out: { at: number; token: number; failed: boolean }[] = []
  const seen = { before: 0, failing: 0, after: 0, openWhileFailing: 0, openAfter: 0, probes: 0 }
  let state: BreakerState = BreakerState.closed
  const look = (at: number): void => {
    const now = breaker.stateAt(at)
    if (now !== state && now === BreakerState.halfOpen) seen.probes++
    state = now
  }
  const settle = (until: number): void => {
    out.sort((a, b) => a.at - b.at)
    for (let call = out[0]; call !== undefined && call.at <= until; call = out[0]) {
      look(call.at)
      breaker.settled(call.at, call.token, call.failed ? Verdict.failure : Verdict.success, 0)
      look(call.at)
      out.shift()
    }
  }
  let at = Math.round(uniform53(source) * 50 * MS)
  while (at < 60 * SECOND) {
    settle(at)
    look(at)
    const token = breaker.admit(at)
    const phase = at < 20 * SECOND ? 'before' : at < 35 * SECOND ? 'failing' : 'after'
    if (token === REJECT) {
      if (phase === 'failing') seen.openWhileFailing++
      if (phase === 'after') seen.openAfter++
    } else {
      seen[phase]++
      out.push({ at: at + Math.round(latency.sample(source)), token, failed: phase === 'failing' })
    }
    at += arrivals === 'periodic' ? 50 * MS : Math.round(gap.sample(source))
  }
  return seen
}

function means(arrivals: 'periodic' | 'poisson'): Phases {
  const runs = Array.from({ length: 100 }, (_, seed) => measure(arrivals, seed))
  const mean = (pick: (one: Phases) => number): number => runs.reduce((sum, one) => sum + pick(one), 0) / runs.length
  return {
    before: mean((one) => one.before),
    failing: mean((one) => one.failing),
    after: mean((one) => one.after),
    openWhileFailing: mean((one) => one.openWhileFailing),
    openAfter: mean((one) => one.openAfter),
    probes: mean((one) => one.probes),
  }
}

function expectWithin(value: number, [low, high]: readonly [number, number]): void {
  expect(value).toBeGreaterThanOrEqual(low)
  expect(value).toBeLessThanOrEqual(high)
}

describe('an opossum breaker before a real server', () => {
  it('reaches it as often as was measured, and probes three times, when calls come every 50 ms', () => {
    const seen = means('periodic')
    expectWithin(seen.before, [396, 404])
    expectWithin(seen.failing, [92.2, 96.2])
    expectWithin(seen.after, [400, 411])
    expectWithin(seen.openWhileFailing, [203, 209])
    expectWithin(seen.openAfter, [92.1, 96.7])
    expectWithin(seen.probes, [2.9, 3.1])
  })

  it('reaches it as often as was measured when calls come at random', () => {
    const seen = means('poisson')
    expectWithin(seen.before, [390, 448])
    expectWithin(seen.failing, [90.2, 110])
    expectWithin(seen.after, [418, 534])
    expectWithin(seen.openWhileFailing, [169, 211])
    expectWithin(seen.openAfter, [0, 92])
  })
})
