/** Ids under which an instance reports to the probe. */
export interface InstanceInstruments {
  readonly visits: number
  readonly queueWait: number
  readonly concurrency: number
  readonly queue: number
  readonly cpu: number
  /** Levels of the gates in front of it, in order; -1 for those that have none. */
  readonly gates: readonly number[]
  /** Counters of the requests its unit turned away, by reason; -1 for reasons that it cannot have. */
  readonly shed: readonly number[]
}
