import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaultPlan } from '../../../src/sim/fault-plan.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { GuardPlan, RetryPlan } from '../../../src/sim/policy-plan.ts'
import { listed } from '../world/law.ts'
import { at, type EdgeSpec, FOREVER, MS, open, type PlanIndex, SECOND, type WorldSpec } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, cpu, fail, io, repeat, type StepSpec } from '../world/steps.ts'
import { backoff, breaker, bulkhead, FAILURES, fallback, outcomes, retry, totalTimeout } from './policies.ts'
import { shop } from './shop.ts'

/** Attempts, retries and visits of the edge from web to db. */
function counts({ log }: Run): readonly number[] {
  return [log.total('attempts web -> db'), log.total('retries web -> db'), log.visits('db/0').length]
}

describe('a retry', () => {
  it('follows a failure after the wait of its backoff, and gives up after so many attempts in all', () => {
    const growing = backoff(10 * MS, { kind: 'exponential', max: 25 * MS })
    const run = shop([retry(4, { backoff: growing })], [io(1 * MS), fail()])
    // 1 + 10 + 1 + 20 + 1 + 25 + 1
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 59 * MS, outcome: 'error' })
    expect(run.log.visits('db/0').map(({ start }) => start / MS)).toEqual([0, 11, 32, 58])
    expect(counts(run)).toEqual([4, 3, 4])
    expectDrained(run)
  })

  it('ends with the first good answer, whose time keeps its parts while all before it was thrown away', () => {
    const run = shop(
      [retry(5, { backoff: backoff(7 * MS) })],
      [repeat(listed([1, 1, 0]), [io(3 * MS), fail()]), cpu(2 * MS)],
    )
    expect(run.log.onlyCall('db.read')).toMatchObject({
      latency: 22 * MS,
      outcome: 'ok',
      parts: { retry: 20 * MS, cpu: 2 * MS },
    })
    expect(run.log.onlyCall('web.get')).toMatchObject({ outcome: 'ok', parts: { retry: 20 * MS, cpu: 2 * MS } })
    expectDrained(run)
  })

  it('has a timeout for each attempt, and a call that never gets an answer takes exactly all of them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.nat(1e9),
        (attempts, timeout, wait) => {
          const run = shop([retry(attempts, { backoff: backoff(wait) })], [io(1000 * SECOND)], {
            edge: { timeout, cancel: true },
          })
          expect(run.log.onlyCall('db.read')).toMatchObject({
            latency: attempts * timeout + (attempts - 1) * wait,
            outcome: 'timeout',
          })
          expectDrained(run)
        },
      ),
      { seed: 4101, numRuns: 60 },
    )
  })

  it('is for the outcomes it is meant for, and for no other', () => {
    const attempts = (on: RetryPlan['on'], reason: string): number =>
      counts(shop([retry(3, { on })], [fail(1, reason)]))[0] as number
    expect([attempts(outcomes('error'), 'error'), attempts(outcomes('timeout'), 'error')]).toEqual([3, 1])
    expect([attempts(FAILURES, 'refused'), attempts(outcomes('refused'), 'throttled')]).toEqual([3, 1])
  })

  describe('of an operation that is not idempotent', () => {
    const attempts = (reason: string, unsafe: boolean): number => {
      const run = shop([retry(3, { unsafe })], [fail(1, reason)], { spec: { notIdempotent: ['db.read'] } })
      return counts(run)[0] as number
    }

    it('needs a failure that definitely had no effect', () => {
      const unknown = ['timeout', 'deadline', 'error', 'reset', 'crashed']
      const definite = ['refused', 'queue-full', 'shed', 'throttled', 'breaker-open', 'unresolved']
      expect(unknown.map((reason) => attempts(reason, false))).toEqual(unknown.map(() => 1))
      expect(definite.map((reason) => attempts(reason, false))).toEqual(definite.map(() => 3))
    })

    it('takes place all the same where it says that this is meant', () => {
      expect([attempts('timeout', true), attempts('error', true)]).toEqual([3, 3])
    })
  })

  it('waits as long as a throttling server asks, if that is longer than its own wait', () => {
    const latency = (wait: number, retryAfter: boolean): number => {
      const run = shop([retry(2, { backoff: backoff(wait, { retryAfter }) })], [io(1 * MS)], {
        arrivals: [0, 1 * MS],
        spec: { faults: (index) => [throttled(index, 400 * MS)] },
      })
      return run.log.calls('db.read')[1]?.latency ?? -1
    }
    expect([latency(200 * MS, true), latency(500 * MS, true), latency(200 * MS, false)]).toEqual([
      401 * MS,
      501 * MS,
      201 * MS,
    ])
  })

  it('that its budget does not pay for is not made, and counted', () => {
    const budget = { kind: 'token-bucket', perSecond: 1, burst: 2 } as const
    const run = shop([retry(10, { budget })], [io(1 * MS), fail()], { arrivals: [0, 100 * MS, 5 * SECOND] })
    // Two tokens at first, a hundredth more after 100 ms, two again after 5 s.
    expect(counts(run)).toEqual([7, 4, 7])
    expect(run.log.total('retries-denied web -> db')).toBe(3)
    expect(run.log.calls('db.read').map(({ latency }) => latency / MS)).toEqual([3, 1, 3])
    expectDrained(run)
  })

  it('asks for work of its own: another attempt is not as slow because the first one was', () => {
    const run = shop([retry(40)], [io(exponential(10 * MS)), fail()])
    const times = run.log.visits('db/0').map(({ latency }) => latency)
    expect(times.length).toBe(40)
    expect(new Set(times).size).toBe(40)
  })
})

/** db answers one call in a tenth of a second, and all others with `throttled`. */
function throttled(index: PlanIndex, retryAfter: number): FaultPlan {
  return {
    id: 'throttled',
    kind: 'throttle',
    schedule: { kind: 'scripted', at: 0, lasts: FOREVER, every: 0, jitter: 0, until: FOREVER },
    effect: {
      kind: 'throttle',
      programs: [index.program('db.read')],
      on: { units: [index.unit('db')], zones: [], pick: { kind: 'all' } },
      perSecond: 10,
      burst: 1,
      retryAfter,
    },
  }
}

describe('retries', () => {
  // RT-EXP: attempts are a truncated geometric number. Three standard errors of the mean: a faultless simulator fails
  // once in 370 versions for each of the four figures.
  it.each([
    { p: 0.1, k: 2 },
    { p: 0.5, k: 2 },
  ])('of attempts that fail with probability $p are as many as the geometric sum says', ({ p, k }) => {
    const n = 20_000
    const times = Array.from({ length: n }, (_, i) => i * 1000)
    const run = shop([retry(k + 1)], [fail(p)], { arrivals: times })
    const failed = run.log.calls('db.read').filter(({ outcome }) => outcome !== 'ok').length
    const attempts = run.log.total('attempts web -> db')
    const mean = (1 - p ** (k + 1)) / (1 - p)
    const second = [1, 2, 3].reduce((sum, a) => sum + a * a * (a < k + 1 ? p ** (a - 1) * (1 - p) : p ** k), 0)
    expect(Math.abs(attempts / n - mean)).toBeLessThan(3 * Math.sqrt((second - mean * mean) / n))
    const lost = p ** (k + 1)
    expect(Math.abs(failed / n - lost)).toBeLessThan(3 * Math.sqrt((lost * (1 - lost)) / n))
  })

  it.each([
    { k: 2, d: 3, bottom: 27 },
    { k: 2, d: 5, bottom: 243 },
    { k: 1, d: 7, bottom: 128 },
  ])('of $k retries over $d layers multiply to $bottom calls at the bottom', ({ k, d, bottom }) => {
    const run = simulate(layered(d, { layers: [retry(k + 1)] }, [fail()]))
    expect(run.log.visits(`l${d}/0`).length).toBe(bottom)
    expect(run.log.total(`attempts l${d - 1} -> l${d}`)).toBe(bottom)
    expectDrained(run)
  })

  it('change nothing where nothing fails: not an event, not a draw', () => {
    const plain = simulate(layered(4, undefined, [io(exponential(3 * MS))], 50))
    const layers = [
      fallback({ kind: 'value' }),
      bulkhead(1000),
      retry(3, {
        backoff: backoff(5 * MS, { jitter: 'full' }),
        budget: { kind: 'grpc', maxTokens: 10, tokenRatio: 0.1 },
      }),
      breaker(3, 10 * MS),
    ]
    const guarded = simulate(layered(4, { layers }, [io(exponential(3 * MS))], 50))
    expect(plain.log.ends.length).toBeGreaterThan(1000)
    const { fingerprint, ...end } = guarded.end
    expect(end).toEqual(expect.objectContaining({ events: plain.end.events, time: plain.end.time }))
    expect(guarded.log.ends).toEqual(plain.log.ends)
    // Which records the calls have in memory is part of the fingerprint, and a guarded call has one of its own.
    const without = simulate(layered(4, { layers: [totalTimeout(1000 * SECOND)] }, [io(exponential(3 * MS))], 50))
    expect(without.end.fingerprint).toBe(fingerprint)
  })

  it('leave alone the draws of requests that do not fail', () => {
    const world = (attempts: number): Run =>
      simulate(layered(3, { layers: [retry(attempts)] }, [io(exponential(3 * MS)), fail(0.2)], 50))
    const [without, several] = [world(1), world(3)]
    const good = (run: Run): readonly string[] =>
      run.log.calls('l3.get').flatMap((each) => (each.outcome === 'ok' ? [`${each.start} ${each.end}`] : []))
    const lucky = good(without)
    expect(lucky.length).toBeGreaterThan(300)
    expect(good(several)).toEqual(expect.arrayContaining([...lucky]))
    expect(good(several).length).toBeGreaterThan(lucky.length)
  })
})

/** A chain of units l1 … ld below the users, every call under `guard`; the last one does `steps`. */
function layered(
  depth: number,
  guard: Partial<GuardPlan> | undefined,
  steps: readonly StepSpec[],
  rate: number = 0,
): WorldSpec {
  const numbers = Array.from({ length: depth }, (_, i) => i + 1)
  const edge: EdgeSpec = guard === undefined ? {} : { guard }
  return {
    units: Object.fromEntries(numbers.map((i) => [`l${i}`, {}])),
    operations: Object.fromEntries(
      numbers.map((i) => [`l${i}.get`, i === depth ? steps : [call(`l${i + 1}.get`)]] as const),
    ),
    edges: { 'users -> l1': edge, ...Object.fromEntries(numbers.map((i) => [`l${i} -> l${i + 1}`, edge])) },
    workloads: { users: { calls: 'l1.get', arrivals: rate > 0 ? open(rate) : at(0) } },
  }
}

describe('the time that all attempts may take in all', () => {
  it('ends the call to the nanosecond, in an attempt or in a wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 * MS }), (total) => {
        const run = shop(
          [totalTimeout(total), retry(Number.POSITIVE_INFINITY, { backoff: backoff(7 * MS) })],
          [io(5 * MS), fail()],
        )
        const attempts = Math.ceil(total / (12 * MS))
        expect(run.log.onlyCall('db.read')).toMatchObject({
          latency: total,
          outcome: 'timeout',
          parts: { retry: total },
        })
        expect(counts(run)).toEqual([attempts, attempts - 1, attempts])
        expectDrained(run)
      }),
      { seed: 4102, numRuns: 100 },
    )
  })
})

describe('attempts without end', () => {
  it.each([
    ['refused at once by the server', [retry(Number.POSITIVE_INFINITY)], [fail(1, 'refused')]],
    ['refused by a breaker that never closes', [retry(Number.POSITIVE_INFINITY), breaker(1, 1e15)], [fail()]],
    ['refused by a full bulkhead', [retry(Number.POSITIVE_INFINITY), bulkhead(1)], [io(1e9)]],
  ])('and without a wait, %s, end the run by its limit', (_, layers, read) => {
    const run = shop(layers, read, {
      arrivals: [0, 1],
      spec: { limits: { eventsPerInstant: 20_000 } },
    })
    expect(run.end).toMatchObject({ status: 'limit', limit: { kind: 'events-per-instant' } })
  })

  it('over several layers, too', () => {
    const spec = layered(4, { layers: [retry(Number.POSITIVE_INFINITY)] }, [fail(1, 'refused')])
    expect(simulate({ ...spec, limits: { eventsPerInstant: 20_000 } }).end.status).toBe('limit')
  })
})
