import { expect } from 'vitest'
import type { BusinessPlan, BusinessRules, LegPlan, SagaRules } from '../../../src/sim/business-plan.ts'
import type { StoreRules } from '../../../src/sim/data-plan.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import { createWorld, type RunEnd, type World } from '../../../src/sim/world.ts'
import { Log } from '../world/log.ts'
import { at, buildPlan, type EdgeSpec, MS, type UnitSpec, type WorldSpec } from '../world/plans.ts'
import { access, call, deliver, io, nothing, type StepSpec, transact } from '../world/steps.ts'
import { SQL } from '../world/stores.ts'
import { BusinessFacts } from './business-facts.ts'

/** A leg as a test writes it: its operation is `<unit>.do`, its undo `<unit>.undo`, its confirm `<unit>.confirm`. */
export interface LegSpec {
  readonly unit: string
  readonly after?: readonly number[]
  readonly pivot?: boolean
  readonly undo?: boolean
  readonly confirm?: boolean
  /** Steps of its operation and of its undo; by default an ms of io, and one of its stock is taken or given back. */
  readonly steps?: readonly StepSpec[]
  readonly undoSteps?: readonly StepSpec[]
  readonly confirmSteps?: readonly StepSpec[]
  /** What it has read, to be read again before the pivot. */
  readonly reads?: readonly StepSpec[]
}

export interface ShopSpec {
  readonly legs: readonly LegSpec[]
  readonly rules: BusinessRules
  /** Whether the coordinator keeps a log. */
  readonly log?: boolean
  readonly orders?: readonly number[]
  readonly shop?: UnitSpec
  /** Longest wait for any answer, ns; 0 for no bound. */
  readonly timeout?: number
  readonly edges?: Readonly<Record<string, EdgeSpec>>
  /** Whether the store is relational; else it keeps objects. */
  readonly sql?: boolean
  readonly more?: Partial<WorldSpec>
}

const OBJECT: StoreRules = { kind: 'object' }

export const SAGA: SagaRules = {
  kind: 'saga',
  attempts: 3,
  backoff: constant(10 * MS),
  undoAttempts: Number.POSITIVE_INFINITY,
  undoBackoff: constant(20 * MS),
  answer: 'settled',
  timeout: 0,
  resume: 50 * MS,
  countermeasures: { semanticLock: 'none', rereadValue: false, versionFile: false },
}

/** Its orders; `shop.order` does the transaction, which takes one of the stock of each leg's unit. */
export function shop(spec: ShopSpec): Plan {
  const { legs, rules, log = false, orders = [0], timeout = 200 * MS, more = {} } = spec
  const units = [...new Set(legs.map(({ unit }) => unit))].filter((unit) => unit !== 'shop')
  const world: WorldSpec = {
    units: { load: {}, shop: spec.shop ?? {}, ...Object.fromEntries(units.map((unit) => [unit, {}])), db: {} },
    modules: Object.fromEntries(['log', 'stock', ...legs.map(stockOf)].map((record) => [record, 'db'])),
    operations: {
      'shop.order': [transact(0)],
      'shop.calls': callsOf(legs, log, timeout),
      ...Object.fromEntries(legs.flatMap(operationsOf)),
      'log.read': [io(0.5 * MS), deliver()],
      'log.write': [io(0.5 * MS), deliver()],
      ...Object.fromEntries(
        legs.flatMap((leg) =>
          ['read', 'update', 'write'].map((verb) => [`${stockOf(leg)}.${verb}`, [io(0.5 * MS), deliver()]]),
        ),
      ),
    },
    stores: {
      db: {
        rules: spec.sql === true ? SQL : OBJECT,
        records: {
          log: { keys: 0, initial: 0, beyond: true },
          ...Object.fromEntries(legs.map((leg) => [stockOf(leg), { keys: 10, initial: 1000 }])),
        },
      },
    },
    edges: spec.edges ?? {},
    workloads: { users: { calls: 'shop.order', arrivals: at(...orders.map((ms) => ms * MS)) } },
    duration: 10_000 * MS,
    drain: 100_000 * MS,
    ...more,
  }
  const plan = buildPlan(world)
  const program = (name: string): number => plan.programs.findIndex((one) => one.name === name)
  const business: BusinessPlan = {
    name: 'place-order',
    unit: plan.units.findIndex(({ name }) => name === 'shop'),
    rules,
    legs: legs.map((leg, i): LegPlan => {
      const { unit, after = i === 0 ? [] : [i - 1], pivot = false, undo = true, confirm = false } = leg
      return {
        name: `${unit}.do`,
        program: program(`${nameOf(leg)}.do`),
        undo: undo ? program(`${nameOf(leg)}.undo`) : -1,
        confirm: confirm ? program(`${nameOf(leg)}.confirm`) : -1,
        after,
        pivot,
        store: -1,
      }
    }),
    calls: program('shop.calls'),
    log: log ? plan.records.findIndex(({ name }) => name === 'log') : -1,
  }
  return { ...plan, businesses: [business] }
}

/** The module of a leg: that of its unit. */
function nameOf({ unit }: LegSpec): string {
  return unit
}

export function stockOf({ unit }: LegSpec): string {
  return `stock-${unit}`
}

function operationsOf(leg: LegSpec): readonly (readonly [string, readonly StepSpec[]])[] {
  const take = [io(1 * MS), access('update', stockOf(leg), { add: -1 })]
  const giveBack = [io(1 * MS), access('update', stockOf(leg), { add: 1 })]
  return [
    [`${nameOf(leg)}.do`, leg.steps ?? take],
    [`${nameOf(leg)}.undo`, leg.undoSteps ?? giveBack],
    [`${nameOf(leg)}.confirm`, leg.confirmSteps ?? [io(1 * MS)]],
    ...(leg.reads === undefined ? [] : [[`${nameOf(leg)}.reread`, leg.reads] as const]),
  ]
}

function callsOf(legs: readonly LegSpec[], log: boolean, timeout: number): readonly StepSpec[] {
  return [
    ...legs.flatMap((leg) => [
      call(`${nameOf(leg)}.do`, { timeout }),
      leg.undo === false ? nothing() : call(`${nameOf(leg)}.undo`, { timeout }),
      leg.confirm === true ? call(`${nameOf(leg)}.confirm`, { timeout }) : nothing(),
    ]),
    log ? access('write', 'log', { timeout }) : nothing(),
    log ? access('read', 'log', { timeout }) : nothing(),
    transact(0),
    ...legs.map((leg) => (leg.reads === undefined ? nothing() : call(`${nameOf(leg)}.reread`, { timeout }))),
  ]
}

/** A run that has ended, with all that was told of it. */
export interface Watched {
  readonly facts: BusinessFacts
  readonly log: Log
  readonly end: RunEnd
  readonly world: World
}

export function watch(plan: Plan, seed = '1'): Watched {
  const world = createWorld(plan, { seed, replication: 0 })
  const log = new Log(world.catalogue, { lines: false })
  const facts = new BusinessFacts()
  const end = world.run(log, facts)
  expect(log.breaches).toEqual([])
  return { facts, log, end, world }
}
