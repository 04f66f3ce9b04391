import type { Partition } from './partition.ts'

/**
 * What the controllers know and decide: which nodes are there, who leads, and who is in sync. The nodes themselves are
 * the controllers (KRaft's combined mode); who wants something changed must have reached a majority of them first.
 */
export class Metadata {
  readonly partitions: readonly Partition[]
  /** By node: whether it is taken for dead. */
  readonly fenced: boolean[]
  /** By node: whether it is about to be stopped, and leads nothing any more. */
  readonly leaving: boolean[]
  /** Counts the changes. */
  version = 0
  readonly #unclean: boolean

  constructor(partitions: readonly Partition[], nodes: number, unclean: boolean) {
    this.partitions = partitions
    this.fenced = Array.from({ length: nodes }, () => false)
    this.leaving = Array.from({ length: nodes }, () => false)
    this.#unclean = unclean
  }

  /** A node is gone: others lead what it has led, and it is in sync nowhere, unless nobody else is. */
  fence(node: number): void {
    if (this.fenced[node] === true) return
    this.fenced[node] = true
    this.version++
    for (const partition of this.partitions) {
      if (!partition.replicas.includes(node)) continue
      const others = partition.inSync.filter((one) => one !== node)
      if (others.length > 0) partition.inSync = others
      if (partition.leader === node) this.#elect(partition)
    }
  }

  /** A node asks to be let go before it stops: as if it were gone already, but that it is heard of. */
  leave(node: number): void {
    this.leaving[node] = true
    this.fence(node)
  }

  /** A node is there to stay. */
  stay(node: number): void {
    this.leaving[node] = false
    this.unfence(node)
  }

  /** A node is there again. */
  unfence(node: number): void {
    if (this.fenced[node] !== true || this.leaving[node] === true) return
    this.fenced[node] = false
    this.version++
    for (const partition of this.partitions) {
      if (partition.leader < 0 && partition.replicas.includes(node)) this.#elect(partition)
    }
  }

  /** A leader has reached a majority with a change of those in sync; returns whether it is still the leader. */
  alter(partition: Partition, epoch: number, inSync: readonly number[]): boolean {
    if (partition.epoch !== epoch) return false
    partition.inSync = inSync.filter((node) => this.fenced[node] !== true)
    this.version++
    return true
  }

  #elect(partition: Partition): void {
    const { replicas, inSync } = partition
    const isThere = (node: number): boolean => this.fenced[node] !== true
    let leader = replicas.find((node) => isThere(node) && inSync.includes(node)) ?? -1
    if (leader < 0 && this.#unclean) leader = replicas.find(isThere) ?? -1
    if (leader === partition.leader) return
    partition.leader = leader
    partition.epoch++
    if (leader >= 0 && !inSync.includes(leader)) partition.inSync = [leader]
  }
}
