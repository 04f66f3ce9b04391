import type { DataSubjects } from '../metrics/consistency/data-subjects.ts'
import type { Plan } from '../sim/plan.ts'
import { operationOf } from './record-users.ts'

/** What a plan has data about. */
export function dataSubjects({ records, stores, workloads, programs, outcomes, units }: Plan): DataSubjects {
  return {
    records: records.map(({ name, store, keys, initial, copyOf }) => {
      return { name, store, keys, integer: initial !== null, copyOf }
    }),
    stores: stores.map(({ name, rules, sharding }) => {
      const leaderless = rules.kind === 'quorum'
      const lastWriterWins = leaderless && rules.conflicts === 'last-writer-wins'
      const copies = leaderless ? rules.n : sharding.nodesPerShard
      return { name, lastWriterWins, leaderless, copies: sharding.grow === null ? copies : 0 }
    }),
    workloads: workloads.map(({ name }) => name),
    operations: programs.map(({ name }) => operationOf(name)),
    outcomes,
    nodes: units.flatMap(({ name, instances }) => Array.from({ length: instances }, (_, at) => `${name}/${at}`)),
  }
}
