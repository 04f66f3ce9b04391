import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NullProbe } from '../../src/sim/kernel/null-probe.ts'
import type { Plan } from '../../src/sim/plan.ts'
import { createWorld, type RunEnd, type World } from '../../src/sim/world.ts'
import { listed } from '../sim/world/law.ts'
import { at, buildPlan, MS, open, SECOND, type WorldSpec } from '../sim/world/plans.ts'
import { expectDrained, type Run, simulate, simulatePlan } from '../sim/world/simulate.ts'
import { cpu, io } from '../sim/world/steps.ts'
import { LOAD, randomWorlds, worldOf } from './random-worlds.ts'

const worlds = randomWorlds()

function world(plan: Plan, seed = '1'): World {
  return createWorld(plan, { seed, replication: 0 })
}

/** The last value of each level with this name, by what it belongs to. */
function levelsNow(run: Run, name: string): ReadonlyMap<string, number> {
  const changed = [...run.log.levels].filter(([level]) => level.startsWith(`${name} `))
  return new Map(changed.map(([level, changes]) => [level.slice(name.length + 1), changes.at(-1)?.value ?? 0]))
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Calls in flight from one unit or workload to another. */
function callsInFlight(run: Run, from: string, to: string): number {
  const open = Object.entries(run.log.inFlight()).filter(([series]) => series.startsWith(`call ${from} > ${to}.`))
  return sum(open.map(([, count]) => count))
}

describe('every world', () => {
  it('keeps its books at whatever moment it is stopped', () => {
    let busy = 0
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: LOAD }), (draft, stop) => {
        const spec = { ...worldOf(draft), duration: stop * 1000, drain: 0 }
        const run = simulate(spec)
        const { log, end, world } = run
        const atClients = Object.keys(spec.workloads).map((workload) =>
          sum(Object.keys(spec.units).map((unit) => callsInFlight(run, workload, unit))),
        )
        const allCalls = sum(
          Object.entries(log.inFlight()).flatMap(([series, n]) => (series.startsWith('call') ? [n] : [])),
        )
        if (end.inFlight > 0) busy++
        // A request waits for exactly one call of its own, and every call in flight has a frame of its own.
        expect(sum(atClients)).toBe(end.inFlight)
        expect(world.frames).toBeGreaterThanOrEqual(end.inFlight + allCalls)
        for (const [pool, inUse] of levelsNow(run, 'pool')) {
          const edge = pool.replace('pool of ', '')
          const [from, to] = edge.split(' -> ') as [string, string]
          // With policies it is their attempts that take the places.
          if (spec.edges?.[edge]?.guard !== undefined) continue
          expect(inUse + (levelsNow(run, 'pool-queue').get(pool) ?? 0)).toBe(callsInFlight(run, from, to))
        }
        for (const [instance, concurrency] of levelsNow(run, 'concurrency')) {
          // What goes on after its answer holds a slot without being a visit any more.
          expect(concurrency).toBeGreaterThanOrEqual(log.inFlight()[`visit ${instance}`] ?? 0)
        }
      }),
      { seed: 3001, numRuns: 250 },
    )
    expect(busy).toBeGreaterThan(80)
  })

  it('has a frame for each request and call in flight and no other, where nothing is given up or split', () => {
    let busy = 0
    fc.assert(
      fc.property(randomWorlds({ plain: true }), fc.integer({ min: 1, max: LOAD }), (draft, stop) => {
        const run = simulate({ ...worldOf(draft), duration: stop * 1000, drain: 0 })
        const { log, end } = run
        const calls = Object.entries(log.inFlight()).filter(([series]) => series.startsWith('call'))
        if (calls.length > 0) busy++
        expect(run.world.frames).toBe(end.inFlight + sum(calls.map(([, count]) => count)))
        for (const [instance, concurrency] of levelsNow(run, 'concurrency')) {
          expect(concurrency).toBe(log.inFlight()[`visit ${instance}`] ?? 0)
        }
      }),
      { seed: 3002, numRuns: 150 },
    )
    expect(busy).toBeGreaterThan(60)
  })

  it('has a visit for every call over the network, with the outcome of the call, where nothing is given up', () => {
    fc.assert(
      fc.property(randomWorlds({ plain: true }), (draft) => {
        const spec = worldOf(draft)
        const run = simulate(spec)
        expectDrained(run)
        for (const unit of Object.keys(spec.units)) {
          const outcomes = (series: RegExp): readonly string[] =>
            run.log.ends.flatMap((each) => (series.test(each.series) ? [each.outcome] : [])).toSorted(byCodeUnit)
          const calls = outcomes(new RegExp(`^call (?!${unit} )\\S+ > ${unit}\\.`))
          expect(outcomes(new RegExp(`^visit ${unit}/`))).toEqual(calls)
        }
      }),
      { seed: 3010, numRuns: 100 },
    )
  })

  it('comes to rest with nothing left of any request, and parts that add up in every call', () => {
    let calls = 0
    fc.assert(
      fc.property(worlds, (draft) => {
        const run = simulate(worldOf(draft, { settles: true }))
        expectDrained(run)
        calls += run.log.ends.length
      }),
      { seed: 3003, numRuns: 300 },
    )
    expect(calls).toBeGreaterThan(20_000)
  })

  it('runs the same twice, with a probe that sees everything and with one that looks away', () => {
    fc.assert(
      fc.property(worlds, (draft) => {
        const [once, again] = [simulate(worldOf(draft), { lines: true }), simulate(worldOf(draft), { lines: true })]
        expect(again.log.lines.join('\n')).toBe(once.log.lines.join('\n'))
        expect(again.end).toEqual(once.end)
        expect(world(buildPlan(worldOf(draft))).run(new NullProbe())).toEqual(once.end)
      }),
      { seed: 3004, numRuns: 100 },
    )
  })

  it('runs the same in one go, in pieces and step by step', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat(LOAD * 1000), { maxLength: 6 }), fc.boolean(), (draft, cuts, drains) => {
        const plan = buildPlan({ ...worldOf(draft), drain: drains ? 20 * MS : 0 })
        const probe = new NullProbe()
        const straight = world(plan).run(probe)
        const pieces = world(plan)
        for (const cut of cuts.toSorted((a, b) => a - b)) pieces.runUntil(cut, probe)
        const steps = world(plan)
        while (steps.step(probe)) expect(steps.now).toBeLessThan(plan.duration + plan.drain)
        expect(pieces.run(probe)).toEqual(straight)
        expect(steps.end()).toEqual(straight)
      }),
      { seed: 3005, numRuns: 120 },
    )
  })

  it('runs the same beside another world of the same plan, and writes nothing into the plan', () => {
    fc.assert(
      fc.property(worlds, (draft) => {
        const plan = freeze(buildPlan(worldOf(draft)))
        const probe = new NullProbe()
        const alone = world(plan).run(probe)
        const [one, other] = [world(plan), world(plan, '2')]
        let [more, moreOther] = [true, true]
        while (more || moreOther) {
          if (more) more = one.step(probe)
          if (moreOther) moreOther = other.step(probe)
        }
        expect(one.end()).toEqual(alone)
      }),
      { seed: 3006, numRuns: 60 },
    )
  })

  it('is stopped by its limits at exactly the same event, in one go and step by step', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 300 }), (draft, events) => {
        const spec = worldOf(draft)
        const unlimited = world(buildPlan(spec)).run(new NullProbe())
        const plan = buildPlan({ ...spec, limits: { ...spec.limits, events } })
        const limited = world(plan).run(new NullProbe())
        const steps = world(plan)
        while (steps.step(new NullProbe())) expect(steps.end().events).toBeLessThanOrEqual(events)
        expect(limited.events).toBe(Math.min(events, unlimited.events))
        expect(limited.status).toBe(unlimited.events > events ? 'limit' : unlimited.status)
        expect(steps.end()).toEqual(limited)
      }),
      { seed: 3007, numRuns: 60 },
    )
  })
})

describe('a request', () => {
  const withNeighbour = (spec: WorldSpec, first: boolean, busy: boolean): WorldSpec => {
    const own = { neighbour: { instances: 2, slots: 1 } }
    const operation = { 'neighbour.op': [cpu(30_000), io(70_000)] }
    const workload = { visitors: { calls: 'neighbour.op', arrivals: busy ? open(2000) : at() } }
    const join = <T>(other: Readonly<Record<string, T>>, all: Readonly<Record<string, T>>): Record<string, T> =>
      first ? { ...other, ...all } : { ...all, ...other }
    return {
      ...spec,
      units: join(own, spec.units),
      operations: join(operation, spec.operations),
      workloads: join(workload, spec.workloads),
    }
  }
  const foreign = /neighbour|visitors/

  it('meets the same fate whatever else the world contains, idle or busy, before or after it', () => {
    fc.assert(
      fc.property(worlds, fc.boolean(), fc.boolean(), (draft, first, busy) => {
        const alone = simulate(worldOf(draft), { lines: true })
        const spec = withNeighbour(worldOf(draft), first, busy)
        const together = simulate(spec, { lines: true })
        const own = together.log.lines.filter((line) => !foreign.test(line))
        fc.pre(alone.end.status === 'completed' && together.end.status === 'completed')
        expect(own.join('\n')).toBe(alone.log.lines.join('\n'))
        expect(together.log.lines.length > own.length).toBe(busy)
      }),
      { seed: 3008, numRuns: 100 },
    )
  })

  it('takes k times as long where everything does, for k a power of two', () => {
    fc.assert(
      fc.property(randomWorlds({ exact: true }), fc.constantFrom(2, 4, 64), (draft, k) => {
        const ends = (microsecond: number): readonly string[] =>
          simulate(worldOf(draft, { microsecond })).log.ends.map(({ series, start, end, outcome, parts }) => {
            const scaled = Object.entries(parts).map(([part, value]) => `${part} ${(value * 1000) / microsecond}`)
            return `${series} ${(start * 1000) / microsecond} ${(end * 1000) / microsecond} ${outcome} ${scaled.join()}`
          })
        expect(ends(1000 * k)).toEqual(ends(1000))
      }),
      { seed: 3009, numRuns: 100 },
    )
  })
})

describe('the fingerprint of a world', () => {
  const spec = (time: Parameters<typeof cpu>[0]): WorldSpec => ({
    units: { web: { slots: 2 } },
    operations: { 'web.get': [cpu(time)] },
    workloads: { users: { calls: 'web.get', arrivals: open(200) } },
    duration: 1 * SECOND,
  })

  it('is another for every seed and every replication', () => {
    const plan = buildPlan(spec(1 * MS))
    const ends: RunEnd[] = []
    for (const seed of ['1', '2', '10', 'text']) {
      for (const replication of [0, 1, 2, 10]) ends.push(createWorld(plan, { seed, replication }).run(new NullProbe()))
    }
    expect(new Set(ends.map(({ fingerprint }) => fingerprint)).size).toBe(16)
  })

  it('tells on a law that remembers something from one run to the next', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (1 + (i % 7)) * MS)
    const plan = buildPlan(spec(listed(values)))
    const [first, second] = [simulatePlan(plan), simulatePlan(plan)]
    expect(second.end.fingerprint).not.toBe(first.end.fingerprint)
  })
})

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Freezes a plan all the way down; the elements of typed arrays cannot be frozen. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}
