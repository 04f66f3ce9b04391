/**
 * When a cockatiel breaker opens. `halfOpen` says whether the result is that of the probe; all others count as of the
 * closed state in which they were let through, whenever they come.
 */
export interface CockatielCounter {
  succeeded(now: number, halfOpen: boolean): void
  /** Returns whether the breaker opens. */
  failed(now: number, halfOpen: boolean): boolean
}
