/** The kinds of events of the world, and what their index points to. */
export const EventKind = {
  /** Workload: its next request (or batch) arrives. */
  arrival: 0,
  /** User of a closed workload: has thought long enough. */
  userReady: 1,
  /** Frame: the request reaches the server. */
  request: 2,
  /** Frame: the answer reaches the caller. */
  answer: 3,
  /** Frame: a wait without cpu is over, or an in-process call begins. */
  wake: 4,
  /** Frame: its cpu work is done (cores that are not shared). */
  cpuDone: 5,
  /** Instance: the first of the jobs that share its cpu may be done. */
  cpuTick: 6,
  /** Frame: the caller's timeout for this call. */
  timeout: 7,
  /** Frame of a request: its end-to-end deadline. */
  deadline: 8,
  /** Frame: a cancellation reaches the server. */
  cancel: 9,
} as const

/** Names for reports, by kind. */
export const EVENT_NAMES: readonly string[] = [
  'arrival at',
  'user of',
  'request to',
  'answer from',
  'wait in',
  'cpu of',
  'cpu of',
  'timeout of',
  'deadline of',
  'cancellation to',
]
