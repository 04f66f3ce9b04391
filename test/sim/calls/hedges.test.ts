import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { listed } from '../world/law.ts'
import { at, FOREVER, MS, SECOND, US } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { cpu, fail, io, repeat } from '../world/steps.ts'
import { hedge, retry, totalTimeout } from './policies.ts'
import { shop } from './shop.ts'

describe('a hedged call', () => {
  it('takes the first of all answers, T = min over i of (i * d + X_i), and starts no branch after that', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(100), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (times, delay, max, cancel) => {
          const run = shop([hedge(delay, { max, cancel })], [io(listed(times))])
          const ends = times.slice(0, max + 1).map((time, i) => i * delay + time)
          let end = FOREVER
          let branches = 0
          // A branch starts if no answer has come by then; the answer of the instant comes after the timer.
          for (const [i, one] of ends.entries()) {
            if (i > 0 && i * delay > end) break
            branches++
            end = Math.min(end, one)
          }
          expect(run.log.onlyCall('db.read')).toMatchObject({ latency: end, outcome: 'ok' })
          const { log } = run
          expect([log.total('attempts web -> db'), log.total('hedges web -> db')]).toEqual([branches, branches - 1])
          expectDrained(run)
        },
      ),
      { seed: 4201, numRuns: 300 },
    )
  })

  it('that is answered in time is one attempt and no more', () => {
    const run = shop([hedge(10 * MS)], [io(9 * MS)])
    expect([run.log.total('attempts web -> db'), run.log.total('hedges web -> db')]).toEqual([1, 0])
    expectDrained(run)
  })

  it('splits its time into that of the answer it took, and what went before that', () => {
    const run = shop([hedge(10 * MS)], [cpu(listed([90 * MS, 5 * MS]))], {
      spec: { units: { web: {}, db: { cores: 2 } } },
    })
    expect(run.log.onlyCall('db.read').parts).toEqual({ cpu: 5 * MS, retry: 10 * MS })
  })

  it('waits for the others when a branch fails, and fails when the last one does', () => {
    const outcome = (durations: readonly number[], fails: readonly number[]): readonly [string, number] => {
      const run = shop([hedge(10 * MS)], [io(listed(durations)), repeat(listed(fails), [fail()])])
      expectDrained(run)
      const { outcome: how, latency } = run.log.onlyCall('db.read')
      return [how, latency / MS]
    }
    expect(outcome([20 * MS, 30 * MS], [1, 0])).toEqual(['ok', 40])
    expect(outcome([20 * MS, 30 * MS], [1, 1])).toEqual(['error', 40])
    // Nothing else is under way: a hedge is against slowness, and a failure is the retry's business.
    expect(outcome([5 * MS, 1 * MS], [1, 0])).toEqual(['error', 5])
  })

  it('lets the loser work on unless it cancels, and either way what it does is in vain', () => {
    const busy = (cancel: boolean): readonly number[] => {
      const run = shop([hedge(10 * MS, { cancel })], [cpu(listed([90 * MS, 5 * MS]))], {
        edge: { link: { delay: 1 * MS } },
        spec: { units: { web: {}, db: { instances: 2 } } },
      })
      expectDrained(run)
      return [run.log.total('wasted-cpu db'), run.log.onlyCall('db.read').latency].map((time) => time / MS)
    }
    // The winner's answer is there at 17 ms, the cancellation at the loser's server at 18 ms, which began at 1 ms.
    expect(busy(true)).toEqual([17, 17])
    expect(busy(false)).toEqual([90, 17])
  })

  it('after a percentile starts its branch at that quantile of what it has seen, and at first as it is told', () => {
    const times = Array.from({ length: 21 }, (_, i) => i * SECOND)
    const durations = [...Array.from({ length: 20 }, () => 10 * MS), 500 * MS, 5 * MS]
    const run = shop([hedge(300 * MS, { percentile: 0.9 })], [io(listed(durations))], {
      arrivals: times,
      spec: { duration: 30 * SECOND },
    })
    expect(run.log.total('hedges web -> db')).toBe(1)
    // The quantile is off by at most 1/64.
    const last = run.log.calls('db.read').at(-1)?.latency ?? 0
    expect(Math.abs(last - 15 * MS)).toBeLessThanOrEqual((10 * MS) / 64)
    const first = shop([hedge(300 * MS, { percentile: 0.9 })], [io(listed([500 * MS, 5 * MS]))])
    expect(first.log.onlyCall('db.read').latency).toBe(305 * MS)
  })

  it('starts as many branches as the percentile leaves, also when they overtake what they were started for', () => {
    const calls = 4000
    const run = shop([hedge(50 * MS, { percentile: 0.9 })], [io(exponential(10 * MS))], {
      arrivals: Array.from({ length: calls }, (_, i) => i * SECOND),
      spec: { duration: (calls + 10) * SECOND },
    })
    // A tenth: a standard deviation of 0.5 % by the calls, and of 0.9 % by the last 1,000, which give the quantile.
    const share = run.log.total('hedges web -> db') / calls
    expect(share).toBeGreaterThan(0.08)
    expect(share).toBeLessThan(0.12)
  })

  it.each(['random', 'round-robin', 'least-outstanding', 'weighted'] as const)(
    'goes to another instance with each branch, as long as there is one, under %s',
    (policy) => {
      const arrivals = Array.from({ length: 40 }, (_, i) => i * 100 * MS)
      const balance = { policy, weights: [5, 1, 1] }
      const units = { web: {}, db: { instances: 3, balance } }
      const run = shop([hedge(10 * MS, { max: 3 })], [io(90 * MS)], { arrivals, spec: { units } })
      for (const arrival of arrivals) {
        const during = [0, 1, 2].map(
          (i) => run.log.visits(`db/${i}`).filter(({ start }) => start >= arrival && start < arrival + 25 * MS).length,
        )
        expect(during).toEqual([1, 1, 1])
      }
    },
  )

  it('inside a retry is hedged anew at each attempt', () => {
    const run = shop([retry(3), hedge(10 * MS, { max: 2 })], [io(25 * MS), fail()])
    expect(run.log.total('attempts web -> db')).toBe(9)
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 3 * 45 * MS, outcome: 'error' })
    expectDrained(run)
  })

  it('around retries has each branch retry by itself', () => {
    // Each branch fails once: 20 + 20; the second starts 10 later, and the first ends it.
    const run = shop([hedge(10 * MS), retry(2)], [io(20 * MS), repeat(listed([1, 1, 0, 0]), [fail()])])
    expect(run.log.total('attempts web -> db')).toBe(4)
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 40 * MS, outcome: 'ok' })
    expectDrained(run)
  })

  it('ends with all its branches when the time for all is over', () => {
    const run = shop([totalTimeout(25 * MS), hedge(10 * MS, { max: 5 })], [io(1 * SECOND)])
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 25 * MS, outcome: 'timeout' })
    expect(run.log.total('attempts web -> db')).toBe(3)
    expectDrained(run)
  })
})

describe('tied attempts', () => {
  /** Two servers of one worker each, which others keep busy until 30 ms and 20 ms; then the call comes, hedged. */
  const tied = (isTied: boolean): Run =>
    simulate({
      units: { db: { instances: 2, slots: 1 } },
      operations: { 'db.fill': [io(listed([30 * MS, 19 * MS]))], 'db.read': [cpu(8 * MS)] },
      edges: {
        'others -> db': {},
        'users -> db': { link: { delay: 1 * MS }, guard: { layers: [hedge(2 * MS, { tied: isTied })] } },
      },
      workloads: {
        others: { calls: 'db.fill', arrivals: at(0, 1 * MS) },
        users: { calls: 'db.read', arrivals: at(5 * MS) },
      },
    })

  it('are cancelled at their servers by the one that begins, and never begin', () => {
    const run = tied(true)
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 24 * MS, outcome: 'ok' })
    // The second begins at 20 ms, its cancellation is at the first server at 21 ms.
    expect(run.log.visits('db/0').filter(({ start }) => start > 0)).toMatchObject([
      { end: 21 * MS, outcome: 'cancelled' },
    ])
    expect(run.log.total('wasted-cpu db')).toBe(0)
    expectDrained(run)
  })

  it('that are not tied are worked on in vain', () => {
    const run = tied(false)
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 24 * MS, outcome: 'ok' })
    expect(run.log.total('wasted-cpu db')).toBe(8 * MS)
    expectDrained(run)
  })

  it('that have both begun when the cancellations come both go on', () => {
    const run = simulate({
      units: { db: { instances: 2 } },
      operations: { 'db.read': [cpu(8 * MS)] },
      edges: { 'users -> db': { link: { delay: 1 * MS }, guard: { layers: [hedge(500 * US, { tied: true })] } } },
      workloads: { users: { calls: 'db.read', arrivals: at(0) } },
    })
    expect(run.log.ends.filter(({ series }) => series.startsWith('visit')).map(({ outcome }) => outcome)).toEqual([
      'ok',
      'ok',
    ])
    expect(run.log.onlyCall('db.read').latency).toBe(10 * MS)
    expectDrained(run)
  })
})
