import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaultPlan, LoadEffect } from '../../../src/sim/fault-plan.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { ArrivalsPlan } from '../../../src/sim/plan.ts'
import { at, closed, MS, open, type PlanIndex, SECOND, type WorldSpec } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { cpu, fail, io } from '../world/steps.ts'
import { fault, scripted } from './faults.ts'

function world(arrivals: ArrivalsPlan, faults: (index: PlanIndex) => readonly FaultPlan[]): WorldSpec {
  return {
    units: { web: {} },
    operations: { 'web.get': [io(1 * MS)] },
    workloads: { users: { calls: 'web.get', arrivals } },
    faults,
    duration: 10 * SECOND,
  }
}

/** When requests began, ns. */
function starts(run: Run): readonly number[] {
  return run.log
    .calls('web.get')
    .map(({ start }) => start)
    .toSorted((a, b) => a - b)
}

function surge(
  factor: number,
  schedule = scripted(2 * SECOND, 3 * SECOND),
): (index: PlanIndex) => readonly FaultPlan[] {
  return (index) => [fault({ kind: 'surge', workload: index.workload('users'), factor }, schedule)]
}

describe('a surge of an open workload', () => {
  const even = open(4, { gap: constant(1) })

  it('brings requests so many times as fast while it lasts, to the nanosecond', () => {
    // Every 250 ms; from 2 s to 5 s every 62.5 ms. The request due at 2 s comes just before the surge has an effect.
    const expected: number[] = []
    for (let t = 250; t <= 2000; t += 250) expected.push(t)
    for (let t = 2062.5; t <= 5000; t += 62.5) expected.push(t)
    for (let t = 5250; t < 10_000; t += 250) expected.push(t)
    const run = simulate(world(even, surge(4)))
    expect(starts(run)).toEqual(expected.map((t) => t * MS))
    expect(run.end.faults[0]?.bites).toBe(48)
    expectDrained(run)
  })

  it('can make them fewer, and shifts the one that is due', () => {
    const run = simulate(world(even, surge(0.5, scripted(2.125 * SECOND, 1 * SECOND))))
    // The request due at 2.25 s has 125 ms to go, which take 250 ms; the one after it begins in the surge, too.
    const expected = [250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2375, 2875, 3250]
    expect(starts(run).slice(0, 11)).toEqual(expected.map((t) => t * MS))
  })

  it('goes with ramps, through their corners, and multiplies with another surge', () => {
    const rate = [
      { start: 0, end: 4 * SECOND, from: 0, to: 8 },
      { start: 4 * SECOND, end: 10 * SECOND, from: 8, to: 8 },
    ]
    const both = (index: PlanIndex): readonly FaultPlan[] => [
      { ...(surge(2, scripted(1 * SECOND, 5 * SECOND))(index)[0] as FaultPlan), id: 'a' },
      { ...(surge(3, scripted(3 * SECOND, 4 * SECOND))(index)[0] as FaultPlan), id: 'b' },
    ]
    const run = simulate(world(open(rate, { gap: constant(1) }), both))
    /** Requests expected until `t` s: the integral of 2 t (then 8), times the factor of each second. */
    const base = (t: number): number => (t < 4 ? t * t : 16 + 8 * (t - 4))
    const factors = [1, 2, 2, 6, 6, 6, 3, 1, 1, 1]
    const expected = (t: number): number =>
      factors.reduce((sum, factor, s) => sum + factor * Math.max(0, base(Math.min(t, s + 1)) - base(Math.min(t, s))), 0)
    const times = starts(run)
    expect(times.length).toBe(Math.floor(expected(9.999999)))
    times.forEach((time, i) => expect(Math.abs(expected(time / SECOND) - (i + 1))).toBeLessThan(1e-6))
  })

  it('brings requests that would have come after the end of the load', () => {
    // 0.9 per second for 2 s: one request, and 0.8 of the next, which the surge brings to its end, and one more.
    const rate = [{ start: 0, end: 2 * SECOND, from: 0.9, to: 0.9 }]
    const times = starts(simulate(world(open(rate, { gap: constant(1) }), surge(4, scripted(1.5 * SECOND)))))
    const expected = [1 / 0.9, 1.5 + 0.65 / 3.6, 1.5 + 1.65 / 3.6]
    expect(times).toEqual(expected.map((time) => Math.round(time * SECOND)))
  })

  it('of 1 changes no request, nor does any surge change those before it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.3, 1, 2.5),
        fc.integer({ min: 0, max: 9000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.boolean(),
        (factor, from, lasts, modulated) => {
          const states = [
            { rate: 30, stay: exponential(400 * MS) },
            { rate: 2, stay: exponential(300 * MS) },
          ]
          const arrivals: ArrivalsPlan = modulated ? { kind: 'modulated', states } : open(12)
          const plain = starts(simulate(world(arrivals, () => [])))
          const run = starts(simulate(world(arrivals, surge(factor, scripted(from * MS, lasts * MS)))))
          if (factor === 1) {
            // Going back and forth in time may round differently, by a nanosecond.
            expect(run.length).toBe(plain.length)
            run.forEach((time, i) => expect(Math.abs(time - (plain[i] ?? 0))).toBeLessThanOrEqual(1))
          } else {
            const before = (times: readonly number[]): readonly number[] => times.filter((time) => time < from * MS)
            expect(before(run)).toEqual(before(plain))
          }
        },
      ),
      { seed: 52, numRuns: 60 },
    )
  })

  it('of a modulated one multiplies what comes, whatever the state', () => {
    const states = [
      { rate: 300, stay: exponential(400 * MS) },
      { rate: 20, stay: exponential(300 * MS) },
    ]
    const count = (factor: number): number =>
      starts(simulate(world({ kind: 'modulated', states }, surge(factor, scripted(0))), { seed: '3' })).length
    const [plain, more] = [count(1), count(4)]
    // The states are the same, so what comes is Poisson of 4 times the mean: within 5 standard deviations, for this
    // fixed seed (a new one would fail once in a million).
    expect(Math.abs(more - 4 * plain)).toBeLessThan(5 * Math.sqrt(more + 16 * plain))
  })

  it('of recorded arrivals brings each so many times, evenly', () => {
    const recorded = at(...Array.from({ length: 10 }, (_, i) => (i + 1) * 500 * MS))
    const counts = (factor: number): readonly number[] => {
      const times = starts(simulate(world(recorded, surge(factor, scripted(1 * SECOND, 2 * SECOND)))))
      return Array.from({ length: 10 }, (_, i) => times.filter((time) => time === (i + 1) * 500 * MS).length)
    }
    expect(counts(3)).toEqual([1, 3, 3, 3, 3, 1, 1, 1, 1, 1])
    expect(counts(1.5)).toEqual([1, 1, 2, 1, 2, 1, 1, 1, 1, 1])
    expect(counts(0.5)).toEqual([1, 0, 1, 0, 1, 1, 1, 1, 1, 1])
  })
})

describe('a surge of users', () => {
  /** Each thinks for 99 ms and waits for 1 ms. */
  const users = closed(3, 99 * MS)

  it('brings more of them, who go when it is over, and changes nothing for the others', () => {
    const run = simulate(world(users, surge(3)))
    const times = starts(run)
    const within = (from: number, to: number): number =>
      times.filter((time) => time >= from * SECOND && time < to * SECOND).length
    expect(within(0, 2)).toBe(3 * 20)
    expect(within(2, 5)).toBe((3 + 6) * 30)
    expect(within(5.1, 10)).toBe(3 * 49)
    // Each of the 6 that came asked 30 times: at 2 s + 99 ms, and every 100 ms.
    expect(run.end.faults[0]?.bites).toBe(6 * 30)
    expectDrained(run)
  })

  it('lets some rest, and come back', () => {
    const times = starts(simulate(world(users, surge(0.34))))
    const within = (from: number, to: number): number =>
      times.filter((time) => time >= from * SECOND && time < to * SECOND).length
    expect(within(0, 2)).toBe(3 * 20)
    expect(within(2.1, 5)).toBe(29)
    expect(within(5.1, 10)).toBe(3 * 49)
  })

  it('that comes twice brings the same users again', () => {
    const again = scripted(1 * SECOND, 1 * SECOND, { every: 3 * SECOND, until: 6 * SECOND })
    const run = simulate(world(users, surge(2, again)))
    expect(run.end.faults[0]?.episodes.length).toBe(2)
    const times = starts(run)
    const counts = [0, 1, 2, 3, 4, 5, 6].map(
      (s) => times.filter((time) => time >= s * SECOND && time < (s + 1) * SECOND).length,
    )
    expect(counts).toEqual([30, 60, 30, 30, 60, 30, 30])
  })
})

describe('clients that ask again', () => {
  const failing = (attempts: number, wait: number, probability: number, arrivals: ArrivalsPlan = at(0)): WorldSpec => ({
    ...world(arrivals, (index) => [
      fault({ kind: 'client-retries', workload: index.workload('users'), attempts, wait } satisfies LoadEffect),
    ]),
    operations: { 'web.get': [cpu(1 * MS), fail(probability)] },
  })

  it('make a failed request again, up to so many times in all, each a request of its own', () => {
    const run = simulate(failing(3, 10 * MS, 1))
    expect(run.log.calls('web.get').map(({ start, end, outcome }) => [start, end, outcome])).toEqual([
      [0, 1 * MS, 'error'],
      [11 * MS, 12 * MS, 'error'],
      [22 * MS, 23 * MS, 'error'],
    ])
    expect(run.end.faults[0]?.bites).toBe(2)
    expectDrained(run)
  })

  it('stop when it succeeds, and need new work for the same wish', () => {
    const spec = failing(50, 0, 0.5, at(...Array.from({ length: 200 }, (_, i) => i * 40 * MS)))
    const run = simulate(spec)
    const calls = run.log.calls('web.get')
    expect(calls.filter(({ outcome }) => outcome === 'ok').length).toBe(200)
    expect(calls.length).toBe(200 + (run.end.faults[0]?.bites ?? 0))
    // 200 failures on average, standard deviation 20.
    expect(Math.abs(calls.length - 400)).toBeLessThan(80)
  })

  it('ask nothing after the load is over, and users think only after the last attempt', () => {
    const late = simulate(failing(3, 10 * MS, 1, at(10 * SECOND - 5 * MS)))
    expect(late.log.calls('web.get').length).toBe(1)
    const run = simulate(failing(2, 0, 1, closed(1, 97 * MS)))
    expect(starts(run).slice(0, 4)).toEqual([97 * MS, 98 * MS, 196 * MS, 197 * MS])
  })

  it('ask again also when their deadline has passed', () => {
    const spec = failing(2, 0, 0)
    const run = simulate({
      ...spec,
      operations: { 'web.get': [io(50 * MS)] },
      workloads: { users: { calls: 'web.get', arrivals: at(0), deadline: 20 * MS } },
    })
    expect(run.log.calls('web.get').map(({ start, end, outcome }) => [start, end, outcome])).toEqual([
      [0, 20 * MS, 'deadline'],
      [20 * MS, 40 * MS, 'deadline'],
    ])
    expectDrained(run)
  })
})
