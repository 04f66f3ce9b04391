/** How a call can end. The scenario's own business reasons follow after these. */
export const Outcome = {
  ok: 0,
  /** Nobody listens: a definite and fast failure. */
  refused: 1,
  /** No answer within the caller's timeout: the effect is unknown. */
  timeout: 2,
  /** The queue of the instance was full: definitely not done. */
  queueFull: 3,
  /** The end-to-end deadline passed: the effect is unknown. */
  deadline: 4,
  /** A `fail` step without a reason of its own. */
  error: 5,
  /** The caller no longer wanted the answer (a parallel step was decided without it). */
  cancelled: 6,
  /** The caller's circuit breaker is open: not sent. */
  breakerOpen: 7,
  /** The bulkhead has no room, or the wait for it was too long: not sent, or not begun. */
  bulkheadFull: 8,
  /** A rate limiter said no. */
  rateLimited: 9,
  /** Dropped by the server's load shedding before it was begun. */
  shed: 10,
  /** The server says that there are too many calls (429). */
  throttled: 11,
  /** The connection was cut: the effect is unknown. */
  reset: 12,
  /** The target could not be found (DNS, discovery), or no instance is left. */
  unresolved: 13,
  /** Lost with the process that worked on it; only visits of a server end so, a caller hears nothing. */
  crashed: 14,
  /** An adaptive concurrency limit said no. */
  concurrencyLimited: 15,
  /** A serialization failure, or a version that is not the one expected: definitely not done. */
  conflict: 16,
  /** Chosen as the victim of a deadlock: rolled back. */
  deadlock: 17,
  /** A row lock was not to be had in time: rolled back. */
  lockTimeout: 18,
  /** Not enough nodes of a store answered: the effect is unknown. */
  unavailable: 19,
  /** A requirement of an update was not met, and it has no reason of its own: definitely not done. */
  rejected: 20,
  /** The store has seen a newer token than the one that came with the write: definitely not done. */
  fenced: 21,
  /** A row with that key is there already: definitely not done. */
  duplicateKey: 22,
  /** The node takes no writes, because it is not the leader (any more): definitely not done. */
  readOnly: 23,
  /** Somebody else has the lease. */
  leaseTaken: 24,
  /** The row is marked by a business transaction that has not settled: definitely not done. */
  pending: 25,
} as const

/** Names as users see them, by index. */
export const OUTCOME_NAMES: readonly string[] = [
  'ok',
  'refused',
  'timeout',
  'queue-full',
  'deadline',
  'error',
  'cancelled',
  'breaker-open',
  'bulkhead-full',
  'rate-limited',
  'shed',
  'throttled',
  'reset',
  'unresolved',
  'crashed',
  'concurrency-limited',
  'conflict',
  'deadlock',
  'lock-timeout',
  'unavailable',
  'rejected',
  'fenced',
  'duplicate-key',
  'read-only',
  'lease-taken',
  'pending',
]

const UNCLEAR: readonly string[] = [
  'ok',
  'timeout',
  'deadline',
  'error',
  'cancelled',
  'reset',
  'crashed',
  'unavailable',
]

/**
 * Whether the effect definitely did not happen, by built-in outcome; of the others it is unknown. A business reason is
 * an answer: the operation says itself that it has not done what was asked.
 */
export const DEFINITE: readonly boolean[] = OUTCOME_NAMES.map((name) => !UNCLEAR.includes(name))

const SAYING_NO: readonly string[] = ['rejected', 'fenced', 'duplicate-key', 'lease-taken', 'pending']

/**
 * Whether a built-in outcome is an answer that says no, as a business reason is: who gave it is well, and asking again
 * changes nothing.
 */
export const ANSWERS: readonly boolean[] = OUTCOME_NAMES.map((name) => SAYING_NO.includes(name))
