import type { BusinessPlan, LegPlan, TwoPhaseRules } from '../../../src/sim/business-plan.ts'
import type { SqlRules } from '../../../src/sim/data-plan.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import type { Plan } from '../../../src/sim/plan.ts'
import type { Law } from '../world/law.ts'
import { at, buildPlan, MS, type UnitSpec, type WorkloadSpec, type WorldSpec } from '../world/plans.ts'
import { access, begin, call, deliver, io, nothing, type StepSpec, transact } from '../world/steps.ts'
import { SQL, type StoreSpec } from '../world/stores.ts'

export const TWO_PHASE: TwoPhaseRules = {
  kind: 'two-phase-commit',
  timeout: 500 * MS,
  resend: constant(20 * MS),
  resume: 50 * MS,
}

export interface TwoPhaseSpec {
  /** Participants: each has a unit of this name, with a store `db-<name>` and the records `<record>-<name>`. */
  readonly units: readonly string[]
  readonly rules?: TwoPhaseRules
  /** Whether the coordinator keeps a log, in a store of its own. */
  readonly log?: boolean
  readonly arrivals?: WorkloadSpec['arrivals']
  /** What a participant does in its transaction: by default one of its stock is taken. */
  readonly steps?: (unit: string) => readonly StepSpec[]
  /** Longest wait for the answer to a decision, or of the log; ns, 0 for no bound. */
  readonly timeout?: number
  /** Time of preparing at a store; of committing what is prepared there. */
  readonly prepare?: Law
  readonly commit?: Law
  readonly shop?: UnitSpec
  readonly rulesOf?: (rules: SqlRules) => SqlRules
  readonly sharding?: StoreSpec['sharding']
  readonly more?: Partial<WorldSpec>
}

const KEYS = 10
/** A leg has one key of each record. */
export const RECORDS: readonly string[] = ['stock', 'parts', 'boxes']
const STOCK = 1000

/** `shop.order` takes one of the stock of each participant, or of none, by two-phase commit. */
export function twoPhase(spec: TwoPhaseSpec): Plan {
  const { units, log = false, timeout = 200 * MS, more = {}, sharding } = spec
  const rules = spec.rulesOf === undefined ? SQL : spec.rulesOf(SQL as SqlRules)
  const nodes = (sharding?.shards ?? 1) * (sharding?.nodesPerShard ?? 1)
  const isFollowed = (sharding?.nodesPerShard ?? 1) > 1
  const { operations = {}, ...others } = more
  const world: WorldSpec = {
    units: {
      load: {},
      shop: spec.shop ?? {},
      ...Object.fromEntries(units.map((unit) => [unit, {}])),
      log: {},
      ...Object.fromEntries(units.map((unit) => [`db-${unit}`, { instances: nodes }])),
    },
    modules: Object.fromEntries(units.flatMap((unit) => RECORDS.map((record) => [`${record}-${unit}`, `db-${unit}`]))),
    operations: {
      'shop.order': [transact(0)],
      'shop.calls': callsOf(units, log, timeout),
      'log.read': [io(0.5 * MS), deliver()],
      'log.write': [io(0.5 * MS), deliver()],
      ...Object.fromEntries(units.flatMap((unit) => operationsOf(unit, spec, isFollowed))),
      ...operations,
    },
    stores: {
      log: { rules: { kind: 'object' }, records: { log: { keys: 0, initial: 0, beyond: true } } },
      ...Object.fromEntries(
        units.map((unit): [string, StoreSpec] => [
          `db-${unit}`,
          {
            rules,
            records: Object.fromEntries(RECORDS.map((record) => [`${record}-${unit}`, { keys: KEYS, initial: STOCK }])),
            ...(sharding === undefined ? {} : { sharding }),
          },
        ]),
      ),
    },
    workloads: { users: { calls: 'shop.order', arrivals: spec.arrivals ?? at(0) } },
    duration: 10_000 * MS,
    drain: 100_000 * MS,
    ...others,
  }
  const plan = buildPlan(world)
  const program = (name: string): number => plan.programs.findIndex((one) => one.name === name)
  const business: BusinessPlan = {
    name: 'place-order',
    unit: plan.units.findIndex(({ name }) => name === 'shop'),
    rules: spec.rules ?? TWO_PHASE,
    legs: units.map(
      (unit): LegPlan => ({
        name: `${unit}.take`,
        program: program(`${unit}.prepare`),
        undo: program(`${unit}.rollback`),
        confirm: program(`${unit}.commit`),
        after: [],
        pivot: false,
        store: -1,
      }),
    ),
    calls: program('shop.calls'),
    log: log ? plan.records.findIndex(({ name }) => name === 'log') : -1,
  }
  return { ...plan, businesses: [business] }
}

function operationsOf(
  unit: string,
  { steps, prepare = 0, commit = 0 }: TwoPhaseSpec,
  isFollowed: boolean,
): readonly (readonly [string, readonly StepSpec[]])[] {
  const store = `db-${unit}`
  const record = `stock-${unit}`
  const work = steps?.(unit) ?? [access('update', record, { add: -1 })]
  return [
    [`${unit}.prepare`, [begin(store, work, { prepare: true })]],
    [`${unit}.commit`, [access('commit-prepared', store)]],
    [`${unit}.rollback`, [access('rollback-prepared', store)]],
    ...RECORDS.flatMap((each) =>
      ['read', 'write', 'update', 'insert'].map((verb) => [`${each}-${unit}.${verb}`, [deliver()]] as const),
    ),
    [`${store}.commit`, [deliver()]],
    [`${store}.rollback`, [deliver()]],
    [`${store}.prepare`, [io(prepare), deliver()]],
    [`${store}.commit-prepared`, [io(commit), deliver()]],
    [`${store}.rollback-prepared`, [deliver()]],
    ...(isFollowed
      ? ([
          [`${store}.apply`, [deliver()]],
          [`${store}.replication`, [call(`${store}.apply`, { network: true })]],
        ] as const)
      : []),
  ]
}

function callsOf(units: readonly string[], log: boolean, timeout: number): readonly StepSpec[] {
  return [
    ...units.flatMap((unit) => [
      call(`${unit}.prepare`),
      call(`${unit}.rollback`, { timeout }),
      call(`${unit}.commit`, { timeout }),
    ]),
    log ? access('write', 'log', { timeout }) : nothing(),
    log ? access('read', 'log', { timeout }) : nothing(),
    transact(0),
  ]
}
