import type { StoreTemplate } from '../../store.ts'

/** Nodes of each shard: the leader and its replicas, or those of a quorum. */
export function nodesPerShard({ rules }: StoreTemplate): number {
  if (rules.kind === 'sql') return 1 + rules.replicas
  return rules.kind === 'quorum' ? rules.nodes : 1
}

/** Shards at the end, with those that join while it runs. */
export function shardsOf({ shards }: StoreTemplate): number {
  return shards.grow?.to ?? shards.count
}

/** All nodes of a store: its instances. */
export function nodesOf(template: StoreTemplate): number {
  return shardsOf(template) * nodesPerShard(template)
}

/** Whether nodes of the store have something to say to each other: copies to keep alike, or keys to move. */
export function talksInside(template: StoreTemplate): boolean {
  return nodesPerShard(template) > 1 || template.shards.grow !== undefined
}
