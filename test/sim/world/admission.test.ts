import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { QueuePlan } from '../../../src/sim/plan.ts'
import type { AdmissionPlan } from '../../../src/sim/policy-plan.ts'
import { law } from './law.ts'
import { at, FOREVER, MS, open, SECOND } from './plans.ts'
import { expectDrained, simulate } from './simulate.ts'
import { call, cpu, io, respond } from './steps.ts'
import { requestsOf, visitsOf, worldOf } from './waiting-worlds.ts'

describe('gates in front of a server', () => {
  it('serve like slots: a bulkhead with a queue before an event loop is a pool of workers', () => {
    fc.assert(
      fc.property(requestsOf, fc.nat(3), fc.nat(4), ({ requests, services }, extra, queue) => {
        const concurrent = 1 + extra
        const slots = simulate(worldOf({ slots: concurrent, limit: queue }, requests, services))
        const gate: AdmissionPlan = { kind: 'bulkhead', concurrent, queue, wait: FOREVER }
        const gated = simulate(worldOf({ admission: [gate] }, requests, services))
        expectDrained(gated)
        const renamed = visitsOf(slots).map((visit) =>
          visit.outcome === 'queue-full' ? { ...visit, outcome: 'bulkhead-full' } : visit,
        )
        expect(visitsOf(gated)).toEqual(renamed)
        expect(gated.log.changes('queue web/0')).toEqual(slots.log.changes('queue web/0'))
        expect(gated.log.changes('concurrency web/0')).toEqual(slots.log.changes('concurrency web/0'))
        expect(gated.log.waitsAt('queue web/0')).toEqual(slots.log.waitsAt('queue web/0'))
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  it('let calls wait for room only so long, and for their turn as long as it takes', () => {
    const run = simulate({
      units: {
        web: {
          admission: [
            { kind: 'rate-limit', rules: { algorithm: 'leaky-bucket', perSecond: 100, burst: 3 } },
            { kind: 'bulkhead', concurrent: 1, queue: 5, wait: 12 * MS },
          ],
        },
      },
      operations: { 'web.work': [io(20 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: at(0, 0, 0, 0, 0) } },
    })
    expectDrained(run)
    // Turns at 0, 10, 20 and 30 ms; the second gets the place at 20, the third would at 40.
    expect(run.log.calls('web.work').map(({ outcome, end }) => [outcome, end / MS])).toEqual([
      ['rate-limited', 0],
      ['ok', 20],
      ['bulkhead-full', 32],
      ['ok', 40],
      ['ok', 60],
    ])
  })

  it('hold a place until the work is done, also after an early answer', () => {
    const run = simulate({
      units: { web: { admission: [{ kind: 'bulkhead', concurrent: 1, queue: 0, wait: 0 }] } },
      operations: { 'web.work': [io(MS), respond(), io(10 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: at(0, 5 * MS, 12 * MS) } },
    })
    expectDrained(run)
    expect(run.log.calls('web.work').map(({ outcome }) => outcome)).toEqual(['ok', 'bulkhead-full', 'ok'])
  })

  it('let a limit on concurrency find its way down when answers come late', () => {
    const rules = { algorithm: 'aimd', decrease: 0.5, timeout: 30 * MS } as const
    const run = simulate({
      units: { web: { admission: [{ kind: 'concurrency-limit', initial: 40, min: 2, max: 50, rules }] } },
      operations: { 'web.work': [cpu(5 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: open(400) } },
      duration: 10 * SECOND,
    })
    expectDrained(run)
    const limits = (run.log.levels.get('concurrency-limit web/0') ?? []).map(({ value }) => value)
    expect(Math.max(...limits.slice(200))).toBeLessThanOrEqual(20)
    expect(run.log.calls('web.work').some(({ outcome }) => outcome === 'concurrency-limited')).toBe(true)
    const late = run.log.calls('web.work').filter(({ start, latency }) => start > SECOND && latency > 100 * MS)
    expect(late).toEqual([])
  })
})

describe('whatever a server does with its requests', () => {
  const queues = fc.record({
    discipline: fc.constantFrom<QueuePlan['discipline']>('fifo', 'lifo', 'adaptive-lifo', 'priority'),
    lifoAbove: fc.nat(3),
    limit: fc.constantFrom(0, 2, 10, FOREVER),
    patience: fc.constantFrom(null, law(0), law(5 * MS), exponential(8 * MS)),
    codel: fc.constantFrom(null, { target: MS, interval: 10 * MS }),
    drop: fc.constantFrom('expired' as const, 'hopeless' as const),
    estimate: fc.constantFrom(0, 3 * MS),
  })
  const gates = fc.constantFrom<AdmissionPlan>(
    { kind: 'bulkhead', concurrent: 2, queue: 3, wait: 4 * MS },
    { kind: 'bulkhead', concurrent: 0, queue: 2, wait: 4 * MS },
    { kind: 'bulkhead', concurrent: 3, queue: 20, wait: FOREVER },
    { kind: 'rate-limit', rules: { algorithm: 'leaky-bucket', perSecond: 300, burst: 5 } },
    { kind: 'rate-limit', rules: { algorithm: 'token-bucket', perSecond: 300, burst: 5 } },
    { kind: 'rate-limit', rules: { algorithm: 'sliding-window', limit: 3, window: 10 * MS } },
  )
  const worlds = fc.record({
    queue: queues,
    gates: fc.array(gates, { maxLength: 3, size: 'max' }),
    slots: fc.constantFrom(1, 2, FOREVER),
    timeout: fc.constantFrom(0, 3 * MS, 20 * MS),
    cancel: fc.boolean(),
    deadline: fc.constantFrom(0, 10 * MS),
    delay: fc.constantFrom(0, MS),
    rate: fc.constantFrom(100, 600, 3000),
    seed: fc.nat(1000),
  })

  it('every request ends once, all that was taken is given back, and what was shed was counted', () => {
    fc.assert(
      fc.property(worlds, ({ queue, gates: admission, slots, timeout, cancel, deadline, delay, rate, seed }) => {
        const run = simulate(
          {
            units: {
              web: { slots, cores: 2, limit: queue.limit, discipline: queue.discipline, queue, admission },
              db: {},
            },
            operations: {
              'web.a': [call('db.get'), cpu(exponential(2 * MS)), io(exponential(2 * MS))],
              'web.b': [respond(), io(MS)],
              'db.get': [io(exponential(4 * MS))],
            },
            edges: { 'users -> web': { timeout, cancel, link: { delay } } },
            workloads: {
              users: {
                calls: { 'web.a': 0.7, 'web.b': 0.3 },
                arrivals: open(rate),
                deadline,
                propagate: true,
                priorities: { 'web.b': 1 },
              },
            },
            duration: SECOND / 5,
          },
          { seed: `${seed}` },
        )
        expectDrained(run)
        const visits = visitsOf(run)
        const calls = [...run.log.calls('web.a'), ...run.log.calls('web.b')]
        expect(visits.length).toBeLessThanOrEqual(calls.length)
        if (timeout === 0 && deadline === 0) {
          const shed = visits.filter(({ outcome }) => outcome === 'shed').length
          expect(run.log.total('shed web')).toBe(shed)
          expect(visits.length).toBe(calls.length)
        }
      }),
      { seed: 4, numRuns: 150 },
    )
  })
})
