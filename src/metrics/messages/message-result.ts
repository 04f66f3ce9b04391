import type { DurationResult, MaybeEstimate } from '../duration-result.ts'
import type { MessageAnomalyName, MessageCountName } from './message-anomaly.ts'
import type { MessageEvent } from './message-event.ts'

/**
 * What became of the messages of an event or of a subscription: published in the measured time of one replication. Of
 * an event with several subscriptions, each message counts once for each of them, but for `published`, `confirmed`,
 * `unconfirmed`, `noted`, `deduplicated` and `unfollowed`.
 */
export interface MessagesResult extends Readonly<Record<MessageCountName, MaybeEstimate>> {
  /** By cause; only causes that occurred. */
  readonly droppedBy: Readonly<Record<string, MaybeEstimate>>
  /** Runs of handlers that ended well in the measured time. */
  readonly throughputPerSecond: MaybeEstimate
  /** From publishing until it was first handled. */
  readonly endToEndMs: DurationResult
  /** From when the broker had it until it was first delivered. */
  readonly lagMs: DurationResult
  /** Messages that the broker had, in the hands of a consumer or not. */
  readonly backlog: { readonly mean: MaybeEstimate; readonly max: MaybeEstimate }
  /**
   * From the end of the last fault (of the load, where there was none) until the backlog was as before the first one;
   * at least so long where it never was.
   */
  readonly drainTimeMs: MaybeEstimate
  /** Share of replications in which it was. */
  readonly drained: MaybeEstimate
  /** In which partitions were being shared anew. */
  readonly rebalanceTimeMs: MaybeEstimate
}

/** Of one event. */
export interface EventResult extends MessagesResult {
  /** By name: `order.placed -> notifications`. */
  readonly subscriptions: Readonly<Record<string, MessagesResult>>
}

/** An anomaly of a message, with what happened to it. */
export interface MessageExample {
  readonly anomaly: MessageAnomalyName
  readonly event: string
  readonly subscription: string
  /** From 0. */
  readonly replication: number
  /** Unique in the replication. */
  readonly message: number
  /** -1 for none. */
  readonly key: number
  /** Whether its publisher was told that it had arrived. */
  readonly confirmed: boolean
  readonly events: readonly MessageExampleEvent[]
}

export interface MessageExampleEvent extends Omit<MessageEvent, 'at'> {
  readonly atMs: number
}

/** A key whose messages were in trouble: how often, over all replications. */
export interface KeyTroubleResult {
  readonly subscription: string
  readonly key: number
  readonly lost: number
  readonly duplicates: number
  readonly reordered: number
}
