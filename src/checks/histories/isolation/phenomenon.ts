import type { Dependency } from './dependency.ts'
import type { Anomaly } from './isolation-level.ts'
import type { Transaction } from './transaction.ts'

/** One case of an anomaly. */
export interface Phenomenon {
  readonly anomaly: Anomaly
  /** The record or predicate, where it is about one. */
  readonly on: string | null
  readonly sentence: string
  /** Those who took part; of a cycle in its order. */
  readonly transactions: readonly Transaction[]
  /** Of a cycle: each leads to the next, and the last to the first. */
  readonly cycle: readonly Dependency[]
}

/** All cases of one anomaly: how many, and the first few. */
export class Cases {
  readonly anomaly: Anomaly
  readonly first: Phenomenon[] = []
  readonly #keep: number
  #count = 0

  constructor(anomaly: Anomaly, keep: number) {
    this.anomaly = anomaly
    this.#keep = keep
  }

  get count(): number {
    return this.#count
  }

  /** Counts a case; tells it only if it is among the first. */
  add(tell: () => Phenomenon): void {
    if (this.#count++ < this.#keep) this.first.push(tell())
  }
}
