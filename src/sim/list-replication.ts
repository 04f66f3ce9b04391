import type { ReplicationInstruments } from './data/replication/instruments.ts'
import type { StorePlan } from './data-plan.ts'
import type { InstrumentBuilder } from './instrument-builder.ts'
import type { Plan } from './plan.ts'

/** Lists what a store reports about its leaders and replicas; `null` for one that has none. */
export function listReplication(
  plan: Plan,
  { name, unit, rules, sharding }: StorePlan,
  builder: InstrumentBuilder,
): ReplicationInstruments | null {
  if (rules.kind !== 'sql' || sharding.nodesPerShard === 1) return null
  const nodes = plan.units[unit]?.instances ?? 0
  return {
    lag: builder.wait('replication-lag', { store: name }),
    backlog: Array.from({ length: nodes }, (_, instance) =>
      builder.level('replication-backlog', { store: name, instance: String(instance) }, Number.POSITIVE_INFINITY),
    ),
    failovers: builder.counter('failovers', { store: name }),
    leaders: builder.level('leaders', { store: name }, nodes),
  }
}
