import type { StoreInstruments } from './data/store-instruments.ts'
import type { InstrumentBuilder } from './instrument-builder.ts'
import { listReplication } from './list-replication.ts'
import type { Plan } from './plan.ts'

/** Lists what the stores of a plan report. */
export function listStores(plan: Plan, builder: InstrumentBuilder): readonly StoreInstruments[] {
  return plan.stores.map((store) => {
    const { name, rules, sharding } = store
    const labels = { store: name }
    return {
      keysMoved: sharding.grow === null ? -1 : builder.counter('keys-moved', labels),
      shardKeys:
        sharding.shards === 1
          ? []
          : Array.from({ length: sharding.shards }, (_, shard) =>
              builder.level('shard-keys', { ...labels, shard: String(shard) }, Number.POSITIVE_INFINITY),
            ),
      quorum:
        rules.kind === 'quorum'
          ? {
              hints: builder.level('hints', labels, Number.POSITIVE_INFINITY),
              stored: builder.counter('hints-stored', labels),
              handedOver: builder.counter('hints-handed-over', labels),
              readRepairs: builder.counter('read-repairs', labels),
              siblings: builder.counter('siblings', labels),
            }
          : null,
      sql:
        rules.kind === 'sql'
          ? {
              lockWait: builder.wait('lock', labels),
              conflicts: builder.counter('conflicts', labels),
              deadlocks: builder.counter('deadlocks', labels),
              lockTimeouts: builder.counter('lock-timeouts', labels),
            }
          : null,
      replication: listReplication(plan, store, builder),
    }
  })
}
