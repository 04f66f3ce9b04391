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
]
