import { metricNames } from '../metrics/metric-names.ts'
import type { KnownMetric } from '../scenarios/check-expectation.ts'
import { buildInstruments } from '../sim/catalogue.ts'
import type { Plan } from '../sim/plan.ts'

/** Every metric that a run of the plan will have. Nothing runs. */
export function knownMetrics(plan: Plan): readonly KnownMetric[] {
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
    outcomes: catalogue.outcomes,
    parts: catalogue.parts,
  })
  return names.map(({ path, kind }) => ({ name: path, dimension: kind }))
}
