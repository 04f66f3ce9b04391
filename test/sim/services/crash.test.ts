import { describe, expect, it } from 'vitest'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { NullProbe } from '../../../src/sim/kernel/null-probe.ts'
import type { Instrument } from '../../../src/sim/kernel/probe.ts'
import { createWorld, type World } from '../../../src/sim/world.ts'
import { at, buildPlan, type EdgeSpec, FOREVER, MS, open, type UnitSpec, US, type WorldSpec } from '../world/plans.ts'
import { expectDrained, type Run, simulate } from '../world/simulate.ts'
import { call, cpu, io, parallel, respond, type StepSpec, send } from '../world/steps.ts'
import { bites, faults, hits, type Knobs } from './faults.ts'

type CrashKnobs = Extract<Knobs, { readonly kind: 'crash' }>

function crash(options: Partial<CrashKnobs> = {}): CrashKnobs {
  return { kind: 'crash', host: 'down', restart: 0, cold: { factor: 1, lasts: 0 }, ...options }
}

/** Requests at these ms from `load` over 1 ms each way to `web`, which crashes from `from` to `until` ms. */
function crashing(
  options: {
    readonly steps?: readonly StepSpec[]
    readonly arrivals: readonly number[]
    readonly crash?: Partial<CrashKnobs>
    readonly from: number
    readonly until?: number
    readonly unit?: UnitSpec
    readonly edge?: EdgeSpec
  } & Partial<Pick<WorldSpec, 'operations' | 'units'>>,
): Run {
  const { arrivals, from, until, unit = {}, edge = {}, steps = [cpu(4 * MS)] } = options
  return simulate({
    units: { web: { slots: 1, ...unit }, ...options.units },
    operations: { 'web.get': steps, ...options.operations },
    edges: { 'load -> web': { link: { delay: MS }, ...edge } },
    workloads: { load: { calls: 'web.get', arrivals: at(...arrivals.map((ms) => ms * MS)) } },
    faults: faults(hits('web', crash(options.crash), from * MS, until === undefined ? undefined : until * MS)),
    drain: 100 * MS,
    duration: 100 * MS,
  })
}

/** Two ms of work are lost with `web`. */
function crashWorld(): World {
  const plan = buildPlan({
    units: { web: {} },
    operations: { 'web.get': [cpu(4 * MS)] },
    workloads: { load: { calls: 'web.get', arrivals: at(0) } },
    faults: faults(hits('web', crash(), 2 * MS)),
  })
  return createWorld(plan, { seed: '1', replication: 0 })
}

function calls(run: Run, operation: string = 'web.get'): readonly (readonly [string, number])[] {
  return run.log.calls(operation).map(({ outcome, end }) => [outcome, end / MS])
}

function visits(run: Run, instance: string = 'web/0'): readonly (readonly [string, number])[] {
  return run.log.visits(instance).map(({ outcome, end }) => [outcome, end / MS])
}

describe.each(['ps', 'fcfs'] as const)('a crash (%s)', (scheduling) => {
  const unit = { scheduling, slots: 2, cores: 1 }

  it('of a host is silence: who has a timeout learns by it, who has none never does', () => {
    const patient = crashing({ unit, arrivals: [0, 1, 2, 3, 4], from: 3.5 })
    expect(calls(patient)).toEqual([])
    expect(patient.log.inFlight()).toEqual({ 'call load > web.get': 5 })
    expect(patient.end.inFlight).toBe(5)
    // Two are in service and one waits; the others find nobody.
    expect(visits(patient)).toEqual([
      ['crashed', 3.5],
      ['crashed', 3.5],
      ['crashed', 3.5],
    ])
    const impatient = crashing({ unit, arrivals: [0, 1, 2, 3, 4], from: 3.5, edge: { timeout: 10 * MS } })
    expectDrained(impatient)
    expect(calls(impatient)).toEqual([10, 11, 12, 13, 14].map((end) => ['timeout', end]))
  })

  it('of a process on a host that is up cuts open calls off, and refuses new ones', () => {
    const run = crashing({ unit, arrivals: [0, 1, 2, 3, 4], from: 3.5, crash: { host: 'up' } })
    expectDrained(run)
    expect(calls(run)).toEqual([
      ['reset', 4.5],
      ['reset', 4.5],
      ['reset', 4.5],
      ['refused', 5],
      ['refused', 6],
    ])
    // Three were in the instance, one of them in the queue.
    expect(visits(run).map(([outcome]) => outcome)).toEqual(['crashed', 'crashed', 'crashed'])
    expect(bites(run)).toBe(5)
    // The one that waited is the first to be lost.
    expect(run.log.calls('web.get').map(({ parts }) => parts)).toEqual([
      { retry: 1.5 * MS, network: MS },
      { retry: 3.5 * MS, network: MS },
      { retry: 2.5 * MS, network: MS },
      { network: 2 * MS },
      { network: 2 * MS },
    ])
  })

  it('loses exactly what is inside, once, and serves again when it has started', () => {
    const run = crashing({
      unit,
      arrivals: [0, 0, 0, 8, 12],
      from: 3,
      until: 7,
      crash: { host: 'up', restart: 3 * MS },
    })
    expectDrained(run)
    expect(calls(run)).toEqual([
      ['reset', 4],
      ['reset', 4],
      ['reset', 4],
      ['refused', 10],
      ['ok', 18],
    ])
    expect(run.log.changes('concurrency web/0').at(-1)).toEqual([17 * MS, 0])
  })

  it('counts the cpu that was spent for nothing, with its cause', () => {
    // 2 ms of one, before anything came of them.
    const run = crashing({ unit, arrivals: [0], from: 3, crash: { host: 'up' } })
    expect(run.log.total('wasted-cpu web')).toBe(2 * MS)
    const [causes, world] = [new Map<string, number>(), crashWorld()]
    const counted = (counter: number, _: number, amount: number): void => {
      const { name, labels } = world.catalogue.counters[counter] as Instrument
      if (name === 'wasted-cpu') causes.set(`${labels['unit']} ${labels['cause']}`, amount)
    }
    world.run(Object.assign(new NullProbe(), { counted }))
    expect([...causes]).toEqual([['web crash', 2 * MS]])
  })

  it('leaves it cold: what begins in that time takes so many times as long', () => {
    const cold = { factor: 3, lasts: 5 * MS }
    const run = crashing({ unit, arrivals: [5, 30], from: 1, until: 4, crash: { host: 'up', cold } })
    expect(calls(run)).toEqual([
      ['ok', 19],
      ['ok', 36],
    ])
    expect(bites(run)).toBe(1)
  })
})

const byCodeUnit = (a: readonly unknown[], b: readonly unknown[]): number => (String(a) < String(b) ? -1 : 1)

describe('a crash', () => {
  it('has not bitten where nobody came by', () => {
    expect(bites(crashing({ arrivals: [0, 20], from: 8, until: 12 }))).toBe(0)
  })

  it('abandons what the instance was calling, which is worked on for nobody', () => {
    const run = crashing({
      steps: [parallel([[call('db.get')], [cpu(3 * MS), io(50 * MS)]])],
      operations: { 'db.get': [cpu(10 * MS)] },
      units: { db: {} },
      arrivals: [0],
      from: 5,
      crash: { host: 'up' },
    })
    expectDrained(run)
    expect(calls(run)).toEqual([['reset', 6]])
    expect(calls(run, 'db.get')).toEqual([['crashed', 5]])
    expect(visits(run, 'db/0')).toEqual([['ok', 11]])
    expect(run.log.total('wasted-cpu db')).toBe(10 * MS)
    expect(run.log.total('wasted-cpu web')).toBe(3 * MS)
  })

  it('gives back the connections that its calls held, and takes those out who waited for one', () => {
    const run = simulate({
      units: { web: { instances: 2, balance: { policy: 'round-robin' } }, db: {} },
      operations: { 'web.get': [call('db.get')], 'db.get': [io(10 * MS)] },
      edges: { 'web -> db': { pool: 'p' } },
      pools: { p: 1 },
      // web/0 holds the connection and waits for another; web/1 waits behind it.
      workloads: { load: { calls: 'web.get', arrivals: at(0, MS, 2 * MS) } },
      faults: faults(hits('web', crash({ host: 'up' }), 5 * MS, 6 * MS, [0])),
    })
    expectDrained(run)
    expect(calls(run, 'db.get').toSorted(byCodeUnit)).toEqual([
      ['crashed', 5],
      ['crashed', 5],
      ['ok', 15],
    ])
    expect(calls(run)).toEqual([
      ['reset', 5],
      ['reset', 5],
      ['ok', 15],
    ])
  })

  it('loses what goes on after an answer, in the background and without anybody waiting', () => {
    const run = crashing({
      steps: [send('web.log'), respond(), cpu(20 * MS), call('db.get')],
      operations: { 'web.log': [io(20 * MS)], 'db.get': [cpu(MS)] },
      units: { db: {} },
      arrivals: [0],
      from: 5,
    })
    expectDrained(run)
    expect(calls(run)).toEqual([['ok', 2]])
    expect(calls(run, 'web.log')).toEqual([['crashed', 5]])
    expect(run.log.calls('db.get')).toEqual([])
  })

  it('ends a pause, and what was put off happens to nobody', () => {
    const run = simulate({
      units: { web: {}, db: {} },
      operations: { 'web.get': [call('db.get', { timeout: 6 * MS })], 'db.get': [cpu(3 * MS)] },
      edges: { 'load -> web': { timeout: 30 * MS } },
      // One is inside and its answer put off, one stands at the door.
      workloads: { load: { calls: 'web.get', arrivals: at(0, 4 * MS, 25 * MS) } },
      faults: faults(hits('web', { kind: 'pause' }, 2 * MS, 60 * MS), hits('web', crash(), 10 * MS, 20 * MS)),
    })
    expectDrained(run)
    expect(calls(run)).toEqual([
      ['ok', 28],
      ['timeout', 30],
      ['timeout', 34],
    ])
    expect(run.log.total('answers-unwanted db')).toBe(1)
    expect([bites(run, 0), bites(run, 1)]).toEqual([3, 2])
  })

  it('of two that overlap lasts until both are over, and is silent while one of them is', () => {
    const run = simulate({
      units: { web: {} },
      operations: { 'web.get': [cpu(MS)] },
      edges: { 'load -> web': { timeout: 50 * MS } },
      workloads: { load: { calls: 'web.get', arrivals: at(3 * MS, 12 * MS, 22 * MS, 26 * MS) } },
      faults: faults(
        hits('web', crash({ host: 'up', restart: 5 * MS }), 2 * MS, 20 * MS),
        hits('web', crash({ restart: 5 * MS }), 10 * MS, 15 * MS),
      ),
    })
    expect(calls(run)).toEqual([
      ['refused', 3],
      ['refused', 22],
      ['ok', 27],
      ['timeout', 62],
    ])
  })

  it('again while it starts lets it start from the beginning', () => {
    const run = simulate({
      units: { web: {} },
      operations: { 'web.get': [cpu(MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(9 * MS, 14 * MS, 15 * MS) } },
      faults: faults(
        hits('web', crash({ host: 'up', restart: 6 * MS }), 2 * MS, 3 * MS),
        hits('web', crash({ host: 'up', restart: 6 * MS }), 8 * MS, 9 * MS),
      ),
    })
    expect(calls(run)).toEqual([
      ['refused', 9],
      ['refused', 14],
      ['ok', 16],
    ])
  })

  it('of what is down already does not end what has begun in the meantime', () => {
    const run = simulate({
      units: { web: {} },
      operations: { 'web.get': [cpu(MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(22 * MS) } },
      faults: faults(
        hits('web', crash(), 2 * MS, 20 * MS),
        hits('web', { kind: 'pause' }, 5 * MS, 30 * MS),
        hits('web', crash(), 8 * MS, 10 * MS),
      ),
    })
    expect(calls(run)).toEqual([['ok', 31]])
  })

  it('closes the connections to it: the next call sets a new one up', () => {
    const run = crashing({
      steps: [cpu(0)],
      arrivals: [0, 10, 20],
      from: 14,
      until: 15,
      edge: { connection: { setupRoundTrips: 1 } },
    })
    expect(run.log.total('connections-opened load -> web')).toBe(2)
  })
})

describe('a drain', () => {
  const drain = { kind: 'drain', grace: 10 * MS, restart: 5 * MS } as const
  const world = (work: number, arrivals: readonly number[], until: number): Run =>
    simulate({
      units: { web: { instances: 2, balance: { policy: 'round-robin' } } },
      operations: { 'web.get': [io(work * MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(...arrivals.map((ms) => ms * MS)) } },
      faults: faults(hits('web', drain, 5 * MS, until * MS, [0])),
    })

  it('lets what there is end, and gives nothing new to the instance until it is over', () => {
    const run = world(8, [1, 2, 6, 7, 21, 22], 20)
    expectDrained(run)
    expect(calls(run).every(([outcome]) => outcome === 'ok')).toBe(true)
    // The first is there already; three come elsewhere; then it is back, after its restart.
    expect(visits(run)).toEqual([['ok', 9]])
    expect(bites(run)).toBe(4)
  })

  it('that is over before its grace leaves the instance as it was', () => {
    const run = world(8, [1, 2, 6, 10, 11], 9)
    expectDrained(run)
    expect(run.log.visits('web/0').length).toBe(2)
  })

  it('stops what is left after the grace, and comes back after the restart', () => {
    const run = world(40, [1, 2, 22, 23, 26, 27], 20)
    expect(calls(run).filter(([outcome]) => outcome !== 'ok')).toEqual([['reset', 15]])
    expect(run.log.visits('web/0').map(({ start, outcome }) => [start / MS, outcome])).toEqual([
      [1, 'crashed'],
      [26, 'ok'],
    ])
  })
})

describe('a crash while an instance starts again after a drain', () => {
  it('ends the drain, and the instance is back when the crash is over', () => {
    const crash = { kind: 'crash', host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } } as const
    const drain = { kind: 'drain', grace: 10 * MS, restart: 50 * MS } as const
    const run = simulate({
      units: { web: {} },
      operations: { 'web.get': [io(MS)] },
      workloads: { load: { calls: 'web.get', arrivals: at(25 * MS, 32 * MS, 40 * MS, 90 * MS) } },
      faults: (index) => [
        ...faults(hits('web', drain, 5 * MS, 20 * MS, [0]))(index),
        ...faults(hits('web', crash, 30 * MS, 35 * MS, [0]))(index),
      ],
    })
    // It would have been back at 70 ms; the crash comes in between, and needs no time to start.
    expect(calls(run).map(([outcome]) => outcome)).toEqual(['unresolved', 'refused', 'ok', 'ok'])
  })
})

describe('a crash in a pause', () => {
  // With these seeds a request has just got its slot when the pause begins, and is lost at its end.
  it.each(['4', '10', '18'])('lets nothing happen later that the pause had put off (seed %s)', (seed) => {
    const all = { zones: [], pick: { kind: 'all' as const } }
    const run = simulate(
      {
        units: { web: { slots: 1 } },
        operations: { 'web.get': [cpu(exponential(27 * US))] },
        workloads: {
          load: { calls: 'web.get', arrivals: open(10_000), deadline: 917 * US, propagate: true },
        },
        faults: ({ unit }) => {
          const on = { ...all, units: [unit('web')] }
          const scripted = { kind: 'scripted' as const, every: 0, jitter: 0, until: FOREVER }
          return [
            {
              id: 'drain',
              kind: 'drain',
              schedule: { ...scripted, at: 4.332 * MS, lasts: 307 * US },
              effect: { kind: 'drain', on, grace: 307 * US, restart: 307 * US },
            },
            {
              id: 'pause',
              kind: 'pause',
              schedule: {
                kind: 'when',
                condition: { unit: unit('web'), measure: 'concurrency', compare: '>', value: 0 },
                delay: 56 * US,
                lasts: 3205 * US,
                times: 3,
                poll: 250 * US,
              },
              effect: { kind: 'pause', on },
            },
          ]
        },
        duration: 20 * MS,
        drain: 100 * MS,
      },
      { seed },
    )
    // What `simulate` itself asserts: no part of any call is negative, and all add up.
    expectDrained(run)
    expect(run.end.faults.map(({ bites }) => bites > 0)).toEqual([true, true])
  })
})
