import { describe, expect, it } from 'vitest'
import { uniform } from '../../../src/sim/kernel/distributions/uniform.ts'
import { listed } from './law.ts'
import { at, type EdgeSpec, FOREVER, MS, US, type WorldSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { call, cpu, io, parallel, repeat, type StepSpec, send } from './steps.ts'

/** Users call web, over a network that costs nothing; web calls db over `edge`. */
function between(edge: EdgeSpec, steps: readonly StepSpec[], spec: Partial<WorldSpec> = {}): Run {
  return simulate({
    units: { web: {}, db: {} },
    operations: { 'web.get': steps, 'db.read': [io(1 * MS)] },
    edges: { 'web -> db': edge },
    workloads: { users: { calls: 'web.get', arrivals: at(0) } },
    ...spec,
  })
}

describe('a link', () => {
  it('draws a delay of its own for every message, there and back', () => {
    const { log } = between({ link: { delay: uniform(1 * MS, 3 * MS) } }, [repeat(200, [call('db.read')])])
    const ways = log.calls('db.read').flatMap((each, i) => {
      const visit = log.visits('db/0')[i] as typeof each
      return [visit.start - each.start, each.end - visit.end]
    })
    expect(new Set(ways).size).toBe(400)
    expect(ways.every((way) => way >= 1 * MS && way <= 3 * MS && Number.isInteger(way))).toBe(true)
    // Mean of 400 uniform ways: standard deviation 29 us; five of them.
    const mean = ways.reduce((sum, way) => sum + way, 0) / ways.length
    expect(Math.abs(mean - 2 * MS)).toBeLessThan(145 * US)
  })

  it('loses messages both ways without a word', () => {
    const count = 4000
    const run = between({ timeout: 5 * MS, link: { loss: 0.2 } }, [call('db.read')], {
      workloads: { users: { calls: 'web.get', arrivals: at(...Array.from({ length: count }, (_, i) => i * 10 * MS)) } },
      duration: count * 10 * MS,
    })
    const calls = run.log.calls('db.read')
    const answered = calls.filter(({ outcome }) => outcome === 'ok').length
    const silent = calls.filter(({ outcome, latency }) => outcome === 'timeout' && latency === 5 * MS).length
    const arrived = run.log.visits('db/0').length
    expect(answered + silent).toBe(count)
    // Standard deviations are 25 and 30: five of them fail a faultless engine once in a million versions.
    expect(Math.abs(arrived - 0.8 * count)).toBeLessThan(126)
    expect(Math.abs(answered - 0.64 * count)).toBeLessThan(152)
    expect(run.log.total('messages-lost web -> db')).toBe(silent)
    expectDrained(run)
  })

  it('lets a call without a timeout wait for ever when its message is lost', () => {
    const { end, log } = between({ link: { loss: 1 - Number.EPSILON / 2 } }, [call('db.read')])
    expect([end.inFlight, log.inFlight()]).toEqual([
      1,
      { 'call users > web.get': 1, 'visit web/0': 1, 'call web > db.read': 1 },
    ])
  })

  it('whose law gives an absurd delay now and then only delays that message, for longer than any run', () => {
    const run = between(
      { timeout: 5 * MS, link: { delay: listed([Number.MAX_VALUE, 1 * MS, 1 * MS]) } },
      [call('db.read', { optional: true, request: listed([Number.MAX_VALUE, 10]) }), call('db.read')],
      { drain: 100 * MS },
    )
    expect(run.log.calls('db.read').map(({ latency, outcome }) => [latency, outcome])).toEqual([
      [5 * MS, 'timeout'],
      [3 * MS, 'ok'],
    ])
    expect(run.end.status).toBe('completed')
  })

  it('puts the messages of one sender on the wire one after the other', () => {
    const run = between(
      { link: { bandwidth: 1e6, delay: 10 * MS } },
      [parallel([[call('db.read', { request: 2000 })], [call('db.read', { request: 3000 })]])],
      { answers: { 'db.read': 500 } },
    )
    expect(run.log.visits('db/0').map(({ start }) => start)).toEqual([12 * MS, 15 * MS])
    expect(run.log.calls('db.read').map(({ latency, parts }) => [latency, parts])).toEqual([
      [(12 + 1 + 0.5 + 10) * MS, { io: 1 * MS, network: 22.5 * MS }],
      [(15 + 1 + 0.5 + 10) * MS, { io: 1 * MS, network: 25.5 * MS }],
    ])
    expectDrained(run)
  })

  it('keeps answers waiting for the interface of their server', () => {
    const { log } = between(
      { link: { bandwidth: 1e6 } },
      [parallel([[call('db.read')], [call('db.read')], [io(5 * MS), call('db.read')]])],
      { answers: { 'db.read': 2000 } },
    )
    expect(log.calls('db.read').map(({ end }) => end)).toEqual([3 * MS, 5 * MS, 8 * MS])
  })

  it('shares the interface of an instance among all of its edges, and no two instances share one', () => {
    const arrivals = (instances: number): readonly number[] => {
      const link = { bandwidth: 1e6 }
      const { log } = simulate({
        units: { web: { instances }, db: {}, cache: {} },
        operations: {
          'web.get': [parallel([[call('db.read', { request: 1000 })], [call('cache.read', { request: 1000 })]])],
          'db.read': [],
          'cache.read': [],
        },
        edges: { 'web -> db': { link }, 'web -> cache': { link } },
        workloads: { users: { calls: 'web.get', arrivals: at(0, 0) } },
      })
      return [...log.visits('db/0'), ...log.visits('cache/0')].map(({ start }) => start).toSorted((a, b) => a - b)
    }
    expect(arrivals(1)).toEqual([1, 2, 3, 4].map((ms) => ms * MS))
    expect(arrivals(2)).toEqual([1, 1, 2, 2].map((ms) => ms * MS))
  })

  it('delays the messages of clients by their size, but clients do not wait for one another', () => {
    const { log } = between({}, [], {
      network: { bandwidth: 1e6 },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 0), request: 4000 } },
    })
    expect(log.visits('web/0').map(({ start }) => start)).toEqual([4 * MS, 4 * MS])
  })

  it('is the one between the zones of caller and instance, unless the edge has its own', () => {
    const spec = (edges: Readonly<Record<string, EdgeSpec>>): Run =>
      simulate({
        units: { web: { zones: [1] }, db: { zones: [0, 1] } },
        operations: { 'web.get': [call('db.read'), call('db.read')], 'db.read': [] },
        zones: ['a', 'b'],
        between: {
          'a -> b': { delay: 3 * MS, traffic: 'cross-zone' },
          'b -> a': { delay: 5 * MS, traffic: 'cross-zone' },
          'b -> b': { delay: 1 * MS },
        },
        edges,
        workloads: { users: { calls: 'web.get', arrivals: at(0), zone: 0, request: 10 } },
      })
    const own = spec({ 'web -> db': { link: { delay: 7 * MS, traffic: 'internet' } } })
    const shared = spec({})
    // There and back take the link of the way there: both directions are alike.
    expect(shared.log.calls('db.read').map(({ latency }) => latency)).toEqual([10 * MS, 2 * MS])
    expect(shared.log.onlyCall('web.get').latency).toBe(18 * MS)
    expect(own.log.calls('db.read').map(({ latency }) => latency)).toEqual([14 * MS, 14 * MS])
    expect(shared.log.total('bytes users -> web cross-zone')).toBe(10)
    expect([...own.log.totals.keys()].filter((key) => key.startsWith('bytes web'))).toEqual([
      'bytes web -> db internet',
    ])
  })
})

describe('a protocol', () => {
  it('adds bytes around each payload, and what is lost was sent all the same', () => {
    const bytes = (link: EdgeSpec['link']): number =>
      between(
        { link: link ?? {}, timeout: 5 * MS, protocol: { overhead: 100, expansion: 1.5 } },
        [call('db.read', { request: 40 })],
        { answers: { 'db.read': 200 } },
      ).log.total('bytes web -> db free')
    expect(bytes({})).toBe(100 + 60 + 100 + 300)
    expect(bytes({ loss: 1 - Number.EPSILON / 2 })).toBe(160)
  })

  it('costs cpu at both ends, by the call and by the byte', () => {
    const protocol = { clientFixed: 10 * US, clientPerByte: 2, serverFixed: 20 * US, serverPerByte: 3 }
    const run = between({ protocol }, [call('db.read', { request: 1000 }), io(1 * MS)], {
      answers: { 'db.read': 500 },
    })
    const [client, server] = [10 * US + 2 * 1500, 20 * US + 3 * 1500]
    expect(run.log.onlyCall('db.read').parts).toEqual({ io: 1 * MS, cpu: server })
    expect(run.log.onlyCall('web.get').parts).toEqual({ io: 2 * MS, cpu: client + server })
    // The server works for the protocol before it answers, the client before it ends.
    expect(run.log.changes('cpu db/0').map(([time]) => time)).toEqual([1 * MS, 1 * MS + server])
    expect(run.log.changes('cpu web/0').map(([time]) => time)).toEqual([2 * MS + server, 2 * MS + server + client])
    expectDrained(run)
  })

  it('is paid together with the next computing of the operation', () => {
    const protocol = { clientFixed: 10 * US, serverFixed: 20 * US }
    const { log } = between({ protocol }, [call('db.read'), call('db.read'), cpu(1 * MS)], {
      operations: { 'web.get': [call('db.read'), call('db.read'), cpu(1 * MS)], 'db.read': [cpu(1 * MS)] },
    })
    expect(log.changes('cpu web/0').map(([time]) => time)).toEqual([2 * MS + 40 * US, 3 * MS + 60 * US])
    expect(log.onlyCall('web.get').parts).toEqual({ cpu: 3 * MS + 60 * US })
  })

  it('is paid for a message that is sent without waiting, too, but for no answer', () => {
    const protocol = { clientFixed: 10 * US, clientPerByte: 2 }
    const run = between({ protocol }, [send('db.read', { request: 1000 })], { answers: { 'db.read': 500 } })
    expect(run.log.changes('cpu web/0')).toEqual([
      [0, 1],
      [12 * US, 0],
    ])
    expectDrained(run)
  })

  it('does not answer a failure with a payload', () => {
    const run = between({}, [call('db.read')], {
      units: { web: {}, db: { slots: 1, limit: 0 } },
      answers: { 'db.read': 500 },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 1) } },
    })
    expect(run.log.calls('db.read').map(({ outcome }) => outcome)).toEqual(['queue-full', 'ok'])
    expect(run.log.total('bytes web -> db free')).toBe(500)
  })
})

describe('a connection', () => {
  const connected = (
    connection: NonNullable<EdgeSpec['connection']>,
    steps: readonly StepSpec[],
    edge: EdgeSpec = {},
  ): Run => between({ link: { delay: 1 * MS }, connection: { setupRoundTrips: 2, ...connection }, ...edge }, steps)
  const networkTimes = ({ log }: Run): readonly unknown[] => log.calls('db.read').map(({ parts }) => parts['network'])
  const opened = ({ log }: Run): number => log.total('connections-opened web -> db')

  it('costs its round trips before the first request, and nothing while it is kept', () => {
    const run = connected({}, [repeat(3, [call('db.read')])])
    expect([networkTimes(run), opened(run)]).toEqual([[6 * MS, 2 * MS, 2 * MS], 1])
  })

  it('is closed when it was idle for longer than it is kept', () => {
    const times = (idle: number): readonly unknown[] => {
      const run = connected({ keepAlive: 10 * MS }, [call('db.read'), io(idle), call('db.read')])
      return [networkTimes(run), opened(run)]
    }
    expect(times(10 * MS)).toEqual([[6 * MS, 2 * MS], 1])
    expect(times(10 * MS + 1)).toEqual([[6 * MS, 6 * MS], 2])
  })

  it('that is not kept is set up for every call', () => {
    const run = connected({ keepAlive: 0 }, [repeat(3, [call('db.read')])])
    expect([networkTimes(run), opened(run)]).toEqual([[6 * MS, 6 * MS, 6 * MS], 3])
  })

  it('carries one call at a time: as many are open as calls at once', () => {
    const steps = [repeat(2, [parallel([[call('db.read')], [call('db.read')], [call('db.read')]])])]
    const run = connected({ multiplexed: false }, steps)
    expect(networkTimes(run)).toEqual([6 * MS, 6 * MS, 6 * MS, 2 * MS, 2 * MS, 2 * MS])
    expect(opened(run)).toBe(3)
  })

  it('that is multiplexed carries all of them, and those that come while it is set up wait for that', () => {
    const at2 = [io(2 * MS), call('db.read')]
    const run = connected({ multiplexed: true }, [repeat(2, [parallel([[call('db.read')], at2, [call('db.read')]])])])
    expect(networkTimes(run)).toEqual([6 * MS, 6 * MS, 4 * MS, 2 * MS, 2 * MS, 2 * MS])
    expect(opened(run)).toBe(1)
  })

  it('that is multiplexed stays open while any call uses it, and then for as long as it is kept', () => {
    const steps = [
      parallel([[call('db.read')], [io(4 * MS), repeat(3, [call('db.read')])]]),
      io(5 * MS),
      call('db.read'),
      io(5 * MS + 1),
      call('db.read'),
    ]
    expect(opened(connected({ multiplexed: true, keepAlive: 5 * MS }, steps))).toBe(2)
  })

  it('of a call that was given up is not used again', () => {
    const run = between(
      { timeout: 8 * MS, link: { delay: 1 * MS }, connection: { setupRoundTrips: 2, keepAlive: FOREVER } },
      [call('db.read', { optional: true }), call('db.read'), call('db.read')],
      {
        operations: {
          'web.get': [call('db.read', { optional: true }), call('db.read'), call('db.read')],
          'db.read': [io(listed([90 * MS, 1 * MS, 1 * MS]))],
        },
      },
    )
    expect(run.log.calls('db.read').map(({ latency }) => latency)).toEqual([8 * MS, 7 * MS, 3 * MS])
    expect(opened(run)).toBe(2)
  })

  it('is one between each calling instance and each server', () => {
    const { log } = simulate({
      units: { web: { instances: 2 }, db: { instances: 2 } },
      operations: { 'web.get': [repeat(4, [call('db.read')])], 'db.read': [io(1 * MS)] },
      edges: { 'web -> db': { connection: { setupRoundTrips: 1 } } },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 50 * MS, 100 * MS, 150 * MS) } },
    })
    expect(log.total('connections-opened web -> db')).toBe(4)
  })
})
