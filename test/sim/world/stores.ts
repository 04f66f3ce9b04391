import type {
  AccessPlan,
  AccessVerb,
  RecordPlan,
  ReplicationPlan,
  ShardingPlan,
  StorePlan,
  StoreRules,
} from '../../../src/sim/data-plan.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { Outcome } from '../../../src/sim/outcome.ts'

/** A store as a test writes it; it runs on the unit of its name. */
export interface StoreSpec {
  readonly records: Readonly<
    Record<
      string,
      {
        readonly keys?: number
        readonly initial?: number
        readonly copyOf?: string
        readonly rows?: number
        readonly beyond?: boolean
      }
    >
  >
  readonly rules?: StoreRules
  readonly sharding?: Partial<ShardingPlan>
  readonly perRow?: number
}

const ASYNCHRONOUS: ReplicationPlan = {
  acknowledgements: 0,
  waitFor: 'received',
  apply: constant(0),
  retransmit: 200e6,
  failover: null,
}

/** PostgreSQL's defaults. */
export const SQL: StoreRules = {
  kind: 'sql',
  isolation: 'read-committed',
  lockTimeout: Number.POSITIVE_INFINITY,
  deadlockTimeout: 1e9,
  replication: ASYNCHRONOUS,
}

export function recordsOf(stores: Readonly<Record<string, StoreSpec>>): readonly RecordPlan[] {
  const all = Object.values(stores).flatMap(({ records }, store) =>
    Object.entries(records).map(([name, record]) => ({ name, store, ...record })),
  )
  return all.map(({ name, store, keys = 100, initial, copyOf, rows = 0, beyond = false }) => ({
    name,
    owner: name,
    store,
    keys,
    rows,
    beyond,
    initial: initial ?? null,
    copyOf: copyOf === undefined ? -1 : all.findIndex((other) => other.name === copyOf),
  }))
}

/** `units`: by name, where they are; `edges`: the same, -1 for an edge that is not there. */
export function storesOf(
  stores: Readonly<Record<string, StoreSpec>>,
  units: (name: string) => number,
  edges: (name: string) => number,
): readonly StorePlan[] {
  return Object.entries(stores).map(([name, { rules, sharding, perRow = 0 }]) => ({
    name,
    unit: units(name),
    rules: rules ?? SQL,
    perRow,
    inside: edges(`${name} -> ${name}`),
    sharding: { shards: 1, nodesPerShard: 1, by: 'hash', virtualNodes: 1, initialShards: 1, grow: null, ...sharding },
  }))
}

/** What a statement is where nothing else is said. */
export function accessPlan(
  verb: AccessVerb,
  more: Partial<Omit<AccessPlan, 'verb' | 'store' | 'record'>>,
): Omit<AccessPlan, 'store' | 'record'> {
  return {
    verb,
    forUpdate: more.forUpdate ?? false,
    from: more.from ?? 'leader',
    value: more.value ?? { kind: 'own' },
    add: more.add ?? 0,
    require: more.require ?? null,
    outcome: more.outcome ?? Outcome.rejected,
    ifUnchanged: more.ifUnchanged ?? false,
    grouped: more.grouped ?? false,
    rows: more.rows ?? -1,
    with: more.with ?? [],
    fenced: more.fenced ?? false,
  }
}
