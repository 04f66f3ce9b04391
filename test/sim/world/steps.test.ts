import { describe, expect, it } from 'vitest'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { uniform } from '../../../src/sim/kernel/distributions/uniform.ts'
import { listed } from './law.ts'
import { at, MS, US, type WorldSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, choose, cpu, fail, io, repeat, respond, type StepSpec, send } from './steps.ts'

/** `count` requests, a second apart, for an operation with these steps. */
function ask(steps: readonly StepSpec[], options: Partial<WorldSpec> & { readonly count?: number } = {}): Run {
  const { count = 1, operations, ...spec } = options
  return simulate({
    units: { web: {}, db: {} },
    operations: { 'web.get': steps, 'db.read': [io(2 * MS)], 'db.broken': [io(2 * MS), fail()], ...operations },
    workloads: { users: { calls: 'web.get', arrivals: at(...Array.from({ length: count }, (_, i) => i * 1e9)) } },
    duration: count * 1e9,
    ...spec,
  })
}

function latencies(run: Run): readonly number[] {
  return run.log.calls('web.get').map(({ latency }) => latency)
}

function countOf<T>(values: readonly T[], value: T): number {
  return values.filter((each) => each === value).length
}

describe('a choice', () => {
  it('takes each way as often as its share says', () => {
    const run = ask([choose([0.1, [io(1)]], [0.6, [io(2)]], [0.3, [io(3), call('db.read')]]), io(10)], { count: 4000 })
    const [first, second, third] = [11, 12, 2 * MS + 13].map((latency) => countOf(latencies(run), latency))
    // Standard deviations are 19, 31 and 29: five of them fail a faultless engine once in a million versions.
    expect(Math.abs((first as number) - 400)).toBeLessThan(95)
    expect(Math.abs((second as number) - 2400)).toBeLessThan(155)
    expect((first as number) + (second as number) + (third as number)).toBe(4000)
    expectDrained(run)
  })

  it('never takes a way with share 0, and always one with share 1', () => {
    const run = ask([choose([0, [io(1)]], [1, [io(2)]], [0, [io(3)]])], { count: 500 })
    expect(countOf(latencies(run), 2)).toBe(500)
  })

  it('is the same for one request however often the run is repeated, and not for one seed as for another', () => {
    const ways = (seed: string): readonly number[] =>
      latencies(
        simulate(
          {
            units: { web: {} },
            operations: { 'web.get': [choose([0.5, [io(1)]], [0.5, [io(2)]])] },
            workloads: { users: { calls: 'web.get', arrivals: at(...Array.from({ length: 64 }, (_, i) => i * 10)) } },
          },
          { seed },
        ),
      )
    expect(ways('1')).toEqual(ways('1'))
    expect(ways('2')).not.toEqual(ways('1'))
  })
})

describe('a repetition', () => {
  it.each([
    [0, 0],
    [0.4, 0],
    [0.5, 1],
    [3, 3],
    [2.6, 3],
  ])('of %f rounds runs %i', (times, rounds) => {
    const run = ask([repeat(times, [io(5 * US)]), io(1)])
    expect(latencies(run)).toEqual([rounds * 5 * US + 1])
    expectDrained(run)
  })

  it('draws anew in every round, and differently in every call of the same operation', () => {
    const run = ask([repeat(50, [call('web.part')]), call('web.part')], {
      operations: { 'web.part': [io(uniform(1, 1e9))] },
      count: 2,
    })
    const drawn = run.log.calls('web.part').map(({ latency }) => latency)
    expect([drawn.length, new Set(drawn).size]).toEqual([102, 102])
  })

  it('draws its number of rounds for each request', () => {
    const run = ask([repeat(listed([2, 0, 1]), [io(1)]), io(10)], { count: 3 })
    expect(latencies(run)).toEqual([12, 10, 11])
  })

  it('ends with the first failure, or goes on where it is optional', () => {
    const steps = (optional: boolean): readonly StepSpec[] => [
      repeat(3, [call('db.read'), call('db.broken')], { optional }),
      io(1),
    ]
    const [strict, lenient] = [ask(steps(false)), ask(steps(true))]
    expect(strict.log.onlyCall('web.get')).toMatchObject({
      latency: 4 * MS,
      outcome: 'error',
      parts: { retry: 4 * MS },
    })
    expect(lenient.log.onlyCall('web.get')).toMatchObject({
      latency: 12 * MS + 1,
      outcome: 'ok',
      parts: { retry: 12 * MS, io: 1 },
    })
    expect(lenient.log.calls('db.read').length).toBe(3)
    expectDrained(strict)
    expectDrained(lenient)
  })
})

describe('a failure', () => {
  it('of probability 0 never comes, and of probability 1 always', () => {
    const outcomes = (probability: number): readonly string[] =>
      ask([fail(probability), io(1)], { count: 300 })
        .log.calls('web.get')
        .map(({ outcome }) => outcome)
    expect([countOf(outcomes(0), 'ok'), countOf(outcomes(1), 'error')]).toEqual([300, 300])
  })

  it('of a small probability comes as often as it says', () => {
    const run = ask([fail(0.1, 'out-of-stock')], { count: 4000, reasons: ['out-of-stock'] })
    const failed = countOf(
      run.log.calls('web.get').map(({ outcome }) => outcome),
      'out-of-stock',
    )
    // The standard deviation is 19: five of them fail a faultless engine once in two million versions.
    expect(Math.abs(failed - 400)).toBeLessThan(95)
  })

  it('of a call fails its caller with the same reason, after the steps before it and without those after it', () => {
    const run = ask([io(1 * MS), call('db.broken'), io(50 * MS)])
    expect(run.log.onlyCall('web.get')).toMatchObject({
      latency: 3 * MS,
      outcome: 'error',
      parts: { io: 1 * MS, retry: 2 * MS },
    })
    expect(run.log.visits('web/0')).toMatchObject([{ outcome: 'error' }])
    expectDrained(run)
  })

  it('of an optional call, inside the unit or outside, is forgiven', () => {
    const run = ask([call('db.broken', { optional: true }), call('web.broken', { optional: true }), io(1)], {
      operations: { 'web.broken': [io(3 * MS), fail()] },
    })
    expect(run.log.onlyCall('web.get')).toMatchObject({
      latency: 5 * MS + 1,
      outcome: 'ok',
      parts: { io: 1, retry: 5 * MS },
    })
    expectDrained(run)
  })
})

describe('an operation that responds before its end', () => {
  it('answers at that moment, and keeps its slot for the rest', () => {
    const run = ask([cpu(1 * MS), respond(), cpu(5 * MS)], {
      units: { web: { slots: 1 } },
      operations: {},
      workloads: { users: { calls: 'web.get', arrivals: at(0, 2 * MS) } },
      network: { delay: 1 * MS },
    })
    expect(run.log.calls('web.get').map(({ latency, outcome }) => [latency, outcome])).toEqual([
      [3 * MS, 'ok'],
      [7 * MS, 'ok'],
    ])
    expect(run.log.calls('web.get')[1]?.parts).toEqual({ network: 2 * MS, queue: 4 * MS, cpu: 1 * MS })
    expect(run.log.visits('web/0').map(({ end }) => end)).toEqual([2 * MS, 8 * MS])
    expect(run.log.changes('cpu web/0')).toEqual([
      [1 * MS, 1],
      [13 * MS, 0],
    ])
    expectDrained(run)
  })

  it('pays for its protocol with the rest of its work', () => {
    const run = ask([respond(), io(1 * MS)], { edges: { 'users -> web': { protocol: { serverFixed: 20 * US } } } })
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 0, outcome: 'ok' })
    expect(run.log.changes('cpu web/0')).toEqual([
      [1 * MS, 1],
      [1 * MS + 20 * US, 0],
    ])
    expectDrained(run)
  })

  it('inside the unit lets its caller go on at once, in the slot that the caller has', () => {
    const run = ask([call('web.note'), io(1 * MS)], {
      units: { web: { slots: 1 }, db: {} },
      operations: { 'web.note': [io(2 * MS), respond(), io(50 * MS), call('db.read')] },
    })
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 3 * MS, parts: { io: 3 * MS } })
    expect(run.log.onlyCall('web.note').latency).toBe(2 * MS)
    expect(run.log.onlyCall('db.read')).toMatchObject({ start: 52 * MS, outcome: 'ok' })
    expectDrained(run)
  })

  it('may fail afterwards without anybody noticing', () => {
    const run = ask([respond(), io(1 * MS), fail()])
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 0, outcome: 'ok' })
    expect(run.log.visits('web/0')).toMatchObject([{ outcome: 'ok' }])
    expectDrained(run)
  })
})

describe('a message that is sent without waiting', () => {
  it.each([
    ['to another unit', 'db.slow'],
    ['inside the unit', 'web.slow'],
  ])('keeps its sender for no time, and its failure is its own: %s', (_, operation) => {
    const run = ask([send(operation), io(1 * MS)], { operations: { [operation]: [io(30 * MS), fail()] } })
    expect(run.log.onlyCall('web.get')).toMatchObject({ latency: 1 * MS, outcome: 'ok', parts: { io: 1 * MS } })
    expect(run.log.onlyCall(operation)).toMatchObject({ start: 0, latency: 30 * MS, outcome: 'error' })
    expectDrained(run)
  })

  it('is given up after its timeout like any call, while the work goes on', () => {
    const run = ask([send('db.slow', { timeout: 10 * MS })], { operations: { 'db.slow': [io(30 * MS)] } })
    expect(run.log.onlyCall('db.slow')).toMatchObject({ latency: 10 * MS, outcome: 'timeout' })
    expect(run.log.visits('db/0')).toMatchObject([{ end: 30 * MS, outcome: 'ok' }])
    expectDrained(run)
  })

  it('goes out where it stands among the steps', () => {
    const run = ask([io(3 * MS), send('db.read'), send('db.read'), io(1 * MS)])
    expect(run.log.calls('db.read').map(({ start, end }) => [start, end])).toEqual([
      [3 * MS, 5 * MS],
      [3 * MS, 5 * MS],
    ])
    expectDrained(run)
  })
})

describe('what a request needs', () => {
  it('is the same whether its modules share a process or not', () => {
    const work = exponential(2 * MS)
    const shop = (modules: Readonly<Record<string, string>>, delay: number): readonly (readonly [number, number])[] => {
      const run = simulate({
        units: { one: {}, web: {}, stock: {}, pay: {} },
        operations: {
          'web.buy': [cpu(work), call('stock.take'), call('pay.charge'), cpu(work)],
          'stock.take': [cpu(work), io(work), repeat(uniform(0, 5), [io(work)])],
          'pay.charge': [choose([0.5, [io(work)]], [0.5, [io(work), io(work)]])],
        },
        modules,
        network: { delay },
        workloads: { users: { calls: 'web.buy', arrivals: at(...Array.from({ length: 200 }, (_, i) => i * 1000)) } },
      })
      return run.log
        .calls('web.buy')
        .toSorted((a, b) => a.start - b.start)
        .map(({ parts }) => [parts['cpu'] ?? 0, parts['io'] ?? 0])
    }
    const monolith = shop({ web: 'one', stock: 'one', pay: 'one' }, 0)
    expect(monolith.length).toBe(200)
    expect(new Set(monolith.map(String)).size).toBe(200)
    expect(shop({}, 1 * MS)).toEqual(monolith)
    expect(shop({ stock: 'pay' }, 1 * US)).toEqual(monolith)
  })
})
