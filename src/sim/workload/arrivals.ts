/** When the next request (or batch) of an open workload arrives. */
export interface Arrivals {
  /** Time of the next arrival, whole ns, not before the last one; infinity when there is none. */
  next(): number
  /** How many requests arrive together at that time; 0 only where a surge thins recorded arrivals out. */
  size(): number
  /**
   * From `now` (ns, not after the next arrival) on requests come `factor` (above 0) times as fast as the plan says,
   * with the same draws; returns the new time of the next arrival.
   */
  surge(factor: number, now: number): number
}
