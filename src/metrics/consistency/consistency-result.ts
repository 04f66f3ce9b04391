import type { DurationResult, MaybeEstimate } from '../duration-result.ts'
import type { AnomalyName } from './anomaly.ts'
import type { DataDeed } from './data-event.ts'

/** How consistent the data of a record were, of a store, or of what one operation did with a record. */
export interface ConsistencyResult extends Readonly<Record<Exclude<AnomalyName, 'staleReads'>, MaybeEstimate>> {
  readonly reads: MaybeEstimate
  /** Acknowledged. */
  readonly writes: MaybeEstimate
  readonly commits: MaybeEstimate
  readonly refused: MaybeEstimate
  /** Writes of which the caller never learned whether they happened. */
  readonly unknown: MaybeEstimate
  readonly conflicts: MaybeEstimate
  readonly deadlocks: MaybeEstimate
  readonly fencedWrites: MaybeEstimate
  readonly leases: MaybeEstimate
  readonly staleReads: { readonly count: MaybeEstimate; readonly share: MaybeEstimate }
  /** Age of what stale reads returned. */
  readonly stalenessMs: DurationResult
  readonly missedVersions: { readonly mean: MaybeEstimate; readonly p99: MaybeEstimate; readonly max: MaybeEstimate }
  /** From a commit until another node of the store had it. */
  readonly lagMs: DurationResult
  /** From a commit until the copies that other modules keep had it, and versions that no copy had at the end. */
  readonly copies: { readonly windowMs: DurationResult; readonly open: MaybeEstimate }
  /** After the last fault: until nodes had what was there before its end, and copies of keys that never had it. */
  readonly convergence: { readonly maxMs: MaybeEstimate; readonly behind: MaybeEstimate }
  /** How often each anomaly was looked for; what was never looked for is `null` above. */
  readonly checked: Readonly<Record<AnomalyName, MaybeEstimate>>
}

/** Of one record. */
export interface RecordConsistency extends ConsistencyResult {
  /** By the operation that read or wrote. */
  readonly operations: Readonly<Record<string, ConsistencyResult>>
}

/** An anomaly that was seen, with what led to it. */
export interface AnomalyExample {
  readonly anomaly: AnomalyName
  readonly record: string
  /** From 0. */
  readonly replication: number
  readonly events: readonly AnomalyEvent[]
}

export interface AnomalyEvent {
  readonly atMs: number
  readonly deed: DataDeed
  readonly record: string
  readonly key: number
  /** -1: no row. */
  readonly version: number
  /** `null` where values are opaque. */
  readonly value: number | null
  readonly workload: string
  /** -1 for none. */
  readonly request: number
  /** -1 for none. */
  readonly session: number
  readonly operation: string
  /** `db/0`; empty for a cache, or where it does not matter. */
  readonly node: string
}
