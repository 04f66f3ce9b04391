import type { Estimate } from './estimate.ts'

/** A value, or nothing measured. */
export type MaybeEstimate = Estimate | null

export interface DurationResult {
  readonly mean: MaybeEstimate
  readonly p50: MaybeEstimate
  readonly p90: MaybeEstimate
  readonly p95: MaybeEstimate
  readonly p99: MaybeEstimate
  readonly p999: MaybeEstimate
  /** The mean over the replications of each one's largest. */
  readonly max: MaybeEstimate
}
