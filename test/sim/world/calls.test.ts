import { describe, expect, it } from 'vitest'
import { at, FOREVER, MS, open, SECOND, type UnitSpec } from './plans.ts'
import { expectDrained, simulate } from './simulate.ts'
import { call, cpu, io, type StepSpec } from './steps.ts'

describe('a call over the network', () => {
  it('takes the way there, the work and the way back, at every hop', () => {
    const run = simulate({
      units: { web: {}, db: {} },
      operations: { 'web.get': [io(1 * MS), call('db.read')], 'db.read': [io(3 * MS)] },
      network: { delay: 2 * MS },
      workloads: { users: { calls: 'web.get', arrivals: at(0) } },
    })
    expect(run.log.onlyCall('db.read')).toMatchObject({ start: 3 * MS, end: 10 * MS, parts: { network: 4 * MS } })
    expect(run.log.onlyCall('web.get')).toMatchObject({
      latency: 12 * MS,
      outcome: 'ok',
      parts: { network: 8 * MS, io: 4 * MS },
    })
    expect(run.log.visits('web/0')).toMatchObject([{ start: 2 * MS, end: 10 * MS }])
    expectDrained(run)
  })

  it('holds the slot of its caller until the answer is back', () => {
    const run = simulate({
      units: { web: { slots: 1 }, db: {} },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(10 * MS)] },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 1 * MS) } },
    })
    expect(run.log.calls('web.get')).toMatchObject([
      { latency: 10 * MS, parts: { io: 10 * MS } },
      { latency: 19 * MS, parts: { queue: 9 * MS, io: 10 * MS } },
    ])
    expect(run.log.changes('queue web/0')).toEqual([
      [1 * MS, 1],
      [10 * MS, 0],
    ])
    expect(run.log.changes('concurrency web/0')).toEqual([
      [0, 1],
      [1 * MS, 2],
      [10 * MS, 1],
      [20 * MS, 0],
    ])
    expectDrained(run)
  })

  it('holds nothing in an event loop, which has slots without number', () => {
    const run = simulate({
      units: { web: { slots: FOREVER }, db: {} },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(10 * MS)] },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 1 * MS) } },
    })
    expect(run.log.calls('web.get').map(({ latency }) => latency)).toEqual([10 * MS, 10 * MS])
  })

  it('makes its caller busier when the callee slows down, at the same cpu time of the caller', () => {
    const occupation = (callee: number): readonly number[] => {
      const { log } = simulate({
        units: { web: { slots: 4 }, db: {} },
        operations: { 'web.get': [cpu(1 * MS), call('db.read')], 'db.read': [io(callee)] },
        workloads: { users: { calls: 'web.get', arrivals: open([{ start: 0, end: 1 * SECOND, from: 100, to: 100 }]) } },
        duration: 1 * SECOND,
      })
      const busy = log.average('concurrency web/0', 0, 2 * SECOND) - log.average('queue web/0', 0, 2 * SECOND)
      return [busy, log.average('cpu web/0', 0, 2 * SECOND), log.calls('web.get').length]
    }
    const [busyBefore, cpuBefore, before] = occupation(2 * MS) as [number, number, number]
    const [busyAfter, cpuAfter, after] = occupation(20 * MS) as [number, number, number]
    expect(after).toBe(before)
    expect(cpuAfter).toBe(cpuBefore)
    expect(cpuBefore).toBe((before * MS) / (2 * SECOND))
    // Each request holds its slot for 18 ms longer; how long cpu work takes under sharing differs a little.
    expect(busyAfter - busyBefore).toBeGreaterThan((before * 17.5 * MS) / (2 * SECOND))
    expect(busyAfter - busyBefore).toBeLessThan((before * 18.5 * MS) / (2 * SECOND))
  })

  it('uses no cpu of its caller while it lasts', () => {
    const { log } = simulate({
      units: { web: { slots: 1 }, db: { slots: 1 } },
      operations: { 'web.get': [cpu(2 * MS), call('db.read'), cpu(1 * MS)], 'db.read': [cpu(5 * MS)] },
      workloads: { users: { calls: 'web.get', arrivals: at(0) } },
    })
    expect(log.changes('cpu web/0')).toEqual([
      [0, 1],
      [2 * MS, 0],
      [7 * MS, 1],
      [8 * MS, 0],
    ])
    expect(log.changes('cpu db/0')).toEqual([
      [2 * MS, 1],
      [7 * MS, 0],
    ])
    expect(log.onlyCall('web.get').parts).toEqual({ cpu: 8 * MS })
  })

  it('can go round in a ring of units that each keep a slot, and comes to its end', () => {
    const run = simulate({
      units: { a: { slots: 2 }, b: { slots: 1 } },
      operations: {
        'a.first': [cpu(1 * MS), call('b.middle')],
        'b.middle': [cpu(1 * MS), call('a.last')],
        'a.last': [cpu(1 * MS)],
      },
      workloads: { users: { calls: 'a.first', arrivals: at(0) } },
    })
    expect(run.log.onlyCall('a.first').latency).toBe(3 * MS)
    expectDrained(run)
  })
})

describe('a call inside a unit', () => {
  const spec = (inProcess: number) =>
    simulate({
      units: { shop: { slots: 1 } },
      operations: { 'shop.buy': [io(1 * MS), call('shop.pay'), call('shop.pay')], 'shop.pay': [io(2 * MS)] },
      workloads: { users: { calls: 'shop.buy', arrivals: at(0) } },
      inProcess,
    })

  it('takes no slot and no time', () => {
    const run = spec(0)
    expect(run.log.onlyCall('shop.buy')).toMatchObject({ latency: 5 * MS, parts: { io: 5 * MS } })
    expect(run.log.calls('shop.pay')).toMatchObject([{ latency: 2 * MS }, { latency: 2 * MS }])
    expect(run.log.changes('concurrency shop/0')).toEqual([
      [0, 1],
      [5 * MS, 0],
    ])
    expect(run.log.visits('shop/0').length).toBe(1)
    expectDrained(run)
  })

  it('takes the time that the plan gives it', () => {
    const run = spec(700)
    const { latency, parts } = run.log.onlyCall('shop.buy')
    expect([latency, parts]).toEqual([5 * MS + 1400, { io: 5 * MS, inProcess: 1400 }])
    expect(run.log.calls('shop.pay')[0]).toMatchObject({ start: 1 * MS, parts: { io: 2 * MS, inProcess: 700 } })
    expectDrained(run)
  })

  it('sends no message', () => {
    const { log } = spec(0)
    expect([...log.totals.keys()].filter((counter) => counter.startsWith('bytes'))).toEqual([
      'bytes users -> shop free',
    ])
  })
})

describe('a chain of calls that take no time', () => {
  const chain = (name: (i: number) => string, length: number): Record<string, readonly StepSpec[]> =>
    Object.fromEntries(Array.from({ length }, (_, i) => [name(i), i + 1 < length ? [call(name(i + 1))] : [io(1 * MS)]]))

  it.each([
    ['inside one unit', 6000, (i: number) => `one.op${i}`],
    ['from unit to unit', 1500, (i: number) => `u${i}.op`],
  ] as const)('may be thousands of calls long, %s', (_, length, name) => {
    const operations = chain(name, length)
    const units: Record<string, UnitSpec> = {}
    for (const operation of Object.keys(operations)) units[operation.split('.')[0] as string] = {}
    const run = simulate({ units, operations, workloads: { users: { calls: name(0), arrivals: at(0) } } })
    expect(run.log.onlyCall(name(0))).toMatchObject({ latency: 1 * MS, outcome: 'ok' })
    expect(run.log.ends.filter(({ series }) => series.startsWith('call')).length).toBe(length)
    expectDrained(run)
  })
})
