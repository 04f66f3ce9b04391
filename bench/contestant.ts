/** What was done: events of the kernel, and requests, customers or steps, whatever the workload counts. */
export interface Work {
  readonly events: number
  readonly requests: number
}

/** One way to run a workload. A module under bench/reference or bench/engine exports a list called `contestants`. */
export interface Contestant {
  /** Id of a workload in workloads.ts. */
  readonly workload: string
  /** `reference`, `engine`, `engine, nothing recorded`. */
  readonly name: string
  /** Builds what the measured part should not pay for; `run` then goes on from there. */
  prepare?(): void
  /** Does `n` of what the workload counts, at least. */
  run(n: number): Work
  /** A state with `n` requests in flight, which keeps alive all that they occupy. */
  inFlight?(n: number): unknown
  /** Contestants of the same workload to compare with, and how many times their time is allowed. */
  readonly compare?: readonly { readonly with: string; readonly limit: number }[]
  /** CPU nanoseconds allowed for an event. */
  readonly limitPerEvent?: number
}
