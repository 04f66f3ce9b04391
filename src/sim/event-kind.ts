/**
 * The kinds of events of the world, and what their index points to. The dispatcher relies on the four from `request` to
 * `cpuDone`, which nearly every event is, standing in a row.
 */
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
  /** Passage of a call through a policy: what it waits for is there, or its wait is over. */
  passage: 10,
  /** Passage: a timer of constant length. */
  passageTimer: 11,
  /** Circuit breaker: it changes its state without a call. */
  policyTimer: 12,
  /** Alarm of a fault: an instance has started again, a quota is used up. */
  alarm: 13,
  /** Frame: goes on after a pause of its instance. */
  resumed: 14,
  /** Row of the health checks: a check is due, or known to have failed. */
  healthCheck: 15,
  /** Frame: it has waited at its server for as long as it can, or has to. */
  waitOver: 16,
  /** Fault: an episode may begin. */
  faultStart: 17,
  /** Fault: its episode is over. */
  faultEnd: 18,
  /** Repetition of a request: its client asks again. */
  again: 19,
  /** Alarm of a fault that nothing waits for: memory is full, an instance is warm. */
  quietAlarm: 20,
  /** Wake of a node of a process: a timer, or its disk. */
  node: 21,
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
  'policy for',
  'policy timer for',
  'breaker of',
  'alarm of',
  'pause of',
  'health check of',
  'wait before',
  'start of fault',
  'end of fault',
  'repetition of a request of',
  'alarm of',
  'wake of',
]
