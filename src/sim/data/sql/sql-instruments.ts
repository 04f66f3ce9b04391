/** Ids under which a store with row locks and transactions reports to the probe; all its nodes together. */
export interface SqlInstruments {
  /** How long statements waited for a row lock; 0 for those that had it at once. */
  readonly lockWait: number
  readonly conflicts: number
  readonly deadlocks: number
  readonly lockTimeouts: number
}
