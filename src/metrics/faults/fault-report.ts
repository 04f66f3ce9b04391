/** What the world says about one fault at the end of a run. All times ns. */
export interface FaultReport {
  /** As the scenario calls it. */
  readonly id: string
  readonly kind: string
  readonly episodes: readonly FaultEpisode[]
  /** How often it changed something: messages dropped, requests refused, work slowed … */
  readonly bites: number
}

/** One stay of a fault. */
export interface FaultEpisode {
  readonly start: number
  /** At or after the end of the load when it stayed to the end. */
  readonly end: number
  /** What it hit, by name: `payments/0`, `shop -> payments`. */
  readonly targets: readonly string[]
}
