/** One line of the story of a message, for people. Plain data. */
export interface MessageEvent {
  /** ns. */
  readonly at: number
  readonly deed: MessageDeed
  /** Unique in the run. */
  readonly message: number
  /** `order.placed` */
  readonly event: string
  /** Empty where it is about none. */
  readonly subscription: string
  /** -1 for none. */
  readonly key: number
  /** Instance; empty where none is known. */
  readonly node: string
  /** How often the subscription has got it; 0 where that says nothing. */
  readonly delivery: number
  /** Why: an outcome or a cause; empty for no reason. */
  readonly why: string
  /** The request that it goes back to; empty and -1 for none. */
  readonly workload: string
  readonly request: number
  /** The business transaction that it is part of, and its leg; -1 for none. */
  readonly business: number
  readonly leg: number
}

/** By `MessageKind`; the last one is no such fact. */
export const MESSAGE_DEEDS = [
  'was published',
  'was stored',
  'was confirmed to its publisher',
  'was given up by its publisher',
  'came once more and was recognised',
  'was delivered',
  'was handled',
  'failed in its handler',
  'was recognised as handled before',
  'was acknowledged',
  'went back',
  'was dropped',
  'became a dead letter',
  'rebalancing began',
  'rebalancing ended',
  'was noted in an outbox',
  'did not reach its handler',
] as const
export type MessageDeed = (typeof MESSAGE_DEEDS)[number]

/** Place of the deed that is no `MessageKind`. */
export const UNREACHED = 16
