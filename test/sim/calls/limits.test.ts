import { describe, expect, it } from 'vitest'
import type { FaultPlan } from '../../../src/sim/fault-plan.ts'
import { Outcome } from '../../../src/sim/outcome.ts'
import type { BreakerRules, RateLimitPlan } from '../../../src/sim/policy-plan.ts'
import { law, listed } from '../world/law.ts'
import { FOREVER, MS, type PlanIndex } from '../world/plans.ts'
import { expectDrained, type Run } from '../world/simulate.ts'
import { fail, io, repeat } from '../world/steps.ts'
import { breaker, bulkhead, FAILURES, outcomes, retry, totalTimeout } from './policies.ts'
import { shop } from './shop.ts'

const ends = ({ log }: Run): readonly (readonly [number, string])[] =>
  log.calls('db.read').map(({ end, outcome }) => [end / MS, outcome] as const)

describe('a bulkhead at the caller', () => {
  it('lets so many in at once, so many wait in the order in which they came, and refuses the others', () => {
    const run = shop([bulkhead(2, 2)], [io(10 * MS)], { arrivals: [0, 1 * MS, 2 * MS, 3 * MS, 4 * MS] })
    expect(
      run.log.calls('db.read').map(({ start, end, outcome, parts }) => [start / MS, end / MS, outcome, parts]),
    ).toEqual([
      [4, 4, 'bulkhead-full', {}],
      [0, 10, 'ok', { io: 10 * MS }],
      [1, 11, 'ok', { io: 10 * MS }],
      [2, 20, 'ok', { pool: 8 * MS, io: 10 * MS }],
      [3, 21, 'ok', { pool: 8 * MS, io: 10 * MS }],
    ])
    expect(run.log.changes('bulkhead web -> db web/0')).toEqual([
      [0, 1],
      [1 * MS, 2],
      [20 * MS, 1],
      [21 * MS, 0],
    ])
    expect(run.log.total('policy-rejections web -> db bulkhead')).toBe(1)
    expectDrained(run)
  })

  it('refuses who has waited for as long as it may', () => {
    const run = shop([bulkhead(1, 5, 4 * MS)], [io(10 * MS)], { arrivals: [0, 1 * MS, 7 * MS] })
    expect(ends(run)).toEqual([
      [5, 'bulkhead-full'],
      [10, 'ok'],
      [20, 'ok'],
    ])
    expectDrained(run)
  })

  it('gives the place of a call that was given up to the next', () => {
    const run = shop([totalTimeout(6 * MS), bulkhead(1, 5)], [io(10 * MS)], { arrivals: [0, 1 * MS, 3 * MS] })
    expect(run.log.visits('db/0').map(({ start }) => start / MS)).toEqual([0, 6, 7])
    expect(ends(run)).toEqual([
      [6, 'timeout'],
      [7, 'timeout'],
      [9, 'timeout'],
    ])
    expectDrained(run)
  })

  it('is held through the retries inside it, and anew by each retry outside', () => {
    const latencies = (outside: boolean): readonly number[] => {
      const layers = outside ? [bulkhead(1, 5), retry(2)] : [retry(2), bulkhead(1, 5)]
      return ends(shop(layers, [io(10 * MS), fail()], { arrivals: [0, 1 * MS] })).map(([end]) => end)
    }
    expect(latencies(true)).toEqual([20, 40])
    expect(latencies(false)).toEqual([30, 40])
  })
})

describe('a rate limit at the caller', () => {
  const limited = (rules: RateLimitPlan['rules']): Run =>
    shop([{ kind: 'rate-limit', rules }], [io(1 * MS)], { arrivals: [0, 1, 2, 3].map((i) => i * MS) })

  it('refuses what comes too fast', () => {
    const run = limited({ algorithm: 'token-bucket', perSecond: 500, burst: 1 })
    expect(ends(run)).toEqual([
      [1, 'rate-limited'],
      [1, 'ok'],
      [3, 'rate-limited'],
      [3, 'ok'],
    ])
    expect(run.log.total('policy-rejections web -> db rate-limit')).toBe(2)
    expectDrained(run)
  })

  it('with a leaky bucket makes it wait for its turn, which is time at the caller', () => {
    const run = limited({ algorithm: 'leaky-bucket', perSecond: 200, burst: 2 })
    expect(ends(run)).toEqual([
      [1, 'ok'],
      [3, 'rate-limited'],
      [6, 'ok'],
      [11, 'ok'],
    ])
    expect(run.log.calls('db.read').map(({ parts }) => parts['pool'] ?? 0)).toEqual([0, 0, 4 * MS, 8 * MS])
    expectDrained(run)
  })
})

describe('a breaker', () => {
  it('refuses at once while it is open, then lets a probe through while the others wait for what comes of it', () => {
    const run = shop([breaker(2, 20 * MS)], [io(2 * MS), repeat(listed([1, 1, 0]), [fail()])], {
      arrivals: [0, 5 * MS, 10 * MS, 27 * MS, 28 * MS],
    })
    expect(
      run.log.calls('db.read').map(({ start, end, outcome, parts }) => [start / MS, end / MS, outcome, parts]),
    ).toEqual([
      [0, 2, 'error', { io: 2 * MS }],
      [5, 7, 'error', { io: 2 * MS }],
      [10, 10, 'breaker-open', {}],
      [27, 29, 'ok', { io: 2 * MS }],
      [28, 31, 'ok', { pool: 1 * MS, io: 2 * MS }],
    ])
    expect(run.log.changes('breaker web -> db web/0')).toEqual([
      [7 * MS, 2],
      [27 * MS, 1],
      [29 * MS, 0],
    ])
    expect(run.log.total('policy-rejections web -> db breaker')).toBe(1)
    expectDrained(run)
  })

  it('that waits for a probe which fails refuses all who waited for it', () => {
    const run = shop([breaker(1, 20 * MS)], [io(2 * MS), fail()], { arrivals: [0, 30 * MS, 31 * MS, 31 * MS] })
    expect(ends(run)).toEqual([
      [2, 'error'],
      [32, 'error'],
      [32, 'breaker-open'],
      [32, 'breaker-open'],
    ])
    expectDrained(run)
  })

  it('shows the states that it takes by itself when it takes them', () => {
    const rules: BreakerRules = {
      library: 'resilience4j',
      window: 'count',
      size: 1,
      minimumCalls: 1,
      failureRate: 0.5,
      slowCallRate: 1,
      slowCallDuration: 1000 * MS,
      waitInOpen: 30 * MS,
      permittedInHalfOpen: 1,
      automatic: true,
      maxWaitInHalfOpen: 0,
      afterHalfOpenWait: 'open',
    }
    const run = shop([breaker(1, 1, { rules })], [io(2 * MS), fail()])
    expect(run.log.changes('breaker web -> db web/0')).toEqual([
      [2 * MS, 2],
      [32 * MS, 1],
    ])
    expectDrained(run)
    // Half open without a call for 30 ms it opens again: it goes to and fro for ever, and nobody waits for that.
    const restless = shop([breaker(1, 1, { rules: { ...rules, maxWaitInHalfOpen: 30 * MS } })], [io(2 * MS), fail()])
    expect(restless.log.changes('breaker web -> db web/0').slice(0, 4)).toEqual([
      [2 * MS, 2],
      [32 * MS, 1],
      [62 * MS, 2],
      [92 * MS, 1],
    ])
    expect(restless.end.time).toBeLessThan(11_000 * MS)
    expectDrained(restless)
  })

  it('counts what it is told to count', () => {
    const opens = (failures: readonly boolean[], ignored: readonly boolean[]): number =>
      shop(
        [breaker(2, 1000 * MS, { failures, ignored })],
        [repeat(listed([1, 0, 1, 1]), [fail()]), fail(1, 'refused')],
        {
          arrivals: [0, 1, 2, 3, 4].map((i) => i * MS),
        },
      )
        .log.calls('db.read')
        .findIndex(({ outcome }) => outcome === 'breaker-open')
    // error, refused, error, error, …: a success between two failures starts the count anew, what is ignored does not.
    expect([
      opens(FAILURES, outcomes()),
      opens(outcomes('error'), outcomes()),
      opens(outcomes('error'), outcomes('refused')),
    ]).toEqual([2, 4, 3])
  })

  it.each([
    ['all calls', 'shared', 'target', ['breaker web -> db']],
    ['each caller', 'instance', 'target', ['breaker web -> db web/0', 'breaker web -> db web/1']],
    ['each server', 'shared', 'instance', ['breaker web -> db db/0', 'breaker web -> db db/1']],
    [
      'each caller and server',
      'instance',
      'instance',
      ['web/0 db/0', 'web/0 db/1', 'web/1 db/0', 'web/1 db/1'].map((pair) => `breaker web -> db ${pair}`),
    ],
  ] as const)('may have a state of its own for %s', (_, scope, per, states) => {
    // Each of two callers takes the two servers in turn; every call fails.
    const run = shop([breaker(1, 1000 * MS)], [fail()], {
      arrivals: Array.from({ length: 20 }, (_each, i) => i * MS),
      guard: { scope, per },
      spec: { units: { web: { instances: 2 }, db: { instances: 2, balance: { scope: 'client' } } } },
    })
    expect(run.log.total('attempts web -> db')).toBe(states.length)
    expect(states.map((state) => run.log.changes(state).at(-1)?.[1])).toEqual(states.map(() => 2))
    expectDrained(run)
  })

  it('of each server leaves the healthy one alone: a retry goes there', () => {
    const run = shop([retry(2), breaker(1, 1000 * MS)], [], {
      arrivals: Array.from({ length: 10 }, (_each, i) => i * MS),
      guard: { per: 'instance' },
      spec: {
        units: { web: {}, db: { instances: 2 } },
        faults: (index) => [brokenServer(index)],
      },
    })
    expect(run.log.calls('db.read').map(({ outcome }) => outcome)).toEqual(Array(10).fill('ok'))
    expect(run.log.visits('db/0').filter(({ outcome }) => outcome === 'error').length).toBe(1)
    expectDrained(run)
  })
})

/** Every call of the first server of db fails. */
function brokenServer(index: PlanIndex): FaultPlan {
  return {
    id: 'broken',
    kind: 'errors',
    schedule: { kind: 'scripted', at: 0, lasts: FOREVER, every: 0, jitter: 0, until: FOREVER },
    effect: {
      kind: 'errors',
      programs: [index.program('db.read')],
      on: { units: [index.unit('db')], zones: [], pick: { kind: 'numbers', numbers: [0] } },
      share: 1,
      when: 'before',
      outcome: Outcome.error,
      first: FOREVER,
    },
  }
}

describe('a sidecar', () => {
  it('is passed on the way out and on the way back, also by what it refuses', () => {
    const run = shop([bulkhead(1)], [io(10 * MS)], { arrivals: [0, 2 * MS], guard: { sidecar: law(1 * MS) } })
    expect(run.log.calls('db.read').map(({ latency, outcome, parts }) => [latency / MS, outcome, parts])).toEqual([
      [2, 'bulkhead-full', { network: 2 * MS }],
      [12, 'ok', { network: 2 * MS, io: 10 * MS }],
    ])
    expectDrained(run)
  })

  it('makes the retries, which do not pass it again', () => {
    const run = shop([retry(3)], [io(5 * MS), fail()], { guard: { sidecar: law(1 * MS) } })
    expect(run.log.onlyCall('db.read').latency).toBe(17 * MS)
    expectDrained(run)
  })
})
