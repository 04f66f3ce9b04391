import { printDuration } from '../scenarios/literals/duration.ts'
import type { RecordPlan, ReplicationPlan, ShardingPlan, StorePlan, StoreRules } from '../sim/data-plan.ts'
import type { Plan } from '../sim/plan.ts'

/** How a store keeps what, in plain data. */
export interface StoreDescription {
  readonly name: string
  readonly kind: StoreRules['kind']
  /** In use at the start, and nodes of each. */
  readonly shards: number
  readonly nodesPerShard: number
  /** Everything that its rules say, as one would write it. */
  readonly rules: readonly { readonly name: string; readonly value: string }[]
  /** In code-unit order. */
  readonly records: readonly RecordDescription[]
}

export interface RecordDescription {
  readonly name: string
  /** The module that owns it. */
  readonly owner: string
  readonly keys: number
  /** `opaque values`, `numbers from 50`, `copies of users`, `rows in groups, 5 in each at the start`. */
  readonly holds: string
}

/** Reads the stores off a plan. */
export function describeStores({ stores, records, programs }: Plan): StoreDescription[] {
  const grouped = new Set(
    programs.flatMap(({ steps }) => steps.flatMap(({ access }) => (access?.grouped === true ? [access.record] : []))),
  )
  return stores.map((store, index) => ({
    name: store.name,
    kind: store.rules.kind,
    shards: store.sharding.initialShards,
    nodesPerShard: store.sharding.nodesPerShard,
    rules: [...rulesOf(store), ...shardingOf(store.sharding)].map(([name, value]) => ({ name, value })),
    records: records.flatMap((record, at) =>
      record.store === index
        ? [
            {
              name: record.name,
              owner: record.owner,
              keys: record.keys,
              holds: holdsOf(record, records, grouped.has(at)),
            },
          ]
        : [],
    ),
  }))
}

function holdsOf({ initial, copyOf, rows }: RecordPlan, records: readonly RecordPlan[], grouped: boolean): string {
  const source = records[copyOf]
  if (source !== undefined) return `copies of ${source.name}`
  if (grouped || rows > 0) return `rows in groups, ${rows} in each at the start`
  return initial === null ? 'opaque values' : `numbers from ${initial}`
}

type Rule = readonly [name: string, value: string]

function rulesOf({ rules, sharding }: StorePlan): Rule[] {
  switch (rules.kind) {
    case 'sql':
      return [
        ['isolation', rules.isolation],
        ['lock-timeout', timeOr(rules.lockTimeout, 'none')],
        ['deadlock-timeout', printDuration(rules.deadlockTimeout)],
        ...replicationOf(rules.replication, sharding.nodesPerShard - 1),
      ]
    case 'quorum':
      return [
        ['n', String(rules.n)],
        ['r', String(rules.r)],
        ['w', String(rules.w)],
        ['coordinator', rules.coordinator],
        ['ask', rules.ask],
        ['tell', rules.tell],
        ['conflicts', rules.conflicts],
        ['read-repair', String(rules.readRepair)],
        ['hinted-handoff', handoffOf(rules.hintedHandoff)],
        ['sloppy', String(rules.sloppy)],
        ['timeout', printDuration(rules.timeout)],
        ['anti-entropy', rules.antiEntropy === 0 ? 'none' : printDuration(rules.antiEntropy)],
      ]
    case 'object':
      return []
    case 'search':
      return [['refresh', printDuration(rules.refresh)]]
  }
}

function handoffOf(handoff: { readonly every: number; readonly keep: number } | null): string {
  return handoff === null ? 'false' : `every ${printDuration(handoff.every)}, kept ${printDuration(handoff.keep)}`
}

function replicationOf(plan: ReplicationPlan, replicas: number): Rule[] {
  if (replicas === 0) return []
  const { acknowledgements, waitFor, apply, retransmit, failover } = plan
  return [
    ['replicas', String(replicas)],
    ['replication', acknowledgements === 0 ? 'nobody is waited for' : `${acknowledgements} must have ${waitFor} it`],
    ['apply', apply.text],
    ['retransmit', printDuration(retransmit)],
    [
      'failover',
      failover === null
        ? 'none'
        : [
            `after ${printDuration(failover.detect)}`,
            `looked at every ${printDuration(failover.heartbeat)}`,
            `election ${failover.election.text}`,
            failover.fencing ? 'fencing' : 'no fencing',
          ].join(', '),
    ],
  ]
}

function shardingOf({ shards, by, virtualNodes, initialShards, grow }: ShardingPlan): Rule[] {
  if (shards === 1) return []
  return [
    ['shards', `${initialShards} by ${by}${by === 'consistent' ? `, ${virtualNodes} points each` : ''}`],
    ...(grow === null
      ? []
      : [['grow', `to ${grow.to} at ${printDuration(grow.at)}, ${grow.keysPerSecond} keys/s`] as const]),
  ]
}

function timeOr(time: number, word: string): string {
  return time === Number.POSITIVE_INFINITY ? word : printDuration(time)
}
