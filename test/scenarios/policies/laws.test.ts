import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/scenarios/compile.ts'
import { LAYER_ORDER } from '../../../src/scenarios/policy.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import type { LayerPlan } from '../../../src/sim/policy-plan.ts'
import { scenarioOf, type Written } from '../compile/compiling.ts'
import { randomScenario } from '../compile/random-scenario.ts'
import { randomPolicies } from './random-policies.ts'

const runs = { seed: 20_261_122, numRuns: 25 }

/** Random scenarios with random policies, and an operation in two modules that fallbacks can call. */
const protectedScenario: fc.Arbitrary<Written> = fc.tuple(randomScenario, randomPolicies).map(([written, policies]) => {
  const app = Object.fromEntries(
    Object.entries(written.app).map(([name, module]) => {
      const { operations, ...rest } = module as { operations: object }
      return [
        name,
        {
          ...rest,
          operations: { ...operations, ...(/m[03]/.test(name) ? { spare: [{ fail: '1%', as: 'declined' }] } : {}) },
        },
      ]
    }),
  )
  return { ...written, app, policies }
})

/** The plan; nothing where a fallback leads back to itself, which is the one mistake these can have. */
function planOf(written: Written): Plan | undefined {
  const result = compile(scenarioOf(written))
  if (result.ok) return result.plan
  const errors = result.problems.filter(({ severity }) => severity === 'error')
  expect(errors.filter(({ code }) => code !== 'S252')).toEqual([])
  return undefined
}

function check(law: (plan: Plan, written: Written) => void): void {
  fc.assert(
    fc.property(protectedScenario, (written) => {
      const plan = planOf(written)
      fc.pre(plan !== undefined)
      law(plan, written)
    }),
    runs,
  )
}

const isCount = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least
const isTime = (value: number): boolean => isCount(value, 0) || value === Number.POSITIVE_INFINITY
const isShare = (value: number): boolean => value >= 0 && value <= 1

/** What is out of its range in a layer. */
function outOfRange(layer: LayerPlan, plan: Plan, from: number): string[] {
  const wrong = (what: string, right: boolean): string[] => (right ? [] : [`${layer.kind} ${what}`])
  switch (layer.kind) {
    case 'total-timeout':
      return wrong('after', isCount(layer.after, 1))
    case 'retry': {
      const { attempts, backoff, budget, on } = layer
      return [
        ...wrong('attempts', attempts === Number.POSITIVE_INFINITY || isCount(attempts, 1)),
        ...wrong('on', on.length === plan.outcomes.length && on[0] === false),
        ...wrong('base', isCount(backoff.base, 0)),
        ...wrong('factor', backoff.factor >= 1),
        ...wrong('max', isTime(backoff.max) && backoff.max >= backoff.base),
        ...wrong('share', isShare(backoff.share)),
        ...wrong(
          'budget',
          budget === null || Object.values(budget).every((value) => value !== Number.POSITIVE_INFINITY),
        ),
      ]
    }
    case 'hedge':
      return [
        ...wrong('after', isTime(layer.after)),
        ...wrong('percentile', layer.percentile >= 0 && layer.percentile < 1),
        ...wrong('max', isCount(layer.max, 1)),
      ]
    case 'breaker': {
      const both = layer.failures.some((failure, outcome) => failure && layer.ignored[outcome] === true)
      return [...wrong('both', !both), ...wrong('ok', layer.failures[0] === false)]
    }
    case 'bulkhead':
      return [
        ...wrong('concurrent', isCount(layer.concurrent, 1)),
        ...wrong('queue', isCount(layer.queue, 0)),
        ...wrong('wait', isTime(layer.wait) && layer.wait > 0),
      ]
    case 'rate-limit':
      return 'perSecond' in layer.rules
        ? [...wrong('rate', layer.rules.perSecond > 0), ...wrong('burst', isCount(layer.rules.burst, 1))]
        : [...wrong('limit', isCount(layer.rules.limit, 1)), ...wrong('window', isCount(layer.rules.window, 1))]
    case 'concurrency-limit':
      return wrong('order', 1 <= layer.min && layer.min <= layer.initial && layer.initial <= layer.max)
    case 'fallback': {
      if (layer.to.kind !== 'call') return wrong('on', layer.on.length === plan.outcomes.length)
      const { program, edge } = layer.to
      const callee = plan.programs[program]
      const over = plan.edges[edge]
      const there = over === undefined ? callee?.unit === from : over.from === from && over.to === callee?.unit
      return wrong('target', callee?.operation === true && there)
    }
    default:
      return []
  }
}

describe('random policies', () => {
  test('compile to layers in range, each kind once, in an order that keeps the default one', () => {
    check((plan) => {
      for (const { guard, from } of plan.edges) {
        const kinds = guard?.layers.map(({ kind }) => kind) ?? []
        expect(kinds).toEqual(LAYER_ORDER.filter((kind) => kinds.includes(kind)))
        expect(guard?.layers.flatMap((layer) => outOfRange(layer, plan, from)) ?? []).toEqual([])
        expect(guard === null || guard.layers.length > 0 || guard.sidecar !== null).toBe(true)
      }
      for (const { admission } of plan.units) {
        expect(admission.flatMap((layer) => outOfRange(layer, plan, -1))).toEqual([])
      }
    })
  })

  test('mean the same in whatever order the keys of a policy are written', () => {
    check((plan, written) => {
      const policies = (written.policies ?? []).map((policy) => reordered(policy))
      expect(planOf({ ...written, policies })).toEqual(plan)
    })
  })

  test('mean the same in whatever order policies for different calls are written', () => {
    check((plan, written) => {
      const closest = new Set((written.policies ?? []).map((policy) => (policy as { on: string }).on))
      fc.pre(closest.size === (written.policies ?? []).length)
      expect(planOf({ ...written, policies: (written.policies ?? []).toReversed() })).toEqual(plan)
    })
  })

  test('change nothing else: without them the same programs, units and links are left', () => {
    check((plan, written) => {
      const bare = planOf({ ...written, policies: [] })
      const rest = (of: Plan | undefined): unknown => ({
        programs: of?.programs.map(({ name, steps }) => [name, steps.map(({ path, kind }) => [path, kind])]),
        units: of?.units.map(({ admission: _, ...unit }) => unit),
        outcomes: of?.outcomes,
        workloads: of?.workloads.map(({ name, arrivals }) => [name, arrivals.kind]),
      })
      expect(rest(plan)).toEqual(rest(bare))
      expect(bare?.edges.every(({ guard, propagate }) => guard === null && !propagate)).toBe(true)
    })
  })
})

function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, reordered(part)]),
  )
}
