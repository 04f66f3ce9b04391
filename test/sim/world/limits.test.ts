import { describe, expect, it } from 'vitest'
import { at, closed, MS, type WorldSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, cpu, fail, io, parallel, repeat, type StepSpec, send } from './steps.ts'

function limited(spec: Partial<WorldSpec> & Pick<WorldSpec, 'operations'>, limit = 1000): Run {
  return simulate({
    units: { a: {}, b: {} },
    workloads: { users: { calls: Object.keys(spec.operations)[0] as string, arrivals: at(5 * MS) } },
    limits: { eventsPerInstant: limit },
    ...spec,
  })
}

const endless: Readonly<
  Record<string, { readonly operations: WorldSpec['operations']; readonly cycle: readonly string[] }>
> = {
  'an operation that calls itself': {
    operations: { 'a.f': [call('a.f')] },
    cycle: ['a.f'],
  },
  'two units that call each other': {
    operations: { 'a.f': [call('b.g')], 'b.g': [call('a.f')] },
    cycle: ['a.f', 'b.g'],
  },
  'two units that send each other messages': {
    operations: { 'a.f': [send('b.g')], 'b.g': [send('a.f')] },
    cycle: ['a.f', 'b.g', 'a.f', 'b.g'],
  },
  'an operation that waits for 0 ns and calls itself': {
    operations: { 'a.f': [io(0), call('a.f')] },
    cycle: ['wait in a.f'],
  },
  'an operation that computes for 0 ns and calls itself': {
    operations: { 'a.f': [cpu(0), call('a.f')] },
    cycle: ['cpu of a/0'],
  },
  'a repetition beyond all bounds': {
    operations: { 'a.f': [repeat(Number.MAX_VALUE, [fail(0)])] },
    cycle: ['a.f', 'a.f[0].repeat'],
  },
}

describe('what takes no time and does not end', () => {
  it.each(Object.entries(endless))('is stopped and named: %s', (_, { operations, cycle }) => {
    const { end } = limited({ operations })
    expect([end.status, end.limit?.kind, end.limit?.time, end.time]).toEqual([
      'limit',
      'events-per-instant',
      5 * MS,
      5 * MS,
    ])
    expect(end.limit?.cycle.toSorted(byCodeUnit)).toEqual(cycle.toSorted(byCodeUnit))
  })

  it('is stopped among users who never think about answers that take no time', () => {
    const { end } = limited({
      operations: { 'a.f': [] },
      workloads: { users: { calls: 'a.f', arrivals: closed(2, 0) } },
    })
    expect(end).toMatchObject({ status: 'limit', limit: { kind: 'events-per-instant', time: 0 } })
  })
})

describe('what takes no time but ends', () => {
  const many: readonly StepSpec[] = [repeat(400, [parallel([[call('b.g')], [call('b.g')]])])]

  it('is not stopped', () => {
    const { end, log } = limited({ operations: { 'a.f': many, 'b.g': [] } }, 10_000)
    expect([end.status, log.onlyCall('a.f').latency, log.calls('b.g').length]).toEqual(['completed', 0, 800])
  })

  it('is stopped where it is more than the limit allows', () => {
    expect(limited({ operations: { 'a.f': many, 'b.g': [] } }, 100).end.status).toBe('limit')
  })
})

describe('a limit of pending events', () => {
  it('is not reached by work that was given up long ago, and what goes on beside it is not forgotten', () => {
    const starts = Array.from({ length: 7000 }, (_, i) => 20_000 * i)
    const run = simulate({
      units: { a: {}, b: { scheduling: 'fcfs', cores: 1e9 } },
      operations: { 'a.sleep': [io(1000 * MS)], 'b.work': [cpu(1000 * MS)], 'a.patient': [io(350 * MS)] },
      workloads: {
        hasty: { calls: 'a.sleep', arrivals: at(...starts), deadline: 1 * MS, propagate: true },
        hastier: { calls: 'b.work', arrivals: at(...starts), deadline: 1 * MS, propagate: true },
        patient: { calls: 'a.patient', arrivals: at(0, 100 * MS) },
      },
      limits: { pendingEvents: 6000 },
    })
    expect(run.log.calls('a.patient').map(({ latency, outcome }) => [latency, outcome])).toEqual([
      [350 * MS, 'ok'],
      [350 * MS, 'ok'],
    ])
    expect(run.log.calls('a.sleep').filter(({ outcome }) => outcome === 'deadline').length).toBe(7000)
    expectDrained(run)
  })

  it('is reached by work that piles up', () => {
    const starts = Array.from({ length: 200 }, (_, i) => 10_000 * i)
    const { end } = simulate({
      units: { a: {} },
      operations: { 'a.sleep': [io(1000 * MS)] },
      workloads: { users: { calls: 'a.sleep', arrivals: at(...starts) } },
      limits: { pendingEvents: 100 },
    })
    // One event is the next arrival, so that the hundredth request (from 0, every 10 us) is one too many.
    expect(end).toMatchObject({ status: 'limit', limit: { kind: 'pending-events', limit: 100, time: 99 * 10_000 } })
  })
})

describe('a limit of events', () => {
  it('leaves a run that says where it stopped and what was in flight', () => {
    const { end, log } = simulate({
      units: { a: {} },
      operations: { 'a.f': [io(10 * MS)] },
      workloads: { users: { calls: 'a.f', arrivals: at(0, 1 * MS, 2 * MS, 3 * MS) } },
      limits: { events: 5 },
    })
    expect(end).toMatchObject({
      status: 'limit',
      limit: { kind: 'events', limit: 5, time: 10 * MS },
      events: 5,
      inFlight: 3,
    })
    expect(log.inFlight()).toEqual({ 'call users > a.f': 3, 'visit a/0': 3 })
  })
})

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
