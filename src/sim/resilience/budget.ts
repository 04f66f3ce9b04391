/** How an attempt ended, as budgets tell it apart. */
export const AttemptEnd = {
  /** Good, or a failure that is an answer: nobody would retry it. */
  settled: 0,
  /** A failure that the retry policy would retry, whether it does or not. */
  retryable: 1,
  /** Nobody waits for it any more. */
  abandoned: 2,
} as const
export type AttemptEnd = (typeof AttemptEnd)[keyof typeof AttemptEnd]

/** What kind of failure a retry is for. */
export const FailureClass = { other: 0, timeout: 1, throttled: 2 } as const
export type FailureClass = (typeof FailureClass)[keyof typeof FailureClass]

/**
 * What the retries of an edge may take in all. Times are integer nanoseconds that never go back; it draws nothing. The
 * order for one call: `issued`; for each attempt `delay`, `started`, `finished`; after `finished` with `retryable`, and
 * only while attempts are left, `mayRetry`. A retry that was allowed and then not sent (the call was given up during
 * the backoff) is `forgone`.
 */
export interface Budget {
  /** A call begins. */
  issued(now: number): void
  /** ns that the next attempt, the first too, has to wait; takes its place. 0 but for the AWS adaptive client rate. */
  delay(now: number): number
  /** An attempt is sent. */
  started(now: number): void
  /**
   * An attempt ended. `retry`: it was not the call's first. `failure`: of what class, if it failed. `cost`: what `cost`
   * was after the `mayRetry` that allowed it; 0 for a first attempt. `good`: it ended with `ok`.
   */
  finished(now: number, end: AttemptEnd, failure: FailureClass, good: boolean, retry: boolean, cost: number): void
  /** Whether a retry may be sent; if so it has taken what that costs. */
  mayRetry(now: number, failure: FailureClass): boolean
  /** An allowed retry will not be sent. `cost` as for `finished`. */
  forgone(now: number, cost: number): void
  /** What the retry just allowed took; the caller keeps it for `finished` of that attempt. */
  readonly cost: number
  /** Tokens left, or retries that may still start, for reports; at least 0. */
  readonly level: number
}
