import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NullProbe } from '../../src/sim/kernel/null-probe.ts'
import type { Plan } from '../../src/sim/plan.ts'
import { createWorld, type World } from '../../src/sim/world.ts'
import { expectDrained, simulatePlan } from '../sim/world/simulate.ts'
import { KINDS, randomFaults } from './random-faults.ts'
import { LOAD, randomWorlds } from './random-worlds.ts'
import { settlingPlan } from './settling-plan.ts'

const US = 1000
const worlds = randomWorlds()
const faults = randomFaults(LOAD)

function world(plan: Plan): World {
  return createWorld(plan, { seed: '1', replication: 0 })
}

describe('a world with faults', () => {
  it('comes to rest with nothing left of any request, whatever happens to it', () => {
    const bitten = new Map<string, number>()
    fc.assert(
      fc.property(worlds, faults, (draft, drafts) => {
        const plan = settlingPlan(draft, drafts)
        const run = simulatePlan(plan)
        expectDrained(run)
        for (const { kind, bites, episodes } of run.end.faults) {
          if (bites > 0) bitten.set(kind, (bitten.get(kind) ?? 0) + 1)
          for (const { start, end } of episodes) expect(start <= end && end <= plan.heal).toBe(true)
        }
        run.end.faults.forEach(({ id, bites }) => expect(run.log.total(`fault-bites ${id}`)).toBe(bites))
      }),
      { seed: 3101, numRuns: 500 },
    )
    // Every kind has bitten somewhere: the law has been tried on all of them.
    expect(KINDS.filter((kind) => !bitten.has(kind))).toEqual([])
  })

  it('keeps its books at whatever moment it is stopped', () => {
    let busy = 0
    fc.assert(
      fc.property(worlds, faults, fc.integer({ min: 1, max: 2 * LOAD }), (draft, drafts, stop) => {
        const plan = { ...settlingPlan(draft, drafts), drain: 0, duration: stop * US }
        const { log, end } = simulatePlan(plan)
        let waiting = 0
        for (const [series, count] of Object.entries(log.inFlight())) if (series.startsWith('call w')) waiting += count
        if (end.inFlight > 0) busy++
        expect(waiting).toBe(end.inFlight)
        const started = end.faults.reduce((sum, { episodes }) => sum + episodes.length, 0)
        const on = [...log.levels].filter(
          ([level, changes]) => level.startsWith('fault ') && changes.at(-1)?.value === 1,
        )
        const open = end.faults.filter(({ episodes }) => episodes.at(-1)?.end === Number.POSITIVE_INFINITY)
        expect(on.map(([level]) => level).toSorted()).toEqual(open.map(({ id }) => `fault ${id}`).toSorted())
        expect(started).toBeGreaterThanOrEqual(open.length)
      }),
      { seed: 3102, numRuns: 200 },
    )
    expect(busy).toBeGreaterThan(60)
  })

  it('runs the same twice, in pieces, step by step, and with a probe that looks away', () => {
    fc.assert(
      fc.property(worlds, faults, fc.array(fc.nat(LOAD * US), { maxLength: 4 }), (draft, drafts, cuts) => {
        const plan = settlingPlan(draft, drafts)
        const { end, log } = simulatePlan(plan, { lines: true })
        expect(simulatePlan(plan, { lines: true }).log.lines.join('\n')).toBe(log.lines.join('\n'))
        const pieces = world(plan)
        for (const cut of cuts.toSorted((a, b) => a - b)) pieces.runUntil(cut, new NullProbe())
        expect(pieces.run(new NullProbe())).toEqual(end)
        const steps = world(plan)
        while (steps.step(new NullProbe())) expect(steps.now).toBeLessThan(plan.duration + plan.drain)
        expect(steps.end()).toEqual(end)
      }),
      { seed: 3103, numRuns: 150 },
    )
  })

  it('is the world without them until the first one starts', () => {
    fc.assert(
      fc.property(worlds, faults, (draft, drafts) => {
        const plan = settlingPlan(draft, drafts)
        const lines = (one: Plan): readonly string[] => simulatePlan(one, { lines: true }).log.lines
        const starts = simulatePlan(plan).end.faults.flatMap(({ episodes }) => episodes.map(({ start }) => start))
        const first = Math.min(Number.POSITIVE_INFINITY, ...starts)
        const before = (all: readonly string[]): readonly string[] =>
          all.filter((line) => Number(line.split(' ')[0]) < first && !line.includes('instances-up'))
        expect(before(lines(plan)).join('\n')).toBe(before(lines({ ...plan, faults: [] })).join('\n'))
      }),
      { seed: 3104, numRuns: 100 },
    )
  })
})
