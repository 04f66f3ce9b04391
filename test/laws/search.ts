import fc from 'fast-check'
import { expect } from 'vitest'
import { runReplication } from '../../src/experiments/once.ts'
import type { Plan } from '../../src/sim/plan.ts'
import { expectDrained, simulatePlan } from '../sim/world/simulate.ts'
import { KINDS, randomFaults } from './random-faults.ts'
import { protectedPlan, randomProtection } from './random-protection.ts'
import { LOAD, randomWorlds } from './random-worlds.ts'
import { settlingPlan } from './settling-plan.ts'

const US = 1000

/** Faults that bit, by kind, in how many worlds. */
export type Bitten = ReadonlyMap<string, number>

/**
 * Random fault schedules over random topologies with random policies. Each world runs to its rest, where nothing may be
 * left of any request, and once more to a random moment, where the books of the product's own checks must be right.
 */
export function searchLaws(options: { readonly seed: number; readonly cases: number }): Bitten {
  const bitten = new Map<string, number>()
  const world = fc.tuple(randomWorlds(), randomFaults(LOAD), randomProtection())
  fc.assert(
    fc.property(world, fc.integer({ min: 1, max: 2 * LOAD }), ([draft, faults, protection], stop) => {
      const plan = protectedPlan(settlingPlan(draft, faults), protection)
      for (const kind of expectRest(plan)) bitten.set(kind, (bitten.get(kind) ?? 0) + 1)
      // It throws where a law does not hold.
      const { laws } = runReplication(
        { ...plan, drain: 0, duration: stop * US },
        { seed: '1', replication: 0, from: Math.floor((stop * US) / 4) },
      )
      expect(laws.length).toBeGreaterThan(5)
    }),
    { seed: options.seed, numRuns: options.cases },
  )
  return bitten
}

/** Kinds of faults that never bit. */
export function unbitten(bitten: Bitten): readonly string[] {
  return KINDS.filter((kind) => !bitten.has(kind))
}

function expectRest(plan: Plan): readonly string[] {
  const run = simulatePlan(plan)
  expectDrained(run)
  for (const { id, bites, episodes } of run.end.faults) {
    expect(run.log.total(`fault-bites ${id}`)).toBe(bites)
    for (const { start, end } of episodes) expect(start <= end && end <= plan.heal).toBe(true)
  }
  return run.end.faults.flatMap(({ kind, bites }) => (bites > 0 ? [kind] : []))
}
