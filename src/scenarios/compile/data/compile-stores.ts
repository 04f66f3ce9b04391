import type { ReplicationPlan, ShardingPlan, StorePlan, StoreRules } from '../../../sim/data-plan.ts'
import type { Replication, SqlRules, StoreTemplate } from '../../store.ts'
import type { Storage } from '../place-records.ts'
import { nodesPerShard, shardsOf, talksInside } from './nodes.ts'

/** All stores, in code-unit order of their names; the indexes are those of the plan's units and edges. */
export function compileStores(
  storage: Storage,
  unitIndex: ReadonlyMap<string, number>,
  edgeIndex: ReadonlyMap<string, number>,
): StorePlan[] {
  return storage.stores.map(({ name, template }) => ({
    name,
    unit: unitIndex.get(name) ?? -1,
    rules: rulesOf(template),
    sharding: shardingOf(template),
    perRow: template['per-row'],
    inside: talksInside(template) ? (edgeIndex.get(`${name} -> ${name}`) ?? -1) : -1,
  }))
}

function shardingOf(template: StoreTemplate): ShardingPlan {
  const { count, by, grow } = template.shards
  return {
    shards: shardsOf(template),
    nodesPerShard: nodesPerShard(template),
    by,
    virtualNodes: template.shards['virtual-nodes'],
    initialShards: count,
    grow: grow === undefined ? null : { at: grow.at, to: grow.to, keysPerSecond: grow.rate },
  }
}

function rulesOf({ rules }: StoreTemplate): StoreRules {
  switch (rules.kind) {
    case 'sql':
      return {
        kind: 'sql',
        isolation: rules.isolation,
        lockTimeout: rules['lock-timeout'],
        deadlockTimeout: rules['deadlock-timeout'],
        replication: replicationPlan(rules),
      }
    case 'quorum':
      return {
        kind: 'quorum',
        n: rules.n,
        r: rules.r,
        w: rules.w,
        coordinator: rules.coordinator,
        ask: rules.ask,
        tell: rules.tell,
        conflicts: rules.conflicts,
        readRepair: rules['read-repair'],
        hintedHandoff: rules['hinted-handoff'],
        sloppy: rules.sloppy,
        timeout: rules.timeout,
        antiEntropy: rules['anti-entropy'],
      }
    default:
      return rules
  }
}

function replicationPlan({ replicas, replication, failover }: SqlRules): ReplicationPlan {
  return {
    acknowledgements: acknowledgements(replication, replicas),
    waitFor: replication.for,
    apply: replication.apply.distribution,
    retransmit: replication.retransmit,
    failover:
      failover === undefined
        ? null
        : {
            heartbeat: failover.heartbeat,
            detect: failover.detect,
            election: failover.election.distribution,
            fencing: failover.fencing,
          },
  }
}

/**
 * Replicas that a commit waits for. With the leader itself, half of all nodes, rounded down, is one less than a
 * majority.
 */
function acknowledgements({ wait }: Replication, replicas: number): number {
  switch (wait) {
    case 'async':
      return 0
    case 'semi-sync':
      return Math.min(1, replicas)
    case 'sync':
      return replicas
    case 'majority':
      return Math.floor((replicas + 1) / 2)
    default:
      return wait
  }
}
