import type { DataFact } from '../../sim/data-fact.ts'

/** Reads, and writes, of one transaction that are remembered; further ones are not looked at. */
const ACCESSES_KEPT = 128

/** One access: a key, and the version there with its place. */
export interface Access {
  readonly key: number
  readonly version: number
  readonly order: number
  readonly at: number
}

/** What a local transaction has done so far. */
export class OpenTransaction {
  readonly id: number
  readonly began: number
  readonly request: number
  readonly workload: number
  readonly session: number
  readonly operation: number
  readonly reads: Access[] = []
  readonly writes: Access[] = []
  /** Keys that it has written, committed or not. */
  readonly touched: number[] = []
  readonly uncommitted: number[] = []
  ended: number = Number.POSITIVE_INFINITY

  constructor(fact: DataFact) {
    this.id = fact.transaction
    this.began = fact.at
    this.request = fact.request
    this.workload = fact.workload
    this.session = fact.session
    this.operation = fact.operation
  }

  add(list: Access[], access: Access): void {
    if (list.length < ACCESSES_KEPT) list.push(access)
  }
}
