/** When the next request (or batch) of an open workload arrives. */
export interface Arrivals {
  /** Time of the next arrival, whole ns, not before the last one; infinity when there is none. */
  next(): number
  /** How many requests arrive together at that time, at least 1. */
  size(): number
}
