/** Who has sent something to be prepared, and wants to know what becomes of it. */
export interface Undecided {
  decided(commits: boolean): void
}

/** What was sent to be prepared under one name. */
interface Doubt {
  readonly shards: number[]
  readonly transactions: Undecided[]
}

/**
 * Which shards transactions were sent to be prepared at, as their callers can tell from the keys that they touch, and
 * what is to be said to them when that is decided.
 */
export class Doubts {
  readonly #doubts = new Map<number, Doubt>()

  /** A transaction is about to be prepared at these shards. */
  add(name: number, transaction: Undecided, shards: readonly number[]): void {
    const doubt = this.#doubts.get(name) ?? { shards: [], transactions: [] }
    this.#doubts.set(name, doubt)
    doubt.transactions.push(transaction)
    for (const shard of shards) if (!doubt.shards.includes(shard)) doubt.shards.push(shard)
  }

  shardsOf(name: number): readonly number[] {
    return this.#doubts.get(name)?.shards ?? [0]
  }

  /** All nodes have been told how it ends, and have acknowledged. */
  decided(name: number, commits: boolean): void {
    const doubt = this.#doubts.get(name)
    this.#doubts.delete(name)
    for (const transaction of doubt?.transactions ?? []) transaction.decided(commits)
  }
}
