import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { compile } from '../../../src/scenarios/compile.ts'
import { loadScenario } from '../../../src/scenarios/load.ts'
import type { FaultEffect, FaultPlan, InstanceTargets, PathTargets } from '../../../src/sim/fault-plan.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { planOf } from '../compile/compiling.ts'
import { randomFaults, type Twice } from './random-faults.ts'
import { town } from './town.ts'

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const runs = { seed: 20_261_203, numRuns: 60 }

function planWith(faults: readonly unknown[]): Plan {
  return planOf({ ...town, faults })
}

function check(law: (faults: readonly Twice[]) => void): void {
  fc.assert(
    fc.property(randomFaults, (faults) => law(faults)),
    runs,
  )
}

/** Everything in a fault that is not where it must be. */
function outOfRange({ schedule, effect }: FaultPlan, plan: Plan): string[] {
  const wrong: string[] = []
  const must = (right: boolean, what: string): void => {
    if (!right) wrong.push(what)
  }
  const indexes = (list: readonly number[], size: number, what: string, from = 0): void => {
    must(
      list.every(
        (index, at) => Number.isInteger(index) && index >= from && index < size && index > (list[at - 1] ?? -2),
      ),
      `${what} ${list.join(' ')} of ${size}`,
    )
  }
  const path = ({ edges, from, to, programs }: PathTargets): void => {
    must(edges.length > 0, 'edges')
    indexes(edges, plan.edges.length, 'edges')
    for (const zones of [from, to]) indexes(zones, plan.zones.length, 'zones', -1)
    must((from.length === 0) === (to.length === 0), 'both ends')
    indexes(programs, plan.programs.length, 'programs')
  }
  const instances = ({ units, zones, pick }: InstanceTargets): void => {
    must(units.length > 0, 'units')
    indexes(units, plan.units.length, 'units')
    indexes(zones, plan.zones.length, 'zones')
    if (pick.kind === 'share') must(pick.share > 0 && pick.share <= 1, 'pick')
    if (pick.kind === 'numbers') indexes(pick.numbers, Number.MAX_SAFE_INTEGER, 'numbers')
  }
  const judge = (one: FaultEffect): void => {
    if ('path' in one) path(one.path)
    if ('on' in one) instances(one.on)
    if ('share' in one) must(one.share > 0 && one.share <= 1, 'share')
    if ('programs' in one) {
      must(one.programs.length > 0, 'programs')
      indexes(one.programs, plan.programs.length, 'programs')
    }
    if ('outcome' in one) indexes([one.outcome], plan.outcomes.length, 'outcome', 1)
    if ('pool' in one) indexes([one.pool], plan.pools.length, 'pool')
    if ('workload' in one) indexes([one.workload], plan.workloads.length, 'workload')
    if ('effects' in one) {
      must(one.effects.length > 1, 'effects')
      one.effects.forEach(judge)
    }
  }
  judge(effect)
  switch (schedule.kind) {
    case 'scripted': {
      const { at, lasts, every, jitter, until } = schedule
      must(at >= 0 && lasts > 0 && jitter >= 0 && until > at + jitter, 'times')
      must(every === 0 || every >= lasts + jitter, 'every')
      break
    }
    case 'after':
      must(plan.faults[schedule.fault]?.id === 'anchor' && schedule.lasts > 0, 'after')
      break
    case 'stochastic':
      for (const { minimum, extra } of [schedule.on, schedule.off]) must(minimum + extra.mean > 0, 'stay')
      break
    case 'when':
      indexes([schedule.condition.unit], plan.units.length, 'condition')
      must(schedule.poll > 0 && schedule.times >= 1, 'poll')
  }
  return wrong
}

describe('random faults', () => {
  test('compile to plans in which everything is in range and in order', () => {
    check((faults) => {
      const plan = planWith(faults.map(([one]) => one))
      expect(plan.faults.flatMap((fault) => outOfRange(fault, plan))).toEqual([])
      const ids = plan.faults.map(({ id }) => id)
      expect(ids).toEqual(faults.map(([{ id }]) => String(id)).toSorted(byCodeUnit))
    })
  })

  test('mean the same in any order, with any order of keys, in any spelling', () => {
    check((faults) => {
      const plan = planWith(faults.map(([one]) => one))
      expect(planWith(faults.map(([, other]) => other).toReversed())).toEqual(plan)
    })
  })

  test('mean the same as a value and as a file', () => {
    check((faults) => {
      const value = { name: 'town', ...town, faults: faults.map(([one]) => one) }
      const fromValue = loadScenario({ kind: 'value', file: 'town.ts', value })
      // A YAML file that other tools can read, too, has its calls in quotes.
      const options = {
        defaultStringType: 'QUOTE_DOUBLE',
        defaultKeyType: 'PLAIN',
        aliasDuplicateObjects: false,
      } as const
      const text = stringify(value, options)
      const fromText = loadScenario({ kind: 'yaml', file: 'town.yaml', text })
      if (!fromValue.ok || !fromText.ok) throw new Error(JSON.stringify([fromValue.problems, fromText.problems]))
      expect(fromText.source.hash).toBe(fromValue.source.hash)
      const again = loadScenario({ kind: 'value', file: 'town.ts', value: fromText.source.document })
      expect(again.ok && compile(again.source.base)).toEqual(compile(fromValue.source.base))
    })
  })

  test('change nothing else in the plan', () => {
    const calm = planWith([])
    check((faults) => {
      const plan = planWith(faults.map(([one]) => one))
      expect(plan.outcomes.slice(0, calm.outcomes.length)).toEqual(calm.outcomes)
      expect({ ...plan, faults: [], outcomes: calm.outcomes }).toEqual(calm)
    })
  })
})
