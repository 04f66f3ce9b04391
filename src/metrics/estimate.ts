/**
 * A figure with its uncertainty: the best guess and the ends of its 95 % interval. Wherever a result has `null` in
 * place of an estimate, nothing was measured; there is never a NaN.
 */
export interface Estimate {
  readonly value: number
  /** `null`, as `high`, where the data give no interval: a single replication too short for batches. */
  readonly low: number | null
  readonly high: number | null
}
