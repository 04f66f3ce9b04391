import { describe, expect, it } from 'vitest'
import type { ConditionPlan, FaultPlan, FaultSchedule } from '../../../src/sim/fault-plan.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { NullProbe } from '../../../src/sim/kernel/null-probe.ts'
import { createWorld } from '../../../src/sim/world.ts'
import { law } from '../world/law.ts'
import { at, buildPlan, MS, open, type PlanIndex, SECOND, type WorldSpec } from '../world/plans.ts'
import { type Run, simulate } from '../world/simulate.ts'
import { call, io } from '../world/steps.ts'
import { fault, path, scripted } from './faults.ts'

const FOREVER = Number.POSITIVE_INFINITY
const EDGE = 'web -> db'

function world(faults: (index: PlanIndex) => readonly FaultPlan[], more: Partial<WorldSpec> = {}): WorldSpec {
  return {
    units: { web: {}, db: { slots: 1 } },
    operations: { 'web.get': [call('db.read')], 'db.read': [io(5 * MS)] },
    edges: { [EDGE]: { link: { delay: 1 * MS } } },
    workloads: { users: { calls: 'web.get', arrivals: open(50) } },
    duration: 10 * SECOND,
    faults,
    ...more,
  }
}

function slow(index: PlanIndex, schedule: FaultSchedule, id = 'slow'): FaultPlan {
  return fault({ kind: 'latency', add: law(1 * MS), path: path(index, [EDGE]) }, schedule, id)
}

/** Start and end of each episode of a fault, in seconds. */
function episodes(run: Run, id = 'slow'): readonly (readonly [start: number, end: number])[] {
  const report = run.end.faults.find((each) => each.id === id)
  return (report?.episodes ?? []).map(({ start, end }) => [start / SECOND, end / SECOND])
}

describe('a scripted fault', () => {
  it.each([
    ['once, to the end', scripted(2 * SECOND), [[2, FOREVER]]],
    ['once, for a while', scripted(2 * SECOND, 3 * SECOND), [[2, 5]]],
    ['at the very beginning', scripted(0, 1 * SECOND), [[0, 1]]],
    ['after the load', scripted(10 * SECOND, 1 * SECOND), []],
    [
      'again and again',
      scripted(1 * SECOND, 1 * SECOND, { every: 4 * SECOND }),
      [
        [1, 2],
        [5, 6],
        [9, 10],
      ],
    ],
    [
      'until a time, which ends what is on',
      scripted(1 * SECOND, 2 * SECOND, { every: 4 * SECOND, until: 6 * SECOND }),
      [
        [1, 3],
        [5, 6],
      ],
    ],
    [
      'again while it is on: it goes on, and begins anew at the first start that finds it off',
      scripted(1 * SECOND, 5 * SECOND, { every: 2 * SECOND, until: 8 * SECOND }),
      [
        [1, 6],
        [7, 8],
      ],
    ],
  ] as const)('is on %s', (_, schedule, expected) => {
    const run = simulate(world((index) => [slow(index, schedule)]))
    expect(episodes(run)).toEqual(expected)
    const changes = run.log.changes('fault slow').map(([time, value]) => [time / SECOND, value])
    const all = expected.flatMap(([start, end]) => [[start, 1] as const, ...(end < FOREVER ? [[end, 0] as const] : [])])
    expect(changes).toEqual(all)
    expect(run.log.total('fault-bites slow')).toBe(run.end.faults[0]?.bites)
  })

  it('starts up to the jitter later, each time anew, and by a stream of its own', () => {
    const schedule = scripted(0, 100 * MS, { every: SECOND, jitter: 500 * MS })
    const starts = (seed: string): readonly number[] =>
      simulate(
        world((index) => [slow(index, schedule)]),
        { seed },
      ).end.faults[0]?.episodes.map(({ start }) => start) ?? []
    const late = starts('1').map((start, i) => start - i * SECOND)
    expect(late.length).toBe(10)
    expect(new Set(late).size).toBe(10)
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...late)).toBeLessThanOrEqual(500 * MS)
    expect(starts('2')).not.toEqual(starts('1'))
  })

  it('comes before the other events of its first instant', () => {
    const run = simulate(
      world((index) => [fault({ kind: 'partition', path: path(index, [EDGE]) }, scripted(1 * SECOND, 1), 'slow')], {
        workloads: { users: { calls: 'web.get', arrivals: at(1 * SECOND) } },
        edges: { [EDGE]: { timeout: SECOND } },
      }),
    )
    expect(run.log.calls('db.read').map(({ outcome }) => outcome)).toEqual(['timeout'])
  })
})

describe('a fault after another', () => {
  const after = (fault: number, event: 'start' | 'end', delay: number, lasts: number): FaultSchedule => ({
    kind: 'after',
    fault,
    event,
    delay,
    lasts,
  })

  it('starts a while after each start, or each end, of that one', () => {
    const run = simulate(
      world((index) => [
        slow(index, scripted(1 * SECOND, 1 * SECOND, { every: 4 * SECOND, until: 7 * SECOND }), 'first'),
        slow(index, after(0, 'start', 500 * MS, 250 * MS), 'soon'),
        slow(index, after(0, 'end', 0, 1 * SECOND), 'then'),
        slow(index, after(2, 'end', 250 * MS, 125 * MS), 'last'),
      ]),
    )
    expect(episodes(run, 'soon')).toEqual([
      [1.5, 1.75],
      [5.5, 5.75],
    ])
    expect(episodes(run, 'then')).toEqual([
      [2, 3],
      [6, 7],
    ])
    expect(episodes(run, 'last')).toEqual([
      [3.25, 3.375],
      [7.25, 7.375],
    ])
  })

  it('that never starts does not start', () => {
    const run = simulate(
      world((index) => [
        slow(index, scripted(SECOND * 100), 'first'),
        slow(index, after(0, 'start', 0, FOREVER), 'then'),
      ]),
    )
    expect(run.end.faults.map((each) => [each.episodes, each.bites])).toEqual([
      [[], 0],
      [[], 0],
    ])
  })
})

describe('a stochastic fault', () => {
  it('is off and on in turn, never for less than its minimum', () => {
    const run = simulate(
      world((index) => [
        slow(index, {
          kind: 'stochastic',
          at: 500 * MS,
          until: 9 * SECOND,
          on: { minimum: 100 * MS, extra: exponential(50 * MS) },
          off: { minimum: 200 * MS, extra: exponential(100 * MS) },
        }),
      ]),
    )
    const all = episodes(run)
    expect(all.length).toBeGreaterThan(10)
    expect(all[0]?.[0]).toBeGreaterThan(0.7)
    all.forEach(([start, end], i) => {
      const last = i === all.length - 1
      expect(end - start).toBeGreaterThanOrEqual(last ? 0 : 0.1)
      expect(end).toBeLessThanOrEqual(9)
      if (!last) expect((all[i + 1]?.[0] ?? 0) - end).toBeGreaterThanOrEqual(0.2)
    })
  })

  it('has fixed stays where the extra is 0', () => {
    const stay = (minimum: number): { minimum: number; extra: ReturnType<typeof law> } => ({ minimum, extra: law(0) })
    const run = simulate(
      world((index) => [
        slow(index, { kind: 'stochastic', at: 0, until: 7 * SECOND, on: stay(SECOND), off: stay(2 * SECOND) }),
      ]),
    )
    expect(episodes(run)).toEqual([
      [2, 3],
      [5, 6],
    ])
  })
})

describe('a fault on a condition', () => {
  const when =
    (condition: Omit<ConditionPlan, 'unit'>, more: Partial<Extract<FaultSchedule, { kind: 'when' }>> = {}) =>
    (index: PlanIndex): FaultSchedule => ({
      kind: 'when',
      condition: { unit: index.unit('db'), ...condition },
      delay: 0,
      lasts: 1 * SECOND,
      times: FOREVER,
      poll: 100 * MS,
      ...more,
    })
  /** Five requests at 1 s and at 4 s: four of them wait at `db`, the last until 1,021 ms and 4,021 ms. */
  const bursts = {
    users: { calls: 'web.get', arrivals: at(...[1, 4].flatMap((t) => new Array<number>(5).fill(t * SECOND))) },
  }
  const long = { 'web.get': [call('db.read')], 'db.read': [io(60 * MS)] }
  const triggered = (schedule: (index: PlanIndex) => FaultSchedule): Run =>
    simulate(world((index) => [slow(index, schedule(index))], { workloads: bursts, operations: long }))

  it('starts at the first look that finds it true, each time it becomes true', () => {
    const run = triggered(when({ measure: 'queue-length', compare: '>', value: 2 }))
    expect(episodes(run)).toEqual(
      [
        [1.1, 2.1],
        [4.1, 5.1],
      ].map(([a, b]) => [a, b]),
    )
  })

  it('starts a while later, and not more often than it may', () => {
    const once = { times: 1, delay: 250 * MS }
    expect(episodes(triggered(when({ measure: 'concurrency', compare: '>=', value: 4 }, once)))).toEqual([[1.35, 2.35]])
  })

  it('does not start again while it is on, though the condition became true again', () => {
    const run = triggered(when({ measure: 'concurrency', compare: '>=', value: 4 }, { lasts: 5 * SECOND }))
    expect(episodes(run)).toEqual([[1.1, 6.1]])
  })

  it('that is true from the start starts at the first look, at 0', () => {
    const run = triggered(when({ measure: 'instances-up', compare: '<=', value: 1 }))
    expect(episodes(run)).toEqual([[0, 1]])
  })

  it('sees the state before the events of its instant', () => {
    const looks = (poll: number): unknown =>
      episodes(triggered(when({ measure: 'concurrency', compare: '>=', value: 1 }, { poll, times: 1, lasts: SECOND })))
    // The requests reach `db` at 1,001 ms and 4,001 ms.
    expect(looks(1_001 * MS)).toEqual([[4.004, 5.004]])
    expect(looks(501 * MS)).toEqual([[1.002, 2.002]])
  })

  it('whose condition never holds changes nothing at all, not even the number of events', () => {
    const plain = simulate(world(() => []))
    const run = simulate(
      world((index) => [slow(index, when({ measure: 'cpu-busy', compare: '>', value: 99 }, { poll: 1 * MS })(index))]),
    )
    expect(run.end).toEqual({ ...plain.end, faults: run.end.faults })
    expect(run.end.faults).toMatchObject([{ episodes: [], bites: 0 }])
  })

  it('runs the same step by step and in one go', () => {
    const schedule = when({ measure: 'queue-length', compare: '>', value: 2 })
    const plan = buildPlan(world((index) => [slow(index, schedule(index))], { workloads: bursts, operations: long }))
    const steps = createWorld(plan, { seed: '1', replication: 0 })
    while (steps.step(new NullProbe())) expect(steps.now).toBeLessThan(plan.duration + plan.drain)
    expect(steps.end()).toEqual(createWorld(plan, { seed: '1', replication: 0 }).run(new NullProbe()))
  })
})

describe('healing', () => {
  it('ends every fault, and lets none begin', () => {
    const run = simulate(
      world(
        (index) => [
          slow(index, scripted(1 * SECOND), 'a'),
          slow(index, scripted(0, 1 * SECOND, { every: 2 * SECOND }), 'b'),
          slow(index, { kind: 'after', fault: 0, event: 'end', delay: 0, lasts: FOREVER }, 'c'),
          slow(index, scripted(5 * SECOND), 'd'),
        ],
        { heal: 4.5 * SECOND },
      ),
    )
    expect(episodes(run, 'a')).toEqual([[1, 4.5]])
    expect(episodes(run, 'b')).toEqual([
      [0, 1],
      [2, 3],
      [4, 4.5],
    ])
    expect(episodes(run, 'c')).toEqual([])
    expect(episodes(run, 'd')).toEqual([])
  })
})

describe('the end of a run', () => {
  const endless: readonly (readonly [string, (index: PlanIndex) => FaultSchedule])[] = [
    ['that starts again for ever', () => scripted(0, 1 * MS, { every: 2 * MS })],
    [
      'that goes on and off for ever',
      () => ({
        kind: 'stochastic',
        at: 0,
        until: FOREVER,
        on: { minimum: 1 * MS, extra: law(0) },
        off: { minimum: 1 * MS, extra: law(0) },
      }),
    ],
    [
      'that watches for ever',
      (index) => ({
        kind: 'when',
        condition: { unit: index.unit('db'), measure: 'concurrency', compare: '>', value: 0 },
        delay: 0,
        lasts: 1 * MS,
        times: FOREVER,
        poll: 1 * MS,
      }),
    ],
    ['that never ends', () => scripted(0)],
  ]

  it.each(endless)('is not put off by a fault %s', (_, schedule) => {
    const run = simulate(
      world((index) => [slow(index, schedule(index))], { duration: 1 * SECOND, drain: 1e6 * SECOND }),
    )
    expect(run.end.status).toBe('completed')
    expect(run.end.inFlight).toBe(0)
    expect(run.end.time).toBeLessThan(1.2 * SECOND)
  })

  it.each(endless)('is not put off either when a request waits for ever, by a fault %s', (_, schedule) => {
    const run = simulate(
      world((index) => [slow(index, schedule(index))], {
        duration: 1 * SECOND,
        drain: 1e6 * SECOND,
        edges: { [EDGE]: { link: { delay: 1 * MS, loss: 0.999 } } },
      }),
    )
    expect(run.end.inFlight).toBeGreaterThan(0)
    expect(run.end.time).toBeLessThan(1.2 * SECOND)
  })

  it('waits for the end of a jam that holds its last requests', () => {
    const run = simulate(
      world((index) => [fault({ kind: 'jam', path: path(index, [EDGE]) }, scripted(0, 30 * SECOND), 'slow')], {
        workloads: { users: { calls: 'web.get', arrivals: at(0) } },
        duration: 1 * SECOND,
      }),
    )
    expect(run.end).toMatchObject({ inFlight: 0, time: 30 * SECOND + 6 * MS })
  })
})

describe('a fault', () => {
  it('that has not begun by the end, or is not there, changes nothing', () => {
    const plain = simulate(world(() => []))
    for (const schedule of [scripted(SECOND * 11), scripted(0, FOREVER, { until: 0 })]) {
      const run = simulate(world((index) => [slow(index, schedule)]))
      expect(run.end).toEqual({ ...plain.end, faults: run.end.faults })
    }
  })

  it('draws the same whatever other faults there are', () => {
    const lossy = (index: PlanIndex, id: string): FaultPlan =>
      fault({ kind: 'loss', share: 0.3, burst: 2, path: path(index, [EDGE]) }, scripted(), id)
    /** Requests never fail here: what is lost was sent for nobody, so both runs send the same messages. */
    const spec = (ids: readonly string[]): WorldSpec =>
      world((index) => ids.map((id) => lossy(index, id)), {
        operations: { 'web.get': [{ kind: 'send', operation: 'db.read' }], 'db.read': [] },
        units: { web: {}, db: {} },
      })
    const arrivals = (ids: readonly string[]): ReadonlySet<number> =>
      new Set(
        simulate(spec(ids))
          .log.visits('db/0')
          .map(({ start }) => start),
      )
    const [a, b, both] = [arrivals(['a']), arrivals(['b']), arrivals(['a', 'b'])]
    expect([...both]).toEqual([...a].filter((time) => b.has(time)))
    expect(both.size).toBeLessThan(Math.min(a.size, b.size))
  })
})
