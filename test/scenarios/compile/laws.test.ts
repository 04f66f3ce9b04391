import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCall } from '../../../src/scenarios/compile/is-call.ts'
import { demandOf } from '../../../src/scenarios/compile/utilisation.ts'
import { type Plan, StepKind, type StepPlan } from '../../../src/sim/plan.ts'
import { planOf, type Written } from './compiling.ts'
import { randomScenario } from './random-scenario.ts'

const runs = { seed: 20_261_120, numRuns: 30 }

function check(law: (plan: Plan, written: Written) => void): void {
  fc.assert(
    fc.property(randomScenario, (written) => law(planOf(written), written)),
    runs,
  )
}

/** Everything that a position must lie in to mean something. */
function outOfRange(plan: Plan): string[] {
  const wrong: string[] = []
  const look = (what: string, index: number, size: number, from = 0): void => {
    if (!Number.isInteger(index) || index < from || index >= size) wrong.push(`${what} ${index} of ${size}`)
  }
  for (const { name, unit, steps } of plan.programs) {
    look(`${name} unit`, unit, plan.units.length)
    for (const step of steps) {
      const usesProgram = [StepKind.call, StepKind.send, StepKind.repeat, StepKind.access].some(
        (kind) => kind === step.kind,
      )
      look(`${step.path} program`, step.program, usesProgram ? plan.programs.length : 0, usesProgram ? 0 : -1)
      look(`${step.path} edge`, step.edge, plan.edges.length, -1)
      look(`${step.path} outcome`, step.outcome, plan.outcomes.length)
      for (const branch of step.branches) look(`${step.path} branch`, branch, plan.programs.length)
      for (const target of step.targets) look(`${step.path} target`, target, steps.length, steps.indexOf(step) + 1)
    }
  }
  for (const edge of plan.edges) {
    look(`${edge.name} to`, edge.to, plan.units.length)
    look(`${edge.name} from`, edge.from, plan.units.length, -plan.workloads.length)
    look(`${edge.name} link`, edge.link, plan.links.length, -1)
    look(`${edge.name} pool`, edge.pool, plan.pools.length, -1)
  }
  for (const unit of plan.units) for (const zone of unit.zones) look(`${unit.name} zone`, zone, plan.zones.length)
  for (const link of plan.linkBetween) look('link between', link, plan.links.length)
  for (const { name, mix, zone } of plan.workloads) {
    look(`${name} zone`, zone, plan.zones.length, -1)
    for (const { program, edge } of mix) {
      look(`${name} program`, program, plan.programs.length)
      look(`${name} edge`, edge, plan.edges.length)
    }
  }
  return wrong
}

/** A document with the keys of all maps in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, reordered(part)]),
  )
}

const isSorted = (names: readonly string[]): boolean =>
  names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name)

describe('every plan', () => {
  test('refers only to what it has, and jumps only forward', () => {
    check((plan) => {
      expect(outOfRange(plan)).toEqual([])
      expect(plan.linkBetween.length).toBe(plan.zones.length * plan.zones.length)
      expect(plan.units.map((unit) => unit.zones.length)).toEqual(plan.units.map((unit) => unit.instances))
    })
  })

  test('ends every program with end, and has end nowhere else', () => {
    check((plan) => {
      for (const { steps } of plan.programs) {
        expect(steps.findIndex((step) => step.kind === StepKind.end)).toBe(steps.length - 1)
      }
    })
  })

  test('has cumulative shares that ascend to exactly 1, one for each target', () => {
    const ascends = (shares: readonly number[]): boolean =>
      shares.at(-1) === 1 && shares.every((share, index) => share > 0 && share >= (shares[index - 1] ?? 0))
    check((plan) => {
      for (const { steps } of plan.programs) {
        for (const step of steps.filter(({ kind }) => kind === StepKind.choose)) {
          expect(ascends(step.cumulative)).toBe(true)
          expect(step.cumulative.length).toBe(step.targets.length)
        }
      }
      for (const { mix } of plan.workloads) expect(ascends(mix.map(({ cumulative }) => cumulative))).toBe(true)
    })
  })

  test('calls inside a unit without an edge, and other units over the edge from here to there', () => {
    check((plan) => {
      for (const program of plan.programs) {
        const wrong = program.steps.filter((step) => isCall(step.kind) && !leadsThere(step))
        function leadsThere(step: StepPlan): boolean {
          const callee = plan.programs[step.program]
          const edge = plan.edges[step.edge]
          if (edge === undefined) return callee?.unit === program.unit && callee.operation
          return edge.from === program.unit && edge.to === callee?.unit && edge.to !== program.unit && callee.operation
        }
        expect(wrong).toEqual([])
        const parts = program.steps.flatMap((step) => (step.kind === StepKind.repeat ? [step.program] : step.branches))
        for (const part of parts) expect(plan.programs[part]).toMatchObject({ unit: program.unit, operation: false })
      }
    })
  })

  test('has steps with paths of their own, and everything in code-unit order', () => {
    check((plan) => {
      const paths = plan.programs.flatMap(({ steps }) => steps.map(({ path }) => path))
      expect(new Set(paths).size).toBe(paths.length)
      for (const parts of [plan.programs, plan.units, plan.edges, plan.pools, plan.links, plan.workloads]) {
        expect(isSorted(parts.map(({ name }) => name))).toBe(true)
      }
      expect(isSorted(plan.zones)).toBe(true)
    })
  })
})

describe('the order of keys, the deployment and idle modules', () => {
  test('listing things in another order gives the same plan', () => {
    check((plan, written) => {
      const { policies, ...rest } = written
      const other = { ...(reordered(rest) as Written), policies: policies ?? [] }
      expect(planOf(other)).toEqual(plan)
    })
  })

  test('deploying in another way moves no step and no program', () => {
    const paths = (plan: Plan): unknown =>
      plan.programs.map(({ name, steps }) => [name, ...steps.map(({ path }) => path)])
    check((plan, written) => {
      expect(
        paths(
          planOf({ ...written, deploy: { one: { modules: 'all' } }, stores: { db: { shared: true } }, policies: [] }),
        ),
      ).toEqual(paths(plan))
    })
  })

  test('an idle module moves no path of another step', () => {
    check((plan, written) => {
      const idle = { operations: { a: [{ call: 'm3.o1' }, { read: 'mine' }] }, owns: { mine: {} } }
      const more = planOf({ ...written, app: { ...written.app, 'a-idle': idle }, deploy: 'each-module', policies: [] })
      const paths = ({ programs }: Plan): string[] => programs.flatMap(({ steps }) => steps.map(({ path }) => path))
      const added = paths(more).filter((path) => path.startsWith('a-idle.') || path.startsWith('mine.'))
      expect(added.length).toBe(3 + 2 * 3)
      expect(paths(more).filter((path) => !added.includes(path))).toEqual(paths(plan))
    })
  })
})

describe('the demand of every plan', () => {
  test('is finite, in proportion to the load, and nothing where nobody calls', () => {
    check((plan) => {
      const demand = demandOf(plan, 'all')
      expect(demand.settled).toBe(true)
      const twice = demandOf({ ...plan, workloads: plan.workloads.concat(plan.workloads) }, 'all')
      demand.units.forEach((unit, index) => {
        expect(Number.isFinite(unit.coresBusy) && Number.isFinite(unit.slotsBusy)).toBe(true)
        expect(twice.units[index]?.coresBusy).toBeCloseTo(2 * unit.coresBusy, 9)
        expect(twice.units[index]?.slotsBusy).toBeCloseTo(2 * unit.slotsBusy, 9)
      })
      expect(demandOf({ ...plan, workloads: [] }, 'all').units.every(({ coresBusy }) => coresBusy === 0)).toBe(true)
    })
  })
})
