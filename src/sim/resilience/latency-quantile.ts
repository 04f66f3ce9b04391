/** A quantile of recent durations, in bounded memory and the same in every run with the same durations. */
export interface LatencyQuantile {
  /** A call was answered after `duration` ns; an integer, at least 0. */
  add(duration: number): void
  /** The quantile, ns, an integer; 0 while too few durations are known. Costs O(1). */
  value(): number
}
