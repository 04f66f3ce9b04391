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
]

/**
 * Whether the effect definitely did not happen, by built-in outcome; of the others it is unknown. A business reason is
 * an answer: the operation says itself that it has not done what was asked.
 */
export const DEFINITE: readonly boolean[] = OUTCOME_NAMES.map(
  (name) => !['ok', 'timeout', 'deadline', 'error', 'cancelled', 'reset', 'crashed'].includes(name),
)
