import type { Frame } from '../../frame.ts'
import type { Reach } from './reach.ts'

/** The messages of an edge between two groups of instances; -1 among callers stands for the clients of a workload. */
export class BridgeReach implements Reach {
  readonly #callers: readonly ReadonlySet<number>[]
  readonly #callees: readonly ReadonlySet<number>[]

  /** `callers[g]` and `callees[g]` are the members of group g at either end of the edge; there are two groups. */
  constructor(callers: readonly ReadonlySet<number>[], callees: readonly ReadonlySet<number>[]) {
    this.#callers = callers
    this.#callees = callees
  }

  covers(call: Frame): boolean {
    return this.#across(call, 0, 1) || this.#across(call, 1, 0)
  }

  #across(call: Frame, one: number, other: number): boolean {
    return (this.#callers[one]?.has(call.caller) ?? false) && (this.#callees[other]?.has(call.instance) ?? false)
  }
}
