import { BREAKER } from '../metrics/breaker-states.ts'
import { spanMetricNames } from '../metrics/faults/span-metrics.ts'
import { label } from '../metrics/folds/label.ts'
import { processSubjects } from '../metrics/folds/process-fold.ts'
import { limitName } from '../metrics/folds/protection-fold.ts'
import { type MetricSubjects, metricNames } from '../metrics/metric-names.ts'
import type { KnownMetric } from '../scenarios/check-expectation.ts'
import type { KnownData } from '../scenarios/check-invariant.ts'
import { buildInstruments } from '../sim/catalogue.ts'
import type { Plan, ProgramPlan } from '../sim/plan.ts'
import { recordUsers } from './record-users.ts'

/** What a run of a plan can be asked about. */
export interface KnownMetrics {
  /** Over the measured time. */
  readonly whole: readonly KnownMetric[]
  /** Over the time during or after a fault; none without faults. */
  readonly aroundFaults: readonly KnownMetric[]
  readonly faults: readonly string[]
  /** What invariants can be about. */
  readonly data: KnownData
}

/** Every metric that a run of the plan will have. Nothing runs. */
export function knownMetrics(plan: Plan): KnownMetrics {
  const workloads = plan.workloads.map(({ name }) => name)
  const called = plan.workloads.flatMap(({ mix }) => mix.map(({ program }) => plan.programs[program]?.name))
  const { messages, transactions } = businessNames(plan)
  const subjects = { workloads, entries: named(called), messages, transactions }
  const spans = plan.faults.length === 0 ? [] : spanMetricNames(subjects)
  return {
    whole: wholeMetrics(plan),
    aroundFaults: spans.map(({ path, kind }) => ({ name: path, dimension: kind })),
    faults: plan.faults.map(({ id }) => id),
    data: {
      records: plan.records.map(({ name, initial }) => ({ name, integer: initial !== null })),
      stores: plan.stores.map(({ name }) => name),
      operations: named(plan.programs.map((program) => ownOperation(plan, program))),
      events: named((plan.events ?? []).map(({ name }) => name)),
      subscriptions: named((plan.subscriptions ?? []).map(({ name }) => name)),
      transactions: named((plan.businesses ?? []).map(({ name }) => name)),
    },
  }
}

/** Its name, if it is an operation of the application and not one of a store or a broker. */
function ownOperation({ units }: Plan, { name, unit, operation }: ProgramPlan): string | undefined {
  return operation && units[unit]?.role === 'service' ? name : undefined
}

function wholeMetrics(plan: Plan): readonly KnownMetric[] {
  const { catalogue } = buildInstruments(plan)
  const labels = (name: string): readonly string[] => {
    const values = catalogue.series.map((series) => series.labels[name] ?? '')
    return [...new Set(values.filter((value) => value !== ''))]
  }
  const names = metricNames({
    workloads: plan.workloads.map(({ name }) => name),
    operations: labels('operation'),
    units: plan.units.map(({ name, instances }) => ({ name, instances })),
    edges: labels('edge'),
    pools: plan.pools.map(({ name }) => name),
    caches: named(catalogue.counters.map(label('cache'))),
    stores: named(catalogue.counters.map(label('store'))),
    breakers: named(catalogue.levels.map((level) => (level.name === BREAKER ? label('edge')(level) : undefined))),
    limits: named(catalogue.levels.map(limitName)),
    data: dataNames(plan),
    processes: processSubjects(catalogue),
    ...businessNames(plan),
    counted: countedOperations(plan),
    outcomes: catalogue.outcomes,
    parts: catalogue.parts,
  })
  return names.map(({ path, kind }) => ({ name: path, dimension: kind }))
}

/** Events and subscriptions, and business transactions. */
function businessNames({ events = [], subscriptions = [], businesses = [] }: Plan): BusinessNames {
  return {
    messages: [...events, ...subscriptions].map(({ name }) => name),
    transactions: businesses.map(({ name }) => name),
  }
}

interface BusinessNames {
  readonly messages: readonly string[]
  readonly transactions: readonly string[]
}

/** Operations of which every effect is told: those that must not be done twice, and legs of business transactions. */
function countedOperations({ programs, businesses = [] }: Plan): readonly string[] {
  return named([
    ...programs.map(({ name, counted }) => (counted === true ? name : undefined)),
    ...businesses.flatMap(({ legs }) => legs.map(({ name }) => name)),
  ])
}

/** Records, and the stores that have not the name of one. */
function dataNames(plan: Plan): NonNullable<MetricSubjects['data']> {
  const { records, stores } = plan
  const users = recordUsers(plan)
  const own = records.map(({ name }, record) => ({ name, operations: users[record] ?? [] }))
  const names = new Set(records.map(({ name }) => name))
  return [...own, ...stores.flatMap(({ name }) => (names.has(name) ? [] : [{ name, operations: [] }]))]
}

/** Each name once, in code-unit order. */
function named(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== undefined))].toSorted((a, b) => (a < b ? -1 : 1))
}
