/** Where a bug showed; all of it is needed to see it again. */
export interface BugPlace {
  readonly seed: string
  readonly variant: string
  /** Counted from 0. */
  readonly replication: number
  /** Simulated time, ns. */
  readonly time?: number
  readonly component?: string
  readonly fingerprint?: string
}

/** A replication stopped at a bug of the simulator. It may have happened in a worker, so it carries plain data only. */
export class ReplicationBug extends Error {
  override readonly name = 'ReplicationBug'
  readonly place: BugPlace

  constructor(message: string, place: BugPlace, stack: string | undefined) {
    super(message)
    this.place = place
    if (stack !== undefined) this.stack = stack
  }
}
