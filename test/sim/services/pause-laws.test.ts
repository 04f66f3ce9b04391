import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { Catalogue, Probe } from '../../../src/sim/kernel/probe.ts'
import { createWorld } from '../../../src/sim/world.ts'
import { at, buildPlan, FOREVER, open, SECOND, US, type WorldSpec } from '../world/plans.ts'
import { expectDrained, simulate } from '../world/simulate.ts'
import { cpu } from '../world/steps.ts'
import { bites, faults, hits } from './faults.ts'

describe('a server that is paused', () => {
  it('does what it would have done, later by the length of the pause', () => {
    let moved = 0
    fc.assert(
      fc.property(
        fc.record({
          scheduling: fc.constantFrom('ps' as const, 'fcfs' as const),
          cores: fc.integer({ min: 1, max: 3 }),
          slots: fc.constantFrom(1, 2, 5, FOREVER),
          discipline: fc.constantFrom('fifo' as const, 'lifo' as const),
        }),
        fc.array(fc.nat(400), { minLength: 1, maxLength: 30, size: 'max' }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 3 }),
        // Pauses one after the other: when each begins, in the time of the server, and how long it lasts.
        fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 90 })), { minLength: 1, maxLength: 3 }),
        (unit, arrivals, work, pauses) => {
          const ordered = pauses.toSorted(([a], [b]) => a - b)
          /** When that happens which would happen at `time` without pauses. */
          const later = (time: number): number =>
            time + ordered.reduce((sum, [begins, length]) => (begins * US <= time ? sum + length * US : sum), 0)
          const spec = (times: readonly number[]): WorldSpec => ({
            units: { web: unit },
            operations: { 'web.get': work.map((us) => cpu(us * US)) },
            workloads: { load: { calls: 'web.get', arrivals: at(...times) } },
          })
          // No two things happen at one instant: which of them goes first is not what this is about.
          const times = arrivals.toSorted((a, b) => a - b).map((us, i) => us * US + 7 * i + 1)
          let before = 0
          const stretches = ordered.map(([begins, length]) => {
            const from = begins * US + before
            before += length * US
            return hits('web', { kind: 'pause' }, from, from + length * US)
          })
          const plain = simulate(spec(times))
          const paused = simulate({ ...spec(times.map(later)), faults: faults(...stretches) })
          expectDrained(paused)
          const ends = plain.log.calls('web.get').map(({ end }) => later(end))
          expect(paused.log.calls('web.get').map(({ end }) => end)).toEqual(ends)
          moved += ends.filter((end, i) => end !== plain.log.calls('web.get')[i]?.end).length
        },
      ),
      { seed: 4101, numRuns: 300 },
    )
    expect(moved).toBeGreaterThan(1000)
  })

  it('has bitten just where something was put off or stood still', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 50 }), (arrival, from, length) => {
        const run = simulate({
          units: { web: {} },
          operations: { 'web.get': [cpu(20 * US)] },
          workloads: { load: { calls: 'web.get', arrivals: at(arrival * US) } },
          faults: faults(hits('web', { kind: 'pause' }, from * US, (from + length) * US)),
        })
        // It begins before everything else of its instant; its end comes after the arrival, which has been known
        // longer.
        const inService = arrival < from && from <= arrival + 20
        const arrives = from <= arrival && arrival <= from + length
        expect(bites(run)).toBe(inService || arrives ? 1 : 0)
      }),
      { seed: 4102, numRuns: 300 },
    )
  })

  it('at random waits for its repair like a queue with breakdowns (White and Christie)', () => {
    // Arrivals 5/s, service 10/s, breakdowns 0.1/s also when idle, repair 0.5/s, service resumes.
    const plan = buildPlan({
      units: { web: { slots: 1, scheduling: 'fcfs' } },
      operations: { 'web.get': [cpu(exponential(0.1 * SECOND))] },
      workloads: { load: { calls: 'web.get', arrivals: open(5) } },
      duration: 60_000 * SECOND,
      faults: (index) => [
        {
          id: 'f0',
          kind: 'pause',
          schedule: {
            kind: 'stochastic',
            at: 0,
            until: FOREVER,
            on: { minimum: 0, extra: exponential(2 * SECOND) },
            off: { minimum: 0, extra: exponential(10 * SECOND) },
          },
          effect: { kind: 'pause', on: { units: [index.unit('web')], zones: [], pick: { kind: 'all' } } },
        },
      ],
    })
    const times = new CallTimes(createWorld(plan, { seed: '1', replication: 0 }).catalogue)
    let down = 0
    for (const replication of [0, 1, 2]) {
      const { faults: reports } = createWorld(plan, { seed: '1', replication }).run(times)
      for (const { start, end } of reports[0]?.episodes ?? []) down += Math.min(end, plan.duration) - start
    }
    // Of 15,000 cycles in all the standard error of the availability is 0.0016; four of them are exceeded by chance in
    // one of 16,000 seeds. The mean time has one of 1.5 %; the tolerance of 6 % is that of the reference.
    expect(Math.abs(1 - down / (3 * plan.duration) - 5 / 6)).toBeLessThan(0.0064)
    expect(Math.abs(times.sum / times.count / SECOND / 1.13333 - 1)).toBeLessThan(0.06)
  })
})

class CallTimes implements Probe {
  sum = 0
  count = 0
  readonly #series: number

  constructor(catalogue: Catalogue) {
    this.#series = catalogue.series.findIndex(({ name }) => name === 'call')
  }

  ended(series: number, now: number, start: number): void {
    if (series !== this.#series) return
    this.sum += now - start
    this.count++
  }

  began(): void {}
  failed(): void {}
  waited(): void {}
  level(): void {}
  counted(): void {}
}
