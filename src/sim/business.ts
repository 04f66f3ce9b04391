/** The business transaction that work is part of, as all who work for it know it. */
export interface Business {
  /** Unique in the run, counted from 0. */
  readonly id: number
  /** Index of its plan. */
  readonly plan: number
  /** Leg of it that the work belongs to; -1 between legs. */
  readonly leg: number
  /** What is done about the leg: 0 its operation, 1 its undo, 2 its confirm. */
  readonly phase: 0 | 1 | 2
  /**
   * Keys that steps without a key of their own have drawn, so that an undo meets the rows that were touched: the key of
   * a record for this leg, or -1.
   */
  keyOf(record: number): number
  /** Takes down the key of a record that a step of this leg has drawn, or that its store has found for a new row. */
  drew(record: number, key: number): void
  /** Whether rows that the work writes are marked until the transaction has settled, and what others then meet. */
  readonly lock: 'none' | 'fail' | 'wait'
  /** Its code has read a row in this version. */
  saw(record: number, key: number, version: number): void
  /** Its code has written a row; version -1: perhaps it has. */
  wrote(record: number, key: number, version: number): void
  /** A local transaction of the leg has begun at a node of a store … */
  opened(): void
  /** … and is over there, whether or not anybody has heard of that. */
  closed(): void
  /**
   * Whether the leg has been undone, and whoever does what its operation has asked for can see that (a version file):
   * then a write of it that comes late is not done.
   */
  readonly isCalledOff: boolean
  /**
   * A local transaction of the leg is about to be prepared at a node of a store (an instance). Returns whether it may:
   * not when the leg has been called off before.
   */
  prepared(instance: number): boolean
  /** … and has ended there, because its node was told so: `outcome` 0 when it was committed. */
  released(instance: number, outcome: number): void
  /** Its code, at an instance, has met a row that another one has marked; `outcome` 0 when it waits. */
  barred(instance: number, outcome: number): void
}
