import type { RecordConsistency } from './consistency/consistency-result.ts'
import type { DurationResult, MaybeEstimate } from './duration-result.ts'
import type { EventResult } from './messages/message-result.ts'
import type { ProcessResult } from './process-result.ts'
import type { EffectResult, TransactionResult } from './transactions/transaction-result.ts'

/**
 * Everything a result says about one variant. Names carry units. An estimate is the mean over the replications with its
 * 95 % interval; `null` where nothing was measured. Maps are in code-unit order of their keys.
 *
 * The measured time goes from the end of the warm-up to the end of the load. Counts are of one replication's measured
 * time; a call belongs to it when it began in it.
 */
export interface VariantResult {
  /** Of all replications, in order. */
  readonly fingerprint: string
  /** Where and how long was measured, seconds. */
  readonly measured: { readonly fromSeconds: number; readonly toSeconds: number }
  /** What the users of all workloads saw. */
  readonly total: CallResult
  readonly workloads: Readonly<Record<string, CallResult>>
  readonly operations: Readonly<Record<string, CallResult>>
  readonly units: Readonly<Record<string, UnitResult>>
  readonly edges: Readonly<Record<string, EdgeResult>>
  readonly pools: Readonly<Record<string, PoolResult>>
  /** By record: `shop.products`. */
  readonly caches: Readonly<Record<string, CacheResult>>
  /** By name; what a kind of store does not do is `null`. */
  readonly stores: Readonly<Record<string, StoreResult>>
  /** By the edge they protect. */
  readonly breakers: Readonly<Record<string, BreakerResult>>
  /** Levels that protect, or tell what is left: `bulkhead.shop -> db`, `instances-up.db`, `fault.slow-db`. */
  readonly limits: Readonly<Record<string, LimitResult>>
  /** By name; empty without nodes that run code. */
  readonly processes: Readonly<Record<string, ProcessResult>>
  readonly cost: CostResult
  /** By record, and by store (unless a record has its name); empty without stores that keep versions. */
  readonly consistency: Readonly<Record<string, RecordConsistency>>
  /** By event; empty without events. */
  readonly messages: Readonly<Record<string, EventResult>>
  /** By name; empty without business transactions. */
  readonly transactions: Readonly<Record<string, TransactionResult>>
  /** Of operations that are legs, or must not be done twice. */
  readonly effects: Readonly<Record<string, EffectResult>>
  readonly timeline: TimelineResult
}

export interface CallResult {
  readonly offered: MaybeEstimate
  /** Offered and not turned away at the door. */
  readonly admitted: MaybeEstimate
  readonly good: MaybeEstimate
  /** By reason; only reasons that occurred in some replication. */
  readonly failed: Readonly<Record<string, MaybeEstimate>>
  /**
   * Failures of users' requests by what the client saw and where that was decided: `timeout at shop -> payments`; only
   * those that occurred, and only of calls by users.
   */
  readonly failedAt: Readonly<Record<string, MaybeEstimate>>
  /** Given up by the caller without anybody's fault; in neither `good` nor `failed`. */
  readonly cancelled: MaybeEstimate
  /** Without an answer when the run stopped. */
  readonly unfinished: MaybeEstimate
  /** Good answers over good, failed and, after a drain, unfinished calls: 0 to 1. */
  readonly availability: MaybeEstimate
  /** Good answers that came in the measured time, over its length. */
  readonly throughputPerSecond: MaybeEstimate
  /** Of good answers. */
  readonly latencyMs: DurationResult
  /** By reason; only reasons that occurred. */
  readonly timeToFailureMs: Readonly<Record<string, DurationResult>>
  /** The mean latency of good answers, split; the parts add up to it. */
  readonly blameMs: Readonly<Record<string, MaybeEstimate>>
  /** The same of the slowest 1 % of them. */
  readonly blameSlowest1PercentMs: Readonly<Record<string, MaybeEstimate>>
}

export interface EdgeResult extends CallResult {
  readonly calls: MaybeEstimate
  readonly attempts: MaybeEstimate
  /** Attempts for each call. */
  readonly amplification: MaybeEstimate
  /** The most that the policies of the edge allow; `null` where nothing bounds it. */
  readonly amplificationBound: number | null
  readonly retries: MaybeEstimate
  /** Retries that a budget did not allow. */
  readonly retriesDenied: MaybeEstimate
  readonly hedges: MaybeEstimate
  readonly fallbacks: MaybeEstimate
  readonly coalesced: MaybeEstimate
  /** Calls refused before they were sent, by policy; only policies that refused. */
  readonly policyRejections: Readonly<Record<string, MaybeEstimate>>
  /** Calls over this edge for each request of a user. */
  readonly callsPerRequest: MaybeEstimate
  readonly bytesPerCall: MaybeEstimate
  /** By traffic class; only classes that occurred. */
  readonly bytesPerSecond: Readonly<Record<string, MaybeEstimate>>
  readonly connectionsOpened: MaybeEstimate
  readonly messagesLost: MaybeEstimate
}

export interface InstanceResult {
  /** Share of worker slots held, also while waiting downstream; of an event loop, of its core. */
  readonly utilisation: MaybeEstimate
  readonly cpuUtilisation: MaybeEstimate
  /**
   * Requests waiting for a slot: time average (of a unit: the sum over its instances) and largest (of one instance).
   */
  readonly queueLength: MaybeEstimate
  readonly queueLengthMax: MaybeEstimate
  /** Requests in the system, in service or waiting, alike. */
  readonly concurrency: MaybeEstimate
  readonly concurrencyMax: MaybeEstimate
  /** Shares of time an instance was empty, and had all its slots taken. */
  readonly idle: MaybeEstimate
  readonly full: MaybeEstimate
  readonly visits: MaybeEstimate
  readonly admitted: MaybeEstimate
  readonly good: MaybeEstimate
  readonly failed: Readonly<Record<string, MaybeEstimate>>
  readonly throughputPerSecond: MaybeEstimate
  /** From arrival to answer, of good visits. */
  readonly residenceMs: DurationResult
  /** For a slot, of all visits that got one, also those that did not wait. */
  readonly waitMs: DurationResult
  /** Share of them that waited at all. */
  readonly waited: MaybeEstimate
}

export interface UnitResult extends InstanceResult {
  readonly answersUnwanted: MaybeEstimate
  readonly wastedCpuMs: MaybeEstimate
  /** The same by cause; only causes that occurred. */
  readonly wastedCpuByCauseMs: Readonly<Record<string, MaybeEstimate>>
  /** Requests that load shedding dropped, by why; only reasons that occurred. */
  readonly shed: Readonly<Record<string, MaybeEstimate>>
  /** How often an instance was taken out of the balancer as an outlier. */
  readonly ejections: MaybeEstimate
  readonly instances: Readonly<Record<string, InstanceResult>>
}

export interface PoolResult {
  readonly utilisation: MaybeEstimate
  readonly use: MaybeEstimate
  readonly useMax: MaybeEstimate
  readonly full: MaybeEstimate
  readonly queueLength: MaybeEstimate
  readonly queueLengthMax: MaybeEstimate
  readonly waitMs: DurationResult
  readonly waited: MaybeEstimate
}

/** What a store did to keep its promises. */
export interface StoreResult {
  /** Waits of statements for row locks, 0 for those that had none. */
  readonly lockWaitMs: DurationResult
  /** Transactions that were refused to keep what the isolation level promises. */
  readonly conflicts: MaybeEstimate
  readonly deadlocks: MaybeEstimate
  readonly lockTimeouts: MaybeEstimate
  /** Times at which a replica became the leader. */
  readonly failovers: MaybeEstimate
  /** Writes kept for a node that did not answer … */
  readonly hintsStored: MaybeEstimate
  /** … and given to it later. */
  readonly hintsHandedOver: MaybeEstimate
  /** Nodes that a read found behind and brought up to date. */
  readonly readRepairs: MaybeEstimate
  /** Writes that were kept beside others, because none had known of the other. */
  readonly siblings: MaybeEstimate
  /** Keys that went to another shard. */
  readonly keysMoved: MaybeEstimate
  /** The same as a share of all keys. */
  readonly movedShare: MaybeEstimate
  /** Keys of the shard that has most, over the mean of all shards, averaged over time: 1 where all have as many. */
  readonly imbalance: MaybeEstimate
}

export interface CacheResult {
  readonly hits: MaybeEstimate
  readonly misses: MaybeEstimate
  /** Hits over look-ups, 0 to 1. */
  readonly hitRatio: MaybeEstimate
}

/** All breakers of an edge together: shares of the measured time, and changes of state. */
export interface BreakerResult {
  readonly closed: MaybeEstimate
  readonly halfOpen: MaybeEstimate
  readonly open: MaybeEstimate
  readonly transitions: MaybeEstimate
}

export interface LimitResult {
  /** Time average, of all that bear this name together. */
  readonly mean: MaybeEstimate
  /** Largest of one of them. */
  readonly max: MaybeEstimate
}

/** US dollars, list prices. */
export interface CostResult {
  /** 730 hours at the measured pace. */
  readonly perMonth: MaybeEstimate
  readonly perMillionGood: MaybeEstimate
  readonly machinesPerMonth: MaybeEstimate
  /** What of the machines stands idle: the share of their vCPUs that did not compute (of a store: slots not held). */
  readonly idlePerMonth: MaybeEstimate
  readonly idleShare: MaybeEstimate
  readonly trafficPerMonth: MaybeEstimate
  /** By traffic class; only classes that cost something. */
  readonly trafficByClassPerMonth: Readonly<Record<string, MaybeEstimate>>
  /** Requests to managed brokers. */
  readonly requestsPerMonth: MaybeEstimate
  /** State transitions of managed orchestrators. */
  readonly transitionsPerMonth: MaybeEstimate
  /** Machines of each unit. */
  readonly unitsPerMonth: Readonly<Record<string, MaybeEstimate>>
}

/** Means over the replications in each window of the load, warm-up included; `null` where nothing was measured. */
export interface TimelineResult {
  readonly windowSeconds: number
  readonly total: CallTimeline
  readonly operations: Readonly<Record<string, CallTimeline>>
  readonly units: Readonly<Record<string, UnitTimeline>>
  /** Share of time in which the breakers of an edge were open. */
  readonly breakersOpen: Readonly<Record<string, readonly (number | null)[]>>
  /** As `limits` of the variant. */
  readonly limits: Readonly<Record<string, readonly (number | null)[]>>
}

export interface CallTimeline {
  readonly offeredPerSecond: readonly number[]
  readonly goodPerSecond: readonly number[]
  readonly failedPerSecond: readonly number[]
  readonly meanMs: readonly (number | null)[]
  /** Within 6 %. */
  readonly p99Ms: readonly (number | null)[]
}

export interface UnitTimeline {
  readonly utilisation: readonly (number | null)[]
  readonly cpuUtilisation: readonly (number | null)[]
  readonly queueLength: readonly (number | null)[]
}
