/** What became of one fault in a run. */
export interface FaultReport {
  readonly id: string
  /** The kind's name in the scenario language. */
  readonly kind: string
  readonly episodes: readonly FaultEpisode[]
  /** How often it changed something; a fault with 0 did not bite, and says nothing about the system. */
  readonly bites: number
}

/** One time that a fault was on. */
export interface FaultEpisode {
  /** Nanoseconds. */
  readonly start: number
  /** Nanoseconds; `Infinity` where it was still on when the run ended. */
  readonly end: number
  /** What it hit: instances `db/0`, edges `web -> db` (or `web -> db/0`), workloads, pools, caches. */
  readonly targets: readonly string[]
}
