import type { Partition } from './partition.ts'
import { PartitionLog } from './partition-log.ts'
import { ProducerNumbers } from './producer-numbers.ts'

/** What one node has of one partition. All of it is on its disk, or in the page cache of its machine. */
export class ReplicaState {
  readonly partition: Partition
  /** Number of the node. */
  readonly node: number
  /** The same among all instances. */
  readonly instance: number
  readonly log: PartitionLog = new PartitionLog()
  readonly numbers: ProducerNumbers = new ProducerNumbers()
  /** Up to here all who are in sync have it: consumers get no more. */
  highWatermark = 0
  /** The latest leader that it has heard of, counted. */
  epoch = 0

  constructor(partition: Partition, node: number, instance: number) {
    this.partition = partition
    this.node = node
    this.instance = instance
  }
}
