import type { Placement } from '../placement.ts'
import type { Replicas } from '../replicas.ts'

/** Every shard has one node, and nobody follows it. */
export class OneNode implements Replicas {
  readonly #placement: Placement

  constructor(placement: Placement) {
    this.#placement = placement
  }

  start(): void {}

  leaderOf(shard: number): number {
    return this.#placement.node(shard, 0)
  }

  nodeFor(_access: unknown, shard: number): number {
    return this.#placement.node(shard, 0)
  }

  mayWrite(): boolean {
    return true
  }

  leader(shard: number): number {
    return this.#placement.node(shard, 0)
  }

  leads(): boolean {
    return true
  }

  usurps(): boolean {
    return false
  }

  heard(): void {}

  nextPosition(): number {
    return 1
  }

  termOf(): number {
    return 0
  }

  append(): boolean {
    return false
  }

  withdraw(): void {}

  crashed(): void {}

  restarted(): void {}
}
