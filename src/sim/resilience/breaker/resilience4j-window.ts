/** What one state of a resilience4j breaker has recorded; every transition makes a new one. */
export interface Resilience4jWindow {
  record(now: number, failed: boolean, slow: boolean): void
  /** In the window, as of the last `record`. */
  readonly calls: number
  readonly failures: number
  readonly slow: number
}
