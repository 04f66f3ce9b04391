import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listed } from './law.ts'
import { at, FOREVER, MS, type UnitSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { io } from './steps.ts'

interface Visit {
  readonly start: number
  readonly end: number
  readonly outcome: string
}

/** Requests one by one before `slots` servers; `services` are handed out in the order in which service begins. */
function serveNaively(
  starts: readonly number[],
  services: readonly number[],
  { slots, limit, lifo }: { readonly slots: number; readonly limit: number; readonly lifo: boolean },
): readonly Visit[] {
  const visits: Visit[] = []
  const waiting: number[] = []
  const busy: { readonly start: number; readonly end: number }[] = []
  const remaining = [...services]
  const begin = (start: number, now: number): void => {
    busy.push({ start, end: now + (remaining.shift() as number) })
  }
  const endUntil = (time: number): void => {
    for (;;) {
      const next = busy.toSorted((a, b) => a.end - b.end)[0]
      if (next === undefined || next.end >= time) return
      busy.splice(busy.indexOf(next), 1)
      visits.push({ ...next, outcome: 'ok' })
      const heir = lifo ? waiting.pop() : waiting.shift()
      if (heir !== undefined) begin(heir, next.end)
    }
  }
  for (const start of starts) {
    endUntil(start)
    if (busy.length < slots) begin(start, start)
    else if (waiting.length < limit) waiting.push(start)
    else visits.push({ start, end: start, outcome: 'queue-full' })
  }
  endUntil(FOREVER)
  return visits
}

function occupy(unit: UnitSpec, starts: readonly number[], services: readonly number[]): Run {
  return simulate({
    units: { web: unit },
    operations: { 'web.wait': [io(listed(services))] },
    workloads: { users: { calls: 'web.wait', arrivals: at(...starts) } },
  })
}

const settings = fc.record({
  slots: fc.integer({ min: 1, max: 4 }),
  limit: fc.constantFrom(0, 1, 2, 5, FOREVER),
  lifo: fc.boolean(),
})
const requests = fc.array(fc.record({ start: fc.nat(20_000), service: fc.oneof(fc.nat(4000), fc.nat(40_000)) }), {
  minLength: 1,
  maxLength: 60,
  size: 'max',
})

describe('the queue before the slots', () => {
  it('serves, keeps waiting and refuses exactly as a list does, in either discipline', () => {
    fc.assert(
      fc.property(settings, requests, (setting, list) => {
        // Starts are multiples of 64 and services are not, so that no request ends as another comes.
        const starts = list.map(({ start }, i) => (start + i) * 64).toSorted((a, b) => a - b)
        const services = list.map(({ service }, i) => service * 64 + 1 + (i % 31))
        const { slots, limit, lifo } = setting
        const run = occupy({ slots, limit, discipline: lifo ? 'lifo' : 'fifo' }, starts, services)
        const expected = serveNaively(starts, services, setting)
        expect(run.log.visits('web/0').map(({ start, end, outcome }) => ({ start, end, outcome }))).toEqual(expected)
        expect(run.log.waitsAt('queue web/0').length).toBe(expected.filter(({ outcome }) => outcome === 'ok').length)
        expectDrained(run)
      }),
      { seed: 2010, numRuns: 150 },
    )
  })

  it('gives a free slot to the one who waits longest, or who came last', () => {
    const startsOfService = (discipline: 'fifo' | 'lifo'): readonly number[] =>
      occupy({ slots: 1, discipline }, [0, 1, 2, 3], [10 * MS])
        .log.calls('web.wait')
        .map(({ start }) => start)
    expect(startsOfService('fifo')).toEqual([0, 1, 2, 3])
    expect(startsOfService('lifo')).toEqual([0, 3, 2, 1])
  })

  it('refuses at once what finds it full, which costs the caller two ways and no more', () => {
    const run = simulate({
      units: { web: { slots: 1, limit: 1 } },
      operations: { 'web.wait': [io(50 * MS)] },
      network: { delay: 2 * MS },
      workloads: { users: { calls: 'web.wait', arrivals: at(0, 1 * MS, 7 * MS) } },
    })
    expect(run.log.calls('web.wait')[0]).toEqual({
      series: 'call users > web.wait',
      start: 7 * MS,
      end: 11 * MS,
      latency: 4 * MS,
      outcome: 'queue-full',
      parts: { network: 4 * MS },
    })
    expect(run.log.visits('web/0')[0]).toMatchObject({ start: 9 * MS, latency: 0, outcome: 'queue-full' })
    expect(run.log.changes('queue web/0')).toEqual([
      [3 * MS, 1],
      [52 * MS, 0],
    ])
    expect(run.log.calls('web.wait').map(({ outcome }) => outcome)).toEqual(['queue-full', 'ok', 'ok'])
    expectDrained(run)
  })

  it('of length 0 refuses everyone who finds no free slot', () => {
    const { log } = occupy({ slots: 2, limit: 0 }, [0, 1, 2, 20 * MS], [10 * MS])
    expect(log.calls('web.wait').map(({ outcome }) => outcome)).toEqual(['queue-full', 'ok', 'ok', 'ok'])
  })

  it('bounds the requests inside an event loop, which has no slots to wait for', () => {
    const { log } = occupy({ slots: FOREVER, limit: 2 }, [0, 1, 2, 20 * MS], [10 * MS])
    expect(log.calls('web.wait').map(({ outcome }) => outcome)).toEqual(['queue-full', 'ok', 'ok', 'ok'])
    expect(Math.max(...log.changes('concurrency web/0').map(([, value]) => value))).toBe(2)
  })

  it('reports a wait for every request that got a slot, also where it was 0', () => {
    const { log } = occupy({ slots: 1 }, [0, 4 * MS, 30 * MS], [10 * MS])
    expect(log.waitsAt('queue web/0')).toEqual([0, 6 * MS, 0])
    expect(log.calls('web.wait').map(({ parts }) => parts)).toEqual([
      { io: 10 * MS },
      { io: 10 * MS, queue: 6 * MS },
      { io: 10 * MS },
    ])
  })

  it('is one for each instance', () => {
    const { log } = simulate({
      units: { web: { slots: 1, instances: 2 } },
      operations: { 'web.wait': [io(listed([30 * MS, 1 * MS]))] },
      workloads: { users: { calls: 'web.wait', arrivals: at(0, 1, 2, 3) } },
    })
    // In turn: the third waits for the slow first one, although the other instance is free sooner.
    expect(log.visits('web/0').map(({ latency }) => latency)).toEqual([30 * MS, 31 * MS - 2])
    expect(log.visits('web/1').map(({ latency }) => latency)).toEqual([1 * MS, 2 * MS - 2])
  })
})
