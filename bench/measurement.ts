/** What a child process is asked to measure. */
export interface Task {
  /** File of the module that exports the contestants. */
  readonly module: string
  readonly workload: string
  readonly name: string
  /** `time`: run `count` after a warm-up; `inFlight`: bytes that `count` requests in flight occupy. */
  readonly kind: 'time' | 'inFlight'
  readonly count: number
  readonly warmup: number
}

/** What it answers. */
export interface Measurement {
  /** CPU time of all threads of the process in the measured part, user and system, nanoseconds. */
  readonly cpu: number
  readonly events: number
  readonly requests: number
  /** Most memory the process ever held, bytes. */
  readonly peakMemory: number
  /** Of `inFlight`: memory that lives because of the requests, bytes. */
  readonly occupied: number
}
