import { describe, expect, it } from 'vitest'
import { listed } from './law.ts'
import { at, type EdgeSpec, MS, type WorldSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, cpu, io, repeat, respond } from './steps.ts'

/** The greatest loss there is below 1: nothing ever comes through. */
const SILENCE = { loss: 1 - Number.EPSILON / 2 }

/** Users call web, web calls db over `edge`; db works for 30 ms. */
function slowDatabase(edge: EdgeSpec, spec: Partial<WorldSpec> = {}): Run {
  return simulate({
    units: { web: { slots: 1 }, db: { slots: 1 } },
    operations: { 'web.get': [call('db.read')], 'db.read': [cpu(30 * MS)] },
    edges: { 'web -> db': edge },
    workloads: { users: { calls: 'web.get', arrivals: at(0) } },
    ...spec,
  })
}

describe('a timeout', () => {
  it.each([
    ['while the callee works', {}, 30 * MS],
    ['when the request is lost', { link: SILENCE }, 30 * MS],
    ['while the request is on its way', { link: { delay: 50 * MS } }, 1 * MS],
    ['while the answer is on its way', { link: { delay: listed([1 * MS, 60 * MS]) } }, 1 * MS],
  ])('ends the call after exactly that time, %s', (_, edge: EdgeSpec, work: number) => {
    const operations = { 'web.get': [call('db.read')], 'db.read': [cpu(work)] }
    const run = slowDatabase({ timeout: 10 * MS, ...edge }, { operations })
    const expected = { latency: 10 * MS, outcome: 'timeout', parts: { retry: 10 * MS } }
    expect(run.log.onlyCall('db.read')).toMatchObject(expected)
    expect(run.log.onlyCall('web.get')).toMatchObject(expected)
    expectDrained(run)
  })

  it('ends a call exactly when it is due though the answer comes in the same nanosecond', () => {
    const outcome = (timeout: number): string => slowDatabase({ timeout }).log.onlyCall('db.read').outcome
    expect([outcome(30 * MS), outcome(30 * MS + 1)]).toEqual(['timeout', 'ok'])
  })

  it('of a step goes before that of the edge', () => {
    const timeoutOf = (own: number): number =>
      slowDatabase(
        { timeout: 10 * MS },
        { operations: { 'web.get': [call('db.read', { timeout: own })], 'db.read': [cpu(30 * MS)] } },
      ).log.onlyCall('db.read').latency
    expect([timeoutOf(4 * MS), timeoutOf(20 * MS), timeoutOf(0)]).toEqual([4 * MS, 20 * MS, 10 * MS])
  })

  it('counts from the call, with the wait for a connection', () => {
    const run = slowDatabase(
      { timeout: 40 * MS, pool: 'connections' },
      {
        units: { web: {}, db: {} },
        pools: { connections: 1 },
        workloads: { users: { calls: 'web.get', arrivals: at(0, 1 * MS) } },
      },
    )
    expect(run.log.calls('db.read')).toMatchObject([
      { latency: 30 * MS, outcome: 'ok' },
      { latency: 40 * MS, outcome: 'timeout' },
    ])
    expectDrained(run)
  })

  it('never fires on a call that was answered, whoever uses its frame by then', () => {
    const run = slowDatabase(
      { timeout: 35 * MS },
      {
        operations: { 'web.get': [repeat(5, [call('db.read'), io(3 * MS)])], 'db.read': [cpu(30 * MS)] },
      },
    )
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 165 * MS, outcome: 'ok' })
    expectDrained(run)
  })
})

describe('work whose caller has given up', () => {
  it('goes on, holds its slot to its end, and is counted as wasted', () => {
    const run = slowDatabase(
      { timeout: 10 * MS },
      { workloads: { users: { calls: 'web.get', arrivals: at(0, 15 * MS) } } },
    )
    expect(run.log.visits('db/0')).toMatchObject([
      { start: 0, end: 30 * MS, outcome: 'ok' },
      { start: 15 * MS, end: 60 * MS, outcome: 'ok' },
    ])
    expect(run.log.changes('cpu db/0')).toEqual([
      [0, 1],
      [60 * MS, 0],
    ])
    expect([run.log.total('answers-unwanted db'), run.log.total('wasted-cpu db')]).toEqual([2, 60 * MS])
    expectDrained(run)
  })

  it('does not count as wasted when its answer was wanted', () => {
    const { log } = slowDatabase({ timeout: 31 * MS })
    expect([log.total('answers-unwanted db'), log.total('wasted-cpu db')]).toEqual([0, 0])
  })

  it('gives an answer that disturbs nobody, not even the next call of the same caller', () => {
    const run = slowDatabase(
      { timeout: 20 * MS },
      {
        units: { web: {}, db: {} },
        operations: {
          'web.get': [call('db.read', { optional: true }), call('db.read')],
          'db.read': [io(listed([25 * MS, 15 * MS]))],
        },
      },
    )
    expect(run.log.calls('db.read')).toMatchObject([
      { start: 0, end: 20 * MS, outcome: 'timeout' },
      { start: 20 * MS, end: 35 * MS, outcome: 'ok' },
    ])
    expect(run.log.onlyCall('web.get')).toMatchObject({
      latency: 35 * MS,
      outcome: 'ok',
      parts: { retry: 20 * MS, io: 15 * MS },
    })
    expectDrained(run)
  })

  it('may well have had its effect, which the caller cannot know', () => {
    const withEffect = slowDatabase({ timeout: 10 * MS })
    const without = slowDatabase({ timeout: 10 * MS, link: SILENCE })
    expect(withEffect.log.onlyCall('db.read')).toEqual(without.log.onlyCall('db.read'))
    expect([withEffect, without].map(({ log }) => log.visits('db/0').length)).toEqual([1, 0])
  })
})

describe('a cancellation', () => {
  const cancelling = (spec: Partial<WorldSpec> & { readonly delay?: number }, edge: EdgeSpec = {}): Run => {
    const { delay = 2 * MS, ...rest } = spec
    return slowDatabase({ timeout: 10 * MS, cancel: true, link: { delay }, ...edge }, rest)
  }

  it('travels after the request, and stops the work when it arrives', () => {
    const run = cancelling({ workloads: { users: { calls: 'web.get', arrivals: at(0, 10 * MS) } } })
    expect(run.log.calls('db.read').map(({ latency }) => latency)).toEqual([10 * MS, 10 * MS])
    expect(run.log.visits('db/0')).toMatchObject([
      { start: 2 * MS, end: 12 * MS, outcome: 'cancelled' },
      { start: 12 * MS, end: 22 * MS, outcome: 'cancelled' },
    ])
    expect(run.log.changes('cpu db/0')).toEqual([
      [2 * MS, 1],
      [22 * MS, 0],
    ])
    expectDrained(run)
  })

  it('frees the slot for the next in the queue at that instant', () => {
    const run = cancelling({
      units: { web: {}, db: { slots: 1 } },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(listed([30 * MS, 1 * MS]))] },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 4 * MS) } },
    })
    expect(run.log.visits('db/0')).toMatchObject([
      { start: 2 * MS, end: 12 * MS, outcome: 'cancelled' },
      { start: 6 * MS, end: 13 * MS, outcome: 'ok' },
    ])
    expectDrained(run)
  })

  it('takes a request that waits for a slot out of the queue', () => {
    const run = cancelling({
      units: { web: {}, db: { slots: 1 } },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(9 * MS)] },
      edges: {
        'web -> db': { timeout: 10 * MS, cancel: true, link: { delay: 500 } },
        'users -> db': {},
      },
      workloads: {
        other: { calls: 'db.read', arrivals: at(0, 1) },
        users: { calls: 'web.get', arrivals: at(2) },
      },
    })
    expect(run.log.visits('db/0').map(({ start, end, outcome }) => [start, end, outcome])).toEqual([
      [0, 9 * MS, 'ok'],
      [502, 10 * MS + 502, 'cancelled'],
      [1, 18 * MS, 'ok'],
    ])
    expect(run.log.changes('queue db/0').at(-1)?.[1]).toBe(0)
    expectDrained(run)
  })

  it('that overtakes its request keeps it from beginning', () => {
    const run = cancelling({}, { link: { delay: listed([15 * MS, 1 * MS]) } })
    expect(run.log.onlyCall('db.read')).toMatchObject({ latency: 10 * MS, outcome: 'timeout' })
    expect(run.log.visits('db/0')).toEqual([])
    expectDrained(run)
  })

  it('in the middle of computing counts what was computed until then, at the unit that computed it', () => {
    const run = cancelling({
      operations: { 'web.get': [cpu(1 * MS), call('db.read')], 'db.read': [cpu(30 * MS)] },
    })
    const visits = run.log.visits('db/0')
    const busy = visits.reduce((sum, { start, end }) => sum + end - start, 0)
    expect(visits.map(({ outcome }) => outcome)).toEqual(['cancelled'])
    expect([busy, run.log.total('wasted-cpu db'), run.log.total('wasted-cpu web')]).toEqual([10 * MS, 10 * MS, 0])
    expect(run.log.total('answers-unwanted db')).toBe(0)
    expectDrained(run)
  })

  it('that comes after the work is done stops nothing', () => {
    const run = cancelling({ operations: { 'web.get': [call('db.read')], 'db.read': [cpu(7 * MS)] } })
    expect(run.log.visits('db/0')).toMatchObject([{ end: 9 * MS, outcome: 'ok' }])
    expect(run.log.onlyCall('db.read').outcome).toBe('timeout')
    expect(run.log.total('answers-unwanted db')).toBe(1)
    expectDrained(run)
  })

  const threeTiers = (onward: boolean): Run =>
    simulate({
      units: { web: {}, app: {}, db: {} },
      operations: {
        'web.get': [call('app.get')],
        'app.get': [call('app.inner')],
        'app.inner': [call('db.read')],
        'db.read': [cpu(30 * MS)],
      },
      network: { delay: 1 * MS },
      edges: { 'web -> app': { timeout: 10 * MS, cancel: true }, 'app -> db': { timeout: 100 * MS, cancel: onward } },
      workloads: { users: { calls: 'web.get', arrivals: at(0) } },
    })

  it('is handed on by whom it stops, call by call, where their calls are cancelled too', () => {
    const run = threeTiers(true)
    expect(run.log.onlyCall('app.inner')).toMatchObject({ end: 12 * MS, outcome: 'cancelled' })
    expect(run.log.calls('db.read', 'app')).toMatchObject([{ end: 12 * MS, outcome: 'cancelled' }])
    expect(run.log.visits('db/0')).toMatchObject([{ start: 3 * MS, end: 13 * MS, outcome: 'cancelled' }])
    expectDrained(run)
  })

  it('is not handed on where they are not', () => {
    const run = threeTiers(false)
    expect(run.log.visits('app/0')).toMatchObject([{ end: 12 * MS, outcome: 'cancelled' }])
    expect(run.log.visits('db/0')).toMatchObject([{ start: 3 * MS, end: 33 * MS, outcome: 'ok' }])
    expectDrained(run)
  })

  it('that stops a server as it ends its work lets no later request end early', () => {
    const run = simulate({
      units: { web: {} },
      operations: { 'web.quick': [], 'web.slow': [cpu(1 * MS), io(8 * MS)] },
      edges: { 'hasty -> web': { timeout: 5 * MS, cancel: true, protocol: { serverFixed: 10 * MS } } },
      workloads: {
        hasty: { calls: 'web.quick', arrivals: at(0, 0, 0, 0, 0, 0) },
        users: { calls: 'web.slow', arrivals: at(20 * MS) },
      },
    })
    expect(run.log.calls('web.quick').map(({ outcome }) => outcome)).toEqual(Array(6).fill('timeout'))
    expect(run.log.onlyCall('web.slow')).toMatchObject({ latency: 9 * MS, outcome: 'ok' })
    expectDrained(run)
  })

  it('leaves no slot behind that a later request could free once more, and no unpaid work for it', () => {
    const run = simulate({
      units: { web: { slots: 20 } },
      operations: {
        'web.slow': [io(30 * MS)],
        'web.note': [call('web.write')],
        'web.write': [respond(), io(1 * MS)],
      },
      edges: { 'hasty -> web': { timeout: 1 * MS, cancel: true, protocol: { serverFixed: 1 * MS } } },
      workloads: {
        hasty: { calls: 'web.slow', arrivals: at(...Array.from({ length: 12 }, () => 0)) },
        users: { calls: 'web.note', arrivals: at(10 * MS, 10 * MS) },
      },
    })
    expect(run.log.calls('web.note').map(({ outcome, latency }) => [outcome, latency])).toEqual([
      ['ok', 0],
      ['ok', 0],
    ])
    expect(run.log.changes('cpu web/0')).toEqual([])
    expectDrained(run)
  })
})
