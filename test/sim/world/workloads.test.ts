import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { uniform } from '../../../src/sim/kernel/distributions/uniform.ts'
import type { ArrivalsPlan, RateSegment } from '../../../src/sim/plan.ts'
import { chiSquare, kolmogorovSmirnov, twoSided } from '../kernel/support/statistics.ts'
import { listed } from './law.ts'
import { at, closed, FOREVER, MS, open, SECOND, type WorkloadSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { fail, io, type StepSpec } from './steps.ts'

/** Every p-value of this file must exceed this. There are 8, so faultless arrivals fail once in 125,000 versions. */
const FALSE_ALARM = 1e-6

/** A workload on a unit that answers after `steps`, which take no time by default. */
function load(
  arrivals: ArrivalsPlan,
  options: {
    readonly duration?: number
    readonly drain?: number
    readonly steps?: readonly StepSpec[]
    readonly workload?: Partial<WorkloadSpec>
  } = {},
): Run {
  const { duration = 1 * SECOND, steps = [], workload, ...rest } = options
  return simulate({
    units: { web: {} },
    operations: { 'web.get': steps, 'web.put': steps, 'web.fail': [fail()] },
    workloads: { users: { calls: 'web.get', arrivals, ...workload } },
    duration,
    ...rest,
  })
}

function arrivalTimes({ log }: Run): readonly number[] {
  return log
    .calls('web.get')
    .map(({ start }) => start)
    .toSorted((a, b) => a - b)
}

const inRow = (
  ...segments: readonly (readonly [seconds: number, from: number, to: number])[]
): readonly RateSegment[] => {
  let start = 0
  return segments.map(([seconds, from, to]) => {
    const segment = { start, end: start + seconds * SECOND, from, to }
    start = segment.end
    return segment
  })
}

describe('an open workload', () => {
  it('with constant gaps comes exactly in time with its rate, and not at the end of the load', () => {
    const run = load(open(100, { gap: constant(1) }))
    const times = arrivalTimes(run)
    expect(times.length).toBe(99)
    expect(times.every((time, i) => Math.abs(time - (i + 1) * 10 * MS) <= 1)).toBe(true)
    expectDrained(run)
  })

  it('of Poisson arrivals has exponential gaps and the right number of them', () => {
    const times = arrivalTimes(load(open(2000), { duration: 10 * SECOND }))
    const gaps = Float64Array.from(times, (time, i) => time - (times[i - 1] ?? 0))
    const mean = SECOND / 2000
    expect(twoSided((times.length - 20_000) / Math.sqrt(20_000))).toBeGreaterThan(FALSE_ALARM)
    expect(kolmogorovSmirnov(gaps, (x) => 1 - Math.exp(-x / mean))).toBeGreaterThan(FALSE_ALARM)
  })

  it('comes when the integral of its rate says so, over ramps, steps and silences', () => {
    const segment = fc.tuple(
      fc.constantFrom(0.1, 0.5, 1),
      fc.constantFrom(0, 1, 50, 400),
      fc.constantFrom(0, 1, 50, 400),
    )
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
        const rate = inRow(...segments)
        const times = arrivalTimes(load(open(rate, { gap: constant(1) }), { duration: 10 * SECOND }))
        const integral = (until: number): number =>
          rate.reduce((sum, { start, end, from, to }) => {
            const x = Math.min(Math.max(until - start, 0), end - start) / SECOND
            return sum + from * x + (((to - from) / ((end - start) / SECOND)) * x * x) / 2
          }, 0)
        const total = integral(FOREVER)
        expect(Math.abs(times.length - total)).toBeLessThanOrEqual(1)
        expect(times.length).toBeLessThanOrEqual(total + 1e-6)
        times.forEach((time, i) => {
          // A nanosecond before the k-th arrival the integral is below k, a nanosecond after it is above.
          expect(integral(time - 2)).toBeLessThanOrEqual(i + 1 + 1e-9)
          expect(integral(time + 2)).toBeGreaterThanOrEqual(i + 1 - 1e-9)
        })
      }),
      { seed: 2050, numRuns: 100 },
    )
  })

  it('goes on when a request comes exactly where a ramp from 0 begins', () => {
    const rate = inRow([1, 2, 2], [1, 0, 3])
    const times = arrivalTimes(load(open(rate, { gap: constant(1) }), { duration: 10 * SECOND }))
    expect(times).toEqual([500_000_000, 1_000_000_000, 1_816_496_581])
  })

  it('of Poisson arrivals over a ramp has the right number in every second', () => {
    const rate = inRow([4, 100, 900], [2, 900, 900], [2, 300, 300], [2, 300, 0])
    const times = arrivalTimes(load(open(rate), { duration: 10 * SECOND }))
    const counts = Array.from(
      { length: 10 },
      (_, second) => times.filter((time) => Math.floor(time / SECOND) === second).length,
    )
    const expected = [200, 400, 600, 800, 900, 900, 300, 300, 225, 75]
    // The total is random too, so the counts have ten degrees of freedom: an empty cell keeps them.
    expect(twoSided((times.length - 4700) / Math.sqrt(4700))).toBeGreaterThan(FALSE_ALARM)
    expect(chiSquare(counts, expected)).toBeGreaterThan(FALSE_ALARM)
  })

  it('uses the same draws at every rate: twice the rate, half the time', () => {
    const once = arrivalTimes(load(open(100), { duration: 8 * SECOND }))
    const twice = arrivalTimes(load(open(200), { duration: 4 * SECOND }))
    expect(twice.length).toBe(once.length)
    expect(twice.every((time, i) => Math.abs(2 * time - (once[i] as number)) <= 2)).toBe(true)
  })

  it('of batches brings all of a batch at once, and their sizes move no arrival', () => {
    const single = arrivalTimes(load(open(50), { duration: 4 * SECOND }))
    const batches = arrivalTimes(load(open(50, { batch: uniform(1, 9) }), { duration: 4 * SECOND }))
    expect([...new Set(batches)]).toEqual(single)
    const sizes = single.map((time) => batches.filter((other) => other === time).length)
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([1, 9])
    const listedSizes = load(open(10, { gap: constant(1), batch: listed([3, 0, 1.4, 1.5]) }), {
      duration: 0.45 * SECOND,
    })
    expect(arrivalTimes(listedSizes).map((time) => Math.round(time / (100 * MS)))).toEqual([1, 1, 1, 2, 3, 4, 4])
  })

  it('does not depend on how long its requests take', () => {
    const quick = arrivalTimes(load(open(300)))
    const slow = arrivalTimes(load(open(300), { steps: [io(5 * SECOND)] }))
    expect(slow).toEqual(quick)
  })
})

describe('a workload whose rate jumps', () => {
  const states = [
    { rate: 1000, stay: exponential(50 * MS) },
    { rate: 0, stay: exponential(150 * MS) },
    { rate: 100, stay: constant(100 * MS) },
  ]

  it('has the long-run rate that its states give it', () => {
    const seconds = 300
    const count = arrivalTimes(load({ kind: 'modulated', states }, { duration: seconds * SECOND })).length
    // A cycle lasts S1 + S2 + 100 ms, 300 ms on average, and brings 1000 S1 + 10 requests on average: 200 a second. The
    // count of a cycle less 200 times its length has variance 60 (Poisson) + 800^2 Var S1 + 200^2 Var S2.
    const variance = (seconds / 0.3) * (60 + (800 * 0.05) ** 2 + (200 * 0.15) ** 2)
    expect(twoSided((count - 200 * seconds) / Math.sqrt(variance))).toBeGreaterThan(FALSE_ALARM)
  })

  it('is silent in silent states and Poisson in the others', () => {
    const plan = {
      kind: 'modulated' as const,
      states: [
        { rate: 500, stay: constant(1e8) },
        { rate: 0, stay: constant(1e8) },
      ],
    }
    const times = arrivalTimes(load(plan, { duration: 20 * SECOND }))
    expect(times.filter((time) => Math.floor(time / 1e8) % 2 === 1)).toEqual([])
    const within = Float64Array.from(times, (time) => time % 1e8)
    expect(twoSided((times.length - 5000) / Math.sqrt(5000))).toBeGreaterThan(FALSE_ALARM)
    expect(kolmogorovSmirnov(within, (x) => x / 1e8)).toBeGreaterThan(FALSE_ALARM)
  })

  it('ends where no state ever brings a request', () => {
    const silent = { kind: 'modulated' as const, states: [{ rate: 0, stay: constant(1 * SECOND) }] }
    const { end } = load(silent)
    expect([end.status, end.events]).toEqual(['completed', 0])
  })
})

describe('a replayed workload', () => {
  it('comes exactly when it came, several at once where they did', () => {
    const run = load(at(0, 5, 5, 5, 123_456_789, 1 * SECOND - 1, 1 * SECOND, 2 * SECOND))
    expect(arrivalTimes(run)).toEqual([0, 5, 5, 5, 123_456_789, 1 * SECOND - 1])
    expectDrained(run)
  })
})

describe('a closed workload', () => {
  it('has users that think, ask, wait for the answer and think again', () => {
    const run = load(closed(1, 10 * MS), { duration: 100 * MS, steps: [io(5 * MS)] })
    expect(arrivalTimes(run)).toEqual([10, 25, 40, 55, 70, 85].map((ms) => ms * MS))
    expectDrained(run)
  })

  it('never has more requests in flight than users, and as many a second as N / (Z + R) says', () => {
    const run = load(closed(7, exponential(10 * MS)), { duration: 20 * SECOND, steps: [io(25 * MS)] })
    const concurrency = run.log.changes('concurrency web/0').map(([, value]) => value)
    expect(Math.max(...concurrency)).toBe(7)
    // Renewal theory: 4000 cycles of 35 ms with a standard deviation of 10 ms give a standard deviation of 18.
    expect(Math.abs(arrivalTimes(run).length - (20 * 7) / 0.035)).toBeLessThan(90)
    expectDrained(run)
  })

  it('starts its users one after the other over the ramp', () => {
    const run = load(closed(4, 10 * MS, 200 * MS), { duration: 300 * MS, steps: [io(1000 * MS)] })
    expect(arrivalTimes(run)).toEqual([10, 60, 110, 160].map((ms) => ms * MS))
  })

  it('lets a user think after a failure as after an answer', () => {
    const { log } = load(closed(1, 10 * MS), { duration: 45 * MS, workload: { calls: 'web.fail' } })
    expect(log.calls('web.fail').map(({ start, outcome }) => [start, outcome])).toEqual(
      [10, 20, 30, 40].map((ms) => [ms * MS, 'error']),
    )
  })

  it('draws what a user thinks from the user and the number of the request, whatever the others do', () => {
    const thoughts = (wait: number): readonly number[] => {
      const run = load(closed(1, exponential(10 * MS)), { duration: 400 * MS, steps: [io(wait)] })
      const times = arrivalTimes(run)
      return times.slice(0, 10).map((time, i) => time - (times[i - 1] ?? -wait) - wait)
    }
    expect(thoughts(1 * MS)).toEqual(thoughts(15 * MS))
  })
})

describe('a mix', () => {
  it('has each operation as often as its share says', () => {
    const { log } = load(open(1000), {
      duration: 5 * SECOND,
      workload: { calls: { 'web.get': 0.25, 'web.fail': 0, 'web.put': 0.75 } },
    })
    const [got, failed, put] = ['web.get', 'web.fail', 'web.put'].map((operation) => log.calls(operation).length)
    const total = (got as number) + (put as number)
    expect(failed).toBe(0)
    expect(chiSquare([got as number, put as number], [total / 4, (total * 3) / 4])).toBeGreaterThan(FALSE_ALARM)
  })
})

describe('the end of the load', () => {
  const late = (drain: number): Run => load(at(0, 95 * MS), { duration: 100 * MS, drain, steps: [io(30 * MS)] })

  it('lets what is in flight come to its end for as long as the drain lasts, and not at its last instant', () => {
    expect([late(25 * MS), late(25 * MS + 1)].map(({ end }) => [end.inFlight, end.time])).toEqual([
      [1, 95 * MS],
      [0, 125 * MS],
    ])
  })

  it('cuts everything off where there is no drain', () => {
    const { log, end, world } = late(0)
    expect([end.inFlight, log.inFlight(), world.frames]).toEqual([
      1,
      { 'call users > web.get': 1, 'visit web/0': 1 },
      2,
    ])
    expect(log.calls('web.get').length).toBe(1)
  })

  it('is half-open: what is due exactly then does not happen', () => {
    const run = load(at(70 * MS), { duration: 100 * MS, drain: 0, steps: [io(30 * MS)] })
    expect([run.end.inFlight, run.end.events]).toEqual([1, 1])
  })
})
