import type { EventPlan, SubscriptionPlan } from '../../../message-plan.ts'
import type { Partition } from './partition.ts'

/** Replicas of the state of a group: Kafka's `offsets.topic.replication.factor`, or as many as there are nodes. */
const REPLICAS_OF_GROUPS = 3

/** The partitions of a log of so many nodes. */
export interface Placed {
  readonly all: readonly Partition[]
  /** By event of the plan: its partitions. */
  readonly ofEvent: ReadonlyMap<number, readonly Partition[]>
  /** By subscription: the partition that keeps the state of its group. */
  readonly ofGroup: ReadonlyMap<number, Partition>
}

/** Places partitions round robin, each on `replication` nodes in a row. The first leads. */
export function placePartitions(
  events: readonly EventPlan[],
  subscriptions: readonly SubscriptionPlan[],
  broker: number,
  nodes: number,
): Placed {
  const all: Partition[] = []
  const place = (event: number, subscription: number, number: number, replication: number): Partition => {
    const index = all.length
    const replicas = Array.from({ length: Math.min(replication, nodes) }, (_, i) => (index + i) % nodes)
    const leader = replicas[0] as number
    const partition = { index, event, subscription, number, replicas, leader, epoch: 1, inSync: replicas }
    all.push(partition)
    return partition
  }
  const ofEvent = new Map<number, readonly Partition[]>()
  events.forEach(({ topic, broker: its }, event) => {
    if (its !== broker || topic.kind !== 'kafka') return
    const { partitions, replication } = topic
    ofEvent.set(
      event,
      Array.from({ length: partitions }, (_, number) => place(event, -1, number, replication)),
    )
  })
  const ofGroup = new Map<number, Partition>()
  subscriptions.forEach(({ event }, s) => {
    if (ofEvent.has(event)) ofGroup.set(s, place(-1, s, 0, REPLICAS_OF_GROUPS))
  })
  return { all, ofEvent, ofGroup }
}
