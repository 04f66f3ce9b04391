/** What a run has business transactions about, by the indexes of its plan. */
export interface TransactionSubjects {
  readonly transactions: readonly TransactionSubject[]
  /** Name of the operation that each program is or is a part of. */
  readonly operations: readonly string[]
  /** Programs of which every effect is told, wherever they are called from. */
  readonly counted: readonly number[]
  readonly records: readonly string[]
  readonly events: readonly string[]
  readonly workloads: readonly string[]
  readonly outcomes: readonly string[]
  /** Names of instances: `shop/0`. */
  readonly nodes: readonly string[]
}

export interface TransactionSubject {
  /** `place-order` */
  readonly name: string
  /** Whether what a leg has done can only be seen when its participant has heard the decision. */
  readonly hidden: boolean
  /** By index: the operation. */
  readonly legs: readonly string[]
  /**
   * By index: whether it changes nothing, so that nothing is left of it where it is not undone. Absent: none does so.
   */
  readonly looks?: readonly boolean[]
}
