import { describe, expect, it } from 'vitest'
import { at, closed, MS, type UnitSpec, type WorkloadSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, cpu, io, parallel, send } from './steps.ts'

/** Users call web, web calls db; each way takes 1 ms, web computes 2 ms and db 30 ms. */
function shop(
  workload: Partial<WorkloadSpec>,
  options: { readonly cancel?: boolean; readonly db?: UnitSpec } = {},
): Run {
  const { cancel = false, db = {} } = options
  return simulate({
    units: { web: {}, db },
    operations: { 'web.get': [cpu(2 * MS), call('db.read')], 'db.read': [cpu(30 * MS)] },
    network: { delay: 1 * MS },
    edges: { 'users -> web': { cancel }, 'web -> db': { cancel } },
    workloads: { users: { calls: 'web.get', arrivals: at(0), deadline: 20 * MS, ...workload } },
  })
}

describe('a deadline', () => {
  it('ends the request for its client at that instant', () => {
    const run = shop({})
    expect(run.log.onlyCall('web.get')).toMatchObject({
      latency: 20 * MS,
      outcome: 'deadline',
      parts: { retry: 20 * MS },
    })
    expectDrained(run)
  })

  it('that the servers do not know lets them go on', () => {
    const run = shop({ propagate: false })
    expect(run.log.visits('db/0')).toMatchObject([{ start: 4 * MS, end: 34 * MS, outcome: 'ok' }])
    expect(run.log.visits('web/0')).toMatchObject([{ start: 1 * MS, end: 35 * MS, outcome: 'ok' }])
    expect([run.log.total('answers-unwanted web'), run.log.total('answers-unwanted db')]).toEqual([1, 0])
  })

  it('that the servers do not know stops them hop by hop where their callers cancel', () => {
    const run = shop({ propagate: false }, { cancel: true })
    expect(run.log.visits('web/0')).toMatchObject([{ end: 21 * MS, outcome: 'cancelled' }])
    expect(run.log.visits('db/0')).toMatchObject([{ end: 22 * MS, outcome: 'cancelled' }])
    expectDrained(run)
  })

  it('that the servers know stops all of them at that instant', () => {
    const run = shop({ propagate: true })
    expect(run.log.visits('web/0')).toMatchObject([{ start: 1 * MS, end: 20 * MS, outcome: 'deadline' }])
    expect(run.log.visits('db/0')).toMatchObject([{ start: 4 * MS, end: 20 * MS, outcome: 'deadline' }])
    expect(run.log.onlyCall('db.read')).toMatchObject({ end: 20 * MS, outcome: 'deadline' })
    expect(run.log.changes('cpu db/0')).toEqual([
      [4 * MS, 1],
      [20 * MS, 0],
    ])
    expectDrained(run)
  })

  it('that the servers know takes the request out of their queues', () => {
    const run = shop({ propagate: true, arrivals: at(0, 0, 4 * MS) }, { db: { slots: 1 } })
    // The first two share the cpu of web, and come to db together; the second waits there and never begins.
    expect(run.log.visits('db/0').map(({ start, end, outcome }) => [start, end, outcome])).toEqual([
      [6 * MS, 20 * MS, 'deadline'],
      [6 * MS, 20 * MS, 'deadline'],
      [8 * MS, 24 * MS, 'deadline'],
    ])
    expect(run.log.changes('cpu db/0')).toEqual([
      [6 * MS, 1],
      [24 * MS, 0],
    ])
    expect(run.log.changes('queue db/0')).toEqual([
      [6 * MS, 1],
      [8 * MS, 2],
      [20 * MS, 0],
    ])
    expectDrained(run)
  })

  it('that the servers know stops a call to which another of the same request has just left its slot', () => {
    const run = simulate({
      units: { web: {}, db: { slots: 1 } },
      operations: {
        'web.get': [parallel([[io(1 * MS), call('db.read')], [call('db.read')]])],
        'db.read': [cpu(30 * MS)],
      },
      workloads: { users: { calls: 'web.get', arrivals: at(0), deadline: 20 * MS, propagate: true } },
    })
    expect(run.log.visits('db/0').map(({ start, end, outcome }) => [start, end, outcome])).toEqual([
      [0, 20 * MS, 'deadline'],
      [1 * MS, 20 * MS, 'deadline'],
    ])
    expect(run.log.changes('cpu db/0').at(-1)).toEqual([20 * MS, 0])
    expectDrained(run)
  })

  it('counts from the arrival of the request, with all of its queueing', () => {
    const { log } = shop({ arrivals: at(5 * MS) })
    expect(log.onlyCall('web.get')).toMatchObject({ start: 5 * MS, end: 25 * MS })
  })

  it('does nothing to a request that has ended', () => {
    const run = shop({ deadline: 36 * MS + 1, propagate: true, arrivals: at(0, 100 * MS) })
    expect(run.log.calls('web.get')).toMatchObject([
      { latency: 36 * MS, outcome: 'ok' },
      { latency: 36 * MS, outcome: 'ok' },
    ])
    expectDrained(run)
  })

  it('lets a user think and ask again', () => {
    const run = simulate({
      units: { web: {} },
      operations: { 'web.get': [io(50 * MS)] },
      workloads: { users: { calls: 'web.get', arrivals: closed(1, 5 * MS), deadline: 10 * MS, propagate: true } },
      duration: 40 * MS,
    })
    expect(run.log.calls('web.get').map(({ start, end }) => [start, end])).toEqual([
      [5 * MS, 15 * MS],
      [20 * MS, 30 * MS],
      [35 * MS, 45 * MS],
    ])
    expectDrained(run)
  })
})

describe('a server that knows the deadline', () => {
  const late = (arrivesAt: number, propagate: boolean): Run =>
    simulate({
      units: { web: {}, mail: {} },
      operations: { 'web.get': [io(arrivesAt), send('mail.post')], 'mail.post': [cpu(5 * MS)] },
      workloads: { users: { calls: 'web.get', arrivals: at(0), deadline: 50 * MS, propagate } },
      edges: { 'web -> mail': { link: { delay: 40 * MS } } },
    })

  it.each([
    [10 * MS - 1, true, 'ok'],
    [10 * MS, true, 'deadline'],
    [10 * MS, false, 'ok'],
    [11 * MS, true, 'deadline'],
    [11 * MS, false, 'ok'],
  ] as const)('does not begin a request at or after it (sent at %i, known: %s, then %s)', (sentAt, known, outcome) => {
    const run = late(sentAt, known)
    const latency = outcome === 'ok' ? 5 * MS : 0
    expect(run.log.visits('mail/0')).toMatchObject([{ start: sentAt + 40 * MS, latency, outcome }])
    expect(run.log.onlyCall('web.get').outcome).toBe('ok')
    expectDrained(run)
  })
})
