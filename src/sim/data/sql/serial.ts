/** Not prepared to commit; greater than the place of any that is. */
export const NOT_YET: number = Number.POSITIVE_INFINITY

/**
 * What is known of a serializable transaction beside others. There is an arrow from who read to who wrote: the reader
 * has not seen the write, and so comes before the writer in any serial order.
 */
export class Serial {
  /** Number of its snapshot among the commits of its node. */
  readonly snapshot: number
  /** Place in the order of commits that was reached when it took its snapshot … */
  readonly began: number
  /** … and its own, from when nothing can keep it from committing. */
  order: number = NOT_YET
  /** Number of its commit at the node; `NOT_YET` before. */
  commit: number = NOT_YET
  /** It committed without having written anything. */
  readOnly = false
  writes = false
  /** Another has found that it must not commit. */
  doomed = false
  /** Those with an arrow to it, and those that it has an arrow to. */
  readonly before: Set<Serial> = new Set()
  readonly after: Set<Serial> = new Set()
  /** The earliest place of those it had an arrow to that are forgotten. */
  earliestAfter: number = NOT_YET
  /** Places of the rows that it has read or written. */
  readonly places: number[] = []

  constructor(snapshot: number, began: number) {
    this.snapshot = snapshot
    this.began = began
  }

  get prepared(): boolean {
    return this.order !== NOT_YET
  }

  get committed(): boolean {
    return this.commit !== NOT_YET
  }

  /** Whether it ran, at least in part, at the same time as one that saw the first `snapshot` commits. */
  isBeside(snapshot: number): boolean {
    return this.commit > snapshot
  }
}
