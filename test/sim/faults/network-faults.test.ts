import { describe, expect, it } from 'vitest'
import type { FaultPlan, NetworkEffect, PathTargets } from '../../../src/sim/fault-plan.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { law } from '../world/law.ts'
import { at, MS, type PlanIndex, SECOND, type WorldSpec } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, cpu, io } from '../world/steps.ts'
import { fault, path, scripted } from './faults.ts'

const EDGE = 'web -> db'

/** Users ask `web`, which asks `db`: 10 ms each way, and 5 ms of work at `db`. */
function world(options: {
  readonly times?: readonly number[]
  readonly faults?: (index: PlanIndex) => readonly FaultPlan[]
  readonly timeout?: number
  readonly more?: Partial<WorldSpec>
  readonly edge?: NonNullable<WorldSpec['edges']>[string]
}): WorldSpec {
  return {
    units: { web: {}, db: {} },
    operations: { 'web.get': [call('db.read')], 'db.read': [io(5 * MS)] },
    edges: { [EDGE]: { link: { delay: 10 * MS }, timeout: options.timeout ?? 0, ...options.edge } },
    workloads: { users: { calls: 'web.get', arrivals: at(...(options.times ?? [0])) } },
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...options.more,
  }
}

type PathEffect = Extract<NetworkEffect, { readonly path: PathTargets }>
type Without<T> = T extends unknown ? Omit<T, 'path'> : never

/** One fault on all messages between `web` and `db`, all the time unless said otherwise. */
function trouble(
  effect: Without<PathEffect>,
  schedule = scripted(),
  more: Partial<PathTargets> = {},
): (index: PlanIndex) => readonly FaultPlan[] {
  return (index) => [fault({ ...effect, path: path(index, [EDGE], more) }, schedule)]
}

function reads(run: Run): readonly (readonly [outcome: string, start: number, end: number])[] {
  return run.log.calls('db.read').map(({ outcome, start, end }) => [outcome, start, end] as const)
}

function bites(run: Run): number {
  return run.end.faults[0]?.bites ?? -1
}

describe('added latency', () => {
  it('makes each direction longer by what the law says, and stops with the fault', () => {
    const faults = trouble({ kind: 'latency', add: law(7 * MS) }, scripted(0, 20 * MS))
    const run = simulate(world({ times: [0, 100 * MS], faults }))
    // The request at 0 and its answer at 22 ms: the fault is over by then.
    expect(reads(run)).toEqual([
      ['ok', 0, 32 * MS],
      ['ok', 100 * MS, 125 * MS],
    ])
    expect(bites(run)).toBe(1)
    expectDrained(run)
  })

  it('adds up with that of another fault, in any order of the two', () => {
    for (const [one, other] of [
      [7, 20],
      [20, 7],
    ] as const) {
      const run = simulate(
        world({
          faults: (index) => [
            fault({ kind: 'latency', add: law(one * MS), path: path(index, [EDGE]) }, scripted(), 'a'),
            fault({ kind: 'latency', add: law(other * MS), path: path(index, [EDGE]) }, scripted(), 'b'),
          ],
        }),
      )
      expect(reads(run)).toEqual([['ok', 0, (25 + 2 * 27) * MS]])
      expect(run.end.faults.map((each) => each.bites)).toEqual([2, 2])
    }
  })

  it('holds each message of a handshake up as well', () => {
    const faults = trouble({ kind: 'latency', add: law(7 * MS) })
    const run = simulate(world({ faults, edge: { connection: { setupRoundTrips: 2 } } }))
    expect(reads(run)).toEqual([['ok', 0, 5 * MS + 6 * 17 * MS]])
  })

  it('hits only its direction, its operation, its instances and its zones', () => {
    const add = law(7 * MS)
    const hit = (more: Partial<PathTargets>): number => {
      const run = simulate(
        world({
          faults: trouble({ kind: 'latency', add }, scripted(), more),
          more: { zones: ['a', 'b'], units: { web: { zones: [0] }, db: { zones: [1] } } },
        }),
      )
      return ((reads(run)[0]?.[2] ?? 0) - 25 * MS) / (7 * MS)
    }
    expect(hit({})).toBe(2)
    expect(hit({ direction: 'there' })).toBe(1)
    expect(hit({ direction: 'back' })).toBe(1)
    expect(hit({ programs: [1] })).toBe(2)
    expect(hit({ programs: [0] })).toBe(0)
    expect(hit({ pick: { kind: 'numbers', numbers: [0] } })).toBe(2)
    expect(hit({ pick: { kind: 'numbers', numbers: [1] } })).toBe(0)
    expect(hit({ end: 'caller', pick: { kind: 'numbers', numbers: [0] } })).toBe(2)
    expect(hit({ from: [0], to: [1] })).toBe(2)
    expect(hit({ from: [1], to: [0] })).toBe(2)
    expect(hit({ from: [1] })).toBe(2)
    expect(hit({ from: [0], to: [0] })).toBe(0)
    expect(hit({ from: [-1], to: [0] })).toBe(0)
  })
})

describe('a partition', () => {
  it('is silence: the call ends with its timeout, to the nanosecond, and the server hears nothing', () => {
    const run = simulate(world({ faults: trouble({ kind: 'partition' }), timeout: 300 * MS }))
    expect(reads(run)).toEqual([['timeout', 0, 300 * MS]])
    expect(run.log.visits('db/0')).toEqual([])
    expect(run.log.total(`messages-lost ${EDGE}`)).toBe(1)
    expect(bites(run)).toBe(1)
    expectDrained(run)
  })

  it('of one direction back lets the request in: the work is done, the answer is lost', () => {
    const faults = trouble({ kind: 'partition' }, scripted(), { direction: 'back' })
    const run = simulate(world({ faults, timeout: 300 * MS }))
    expect(reads(run)).toEqual([['timeout', 0, 300 * MS]])
    expect(run.log.visits('db/0').map(({ outcome, start, end }) => [outcome, start, end])).toEqual([
      ['ok', 10 * MS, 15 * MS],
    ])
    expectDrained(run)
  })

  it('of one direction back lets no new connection be set up', () => {
    const faults = trouble({ kind: 'partition' }, scripted(), { direction: 'back' })
    const run = simulate(world({ faults, timeout: 300 * MS, edge: { connection: { setupRoundTrips: 1 } } }))
    expect(reads(run)).toEqual([['timeout', 0, 300 * MS]])
    expect(run.log.visits('db/0')).toEqual([])
  })

  it('does not touch what is on its way when it begins, and lets through what is sent when it is over', () => {
    const faults = trouble({ kind: 'partition' }, scripted(1 * MS, 99 * MS))
    const run = simulate(world({ times: [0, 99_999_999, 100 * MS], faults, timeout: 30 * MS }))
    // The first is under way at 1 ms, and its answer is lost at 15 ms; the last is sent just when it ends.
    expect(reads(run)).toEqual([
      ['timeout', 0, 30 * MS],
      ['ok', 100 * MS, 125 * MS],
      ['timeout', 99_999_999, 129_999_999],
    ])
    expect(run.log.visits('db/0').length).toBe(2)
  })

  it('keeps a cancellation from the server, which works on', () => {
    const faults = trouble({ kind: 'partition' }, scripted(12 * MS))
    const busy = { operations: { 'web.get': [call('db.read')], 'db.read': [io(100 * MS)] } }
    const spec = { timeout: 20 * MS, edge: { cancel: true }, more: busy }
    const visit = (run: Run): unknown => run.log.visits('db/0').map(({ outcome, end }) => [outcome, end])
    expect(visit(simulate(world(spec)))).toEqual([['cancelled', 30 * MS]])
    const cut = simulate(world({ ...spec, faults }))
    expect(visit(cut)).toEqual([['ok', 110 * MS]])
    expect(bites(cut)).toBe(2)
  })

  it('between two groups only leaves all others in touch', () => {
    const run = simulate({
      units: { web: { instances: 2 }, db: { instances: 2 } },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(1 * MS)] },
      edges: { [EDGE]: { timeout: 50 * MS } },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 100 * MS, 200 * MS, 300 * MS) } },
      faults: (index) => [
        fault({
          kind: 'bridge',
          left: [{ unit: index.unit('web'), instance: 0 }],
          right: [{ unit: index.unit('db'), instance: 1 }],
        }),
      ],
    })
    // Round robin: web/0 asks db/0, web/1 asks db/1, and so on; only web/0 -> db/1 would be cut.
    expect(reads(run).map(([outcome]) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok'])
    const crossed = simulate({
      units: { web: { instances: 2 }, db: { instances: 3 } },
      operations: { 'web.get': [call('db.read')], 'db.read': [io(1 * MS)] },
      edges: { [EDGE]: { timeout: 50 * MS } },
      workloads: { users: { calls: 'web.get', arrivals: at(0, 100 * MS, 200 * MS, 300 * MS, 400 * MS, 500 * MS) } },
      faults: (index) => [
        fault({
          kind: 'bridge',
          left: [{ unit: index.unit('web'), instance: 0 }],
          right: [{ unit: index.unit('db'), instance: 1 }],
        }),
      ],
    })
    // web/0 asks db/0, db/2, db/1 in turn.
    expect(reads(crossed).map(([outcome]) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'timeout', 'ok'])
    expect(crossed.end.faults[0]?.episodes[0]?.targets).toEqual(['web/0', 'db/1'])
  })
})

describe('a jam', () => {
  it('holds everything and delivers it when it ends, in the order in which it was sent', () => {
    const faults = trouble({ kind: 'jam' }, scripted(0, 500 * MS))
    const run = simulate(world({ times: [0, 100 * MS, 200 * MS], faults }))
    expect(run.log.visits('db/0').map(({ start }) => start)).toEqual([500 * MS, 500 * MS, 500 * MS])
    expect(reads(run)).toEqual([
      ['ok', 0, 515 * MS],
      ['ok', 100 * MS, 515 * MS],
      ['ok', 200 * MS, 515 * MS],
    ])
    expect(bites(run)).toBe(3)
    expectDrained(run)
  })

  it('makes no message faster, and keeps the order behind one that is slow', () => {
    const faults = trouble({ kind: 'jam' }, scripted(0, 500 * MS))
    const run = simulate(world({ times: [0, 499 * MS], faults }))
    expect(run.log.visits('db/0').map(({ start }) => start)).toEqual([500 * MS, 509 * MS])
  })

  it('holds answers and cancellations, too', () => {
    const faults = trouble({ kind: 'jam' }, scripted(12 * MS, 500 * MS))
    const late = simulate(world({ faults }))
    expect(reads(late)).toEqual([['ok', 0, 512 * MS]])
    const busy = { operations: { 'web.get': [call('db.read')], 'db.read': [io(SECOND)] } }
    const run = simulate(world({ faults, timeout: 20 * MS, edge: { cancel: true }, more: busy }))
    expect(run.log.visits('db/0').map(({ outcome, end }) => [outcome, end])).toEqual([['cancelled', 512 * MS]])
    expectDrained(run)
  })

  it('hands its messages over to another one that still lasts', () => {
    const run = simulate(
      world({
        times: [0, 1 * MS, 2 * MS],
        faults: (index) => [
          fault({ kind: 'jam', path: path(index, [EDGE]) }, scripted(0, 100 * MS), 'a'),
          fault({ kind: 'jam', path: path(index, [EDGE]) }, scripted(0, 300 * MS), 'b'),
        ],
      }),
    )
    expect(run.log.visits('db/0').map(({ start }) => start)).toEqual([300 * MS, 300 * MS, 300 * MS])
  })

  it('is beaten by a loss and beats a delay', () => {
    const both = (kind: 'partition' | 'latency'): Run =>
      simulate(
        world({
          timeout: SECOND,
          faults: (index) => [
            fault(
              kind === 'partition'
                ? { kind, path: path(index, [EDGE]) }
                : { kind, add: law(900 * MS), path: path(index, [EDGE]) },
              scripted(0, 500 * MS),
              'a',
            ),
            fault({ kind: 'jam', path: path(index, [EDGE]) }, scripted(0, 500 * MS), 'b'),
          ],
        }),
      )
    expect(reads(both('partition'))).toEqual([['timeout', 0, SECOND]])
    const slow = both('latency')
    expect(reads(slow)).toEqual([['ok', 0, 515 * MS]])
    expect(slow.end.faults.map((each) => each.bites)).toEqual([0, 1])
  })

  it('that never ends keeps its messages, and lets the run end', () => {
    const run = simulate(world({ faults: trouble({ kind: 'jam' }) }))
    expect(run.end).toMatchObject({ status: 'completed', inFlight: 1, time: 0 })
  })
})

describe('duplicates', () => {
  it('of requests are served twice, and the second answer is wanted by nobody', () => {
    const faults = trouble({ kind: 'duplicate', share: 1, delay: law(3 * MS) }, scripted(), { direction: 'there' })
    const run = simulate(world({ faults }))
    expect(reads(run)).toEqual([['ok', 0, 25 * MS]])
    expect(run.log.visits('db/0').map(({ start, end }) => [start, end])).toEqual([
      [10 * MS, 15 * MS],
      [13 * MS, 18 * MS],
    ])
    expect(run.log.total('answers-unwanted db')).toBe(1)
    expect(bites(run)).toBe(1)
    expectDrained(run)
  })

  it('of answers reach a caller that has gone on', () => {
    const faults = trouble({ kind: 'duplicate', share: 1, delay: law(3 * MS) }, scripted(), { direction: 'back' })
    const run = simulate(world({ faults }))
    expect(reads(run)).toEqual([['ok', 0, 25 * MS]])
    expect(run.log.visits('db/0').length).toBe(1)
    expect(run.log.total('answers-unwanted db')).toBe(1)
    expectDrained(run)
  })

  it('take the same work as the first', () => {
    const faults = trouble({ kind: 'duplicate', share: 1, delay: law(3 * MS) }, scripted(), { direction: 'there' })
    const operations = { 'web.get': [call('db.read')], 'db.read': [cpu(exponential(4 * MS))] }
    const run = simulate(world({ faults, more: { operations, units: { web: {}, db: { cores: 4 } } } }))
    const [one, two] = run.log.visits('db/0').map(({ latency }) => latency)
    expect(two).toBe(one)
  })
})

describe('reordering', () => {
  it('holds a message back, so that a later one overtakes it', () => {
    const faults = trouble({ kind: 'reorder', share: 1, hold: law(50 * MS) }, scripted(0, 1), { direction: 'there' })
    const run = simulate(world({ times: [0, 20 * MS], faults }))
    expect(run.log.visits('db/0').map(({ start }) => start)).toEqual([30 * MS, 60 * MS])
  })
})

describe('a lower bandwidth', () => {
  const load = { workloads: { users: { calls: 'web.get', arrivals: at(0, 0) } } }
  const operations = { 'web.get': [call('db.read', { request: 1000 })], 'db.read': [io(5 * MS)] }

  it('lets the messages of one sender pass one after the other', () => {
    const faults = trouble({ kind: 'bandwidth', rate: 100_000 })
    const run = simulate(world({ faults, more: { ...load, operations } }))
    expect(run.log.visits('db/0').map(({ start }) => start)).toEqual([20 * MS, 30 * MS])
    // The answers have no bytes.
    expect(bites(run)).toBe(2)
  })

  it('is the lowest of several, and of that of the link', () => {
    const slowest = (rates: readonly number[], link: number): number => {
      const run = simulate(
        world({
          more: { operations },
          edge: { link: { delay: 10 * MS, bandwidth: link } },
          faults: (index) =>
            rates.map((rate, i) => fault({ kind: 'bandwidth', rate, path: path(index, [EDGE]) }, scripted(), `f${i}`)),
        }),
      )
      return (run.log.visits('db/0')[0]?.start ?? 0) / MS - 10
    }
    expect(slowest([100_000, 50_000, 200_000], 1e9)).toBe(20)
    expect(slowest([100_000], 10_000)).toBe(100)
    expect(slowest([], 10_000)).toBe(100)
  })
})

describe('a connection', () => {
  it('that is refused costs a round trip, and no work', () => {
    const faults = trouble({ kind: 'connection', share: 1, mode: 'refuse' })
    const run = simulate(world({ faults, edge: { connection: { setupRoundTrips: 2 } } }))
    expect(reads(run)).toEqual([['refused', 0, 20 * MS]])
    expect(run.log.visits('db/0')).toEqual([])
    expectDrained(run)
  })

  it('that hangs is silence', () => {
    const run = simulate(world({ faults: trouble({ kind: 'connection', share: 1, mode: 'hang' }), timeout: 90 * MS }))
    expect(reads(run)).toEqual([['timeout', 0, 90 * MS]])
    expect(run.log.visits('db/0')).toEqual([])
  })

  it('that is reset ends the call when the request has arrived, and the server works on', () => {
    const run = simulate(world({ faults: trouble({ kind: 'connection', share: 1, mode: 'reset' }) }))
    expect(reads(run)).toEqual([['reset', 0, 20 * MS]])
    expect(run.log.visits('db/0').map(({ outcome, start, end }) => [outcome, start, end])).toEqual([
      ['ok', 10 * MS, 15 * MS],
    ])
    expect(run.log.total('answers-unwanted db')).toBe(1)
    expectDrained(run)
  })

  it('that is refused is not heard of through a partition back', () => {
    const run = simulate(
      world({
        timeout: 90 * MS,
        faults: (index) => [
          fault({ kind: 'connection', share: 1, mode: 'refuse', path: path(index, [EDGE]) }, scripted(), 'a'),
          fault({ kind: 'partition', path: path(index, [EDGE], { direction: 'back' }) }, scripted(), 'b'),
        ],
      }),
    )
    expect(reads(run)).toEqual([['timeout', 0, 90 * MS]])
  })
})

describe('a name outage', () => {
  it('ends calls at once, without a message', () => {
    const run = simulate(world({ faults: trouble({ kind: 'discovery', mode: 'fail' }) }))
    expect(reads(run)).toEqual([['unresolved', 0, 0]])
    expect(run.log.total(`bytes ${EDGE} free`)).toBe(0)
    expect(bites(run)).toBe(1)
    expectDrained(run)
  })

  it('can hang instead', () => {
    const run = simulate(world({ faults: trouble({ kind: 'discovery', mode: 'hang' }), timeout: 90 * MS }))
    expect(reads(run)).toEqual([['timeout', 0, 90 * MS]])
    expectDrained(run)
  })
})
