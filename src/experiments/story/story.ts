/** What a story is asked about; a number of `null` stands for the first one with which something went wrong. */
export type StorySubject =
  | { readonly kind: 'transaction'; readonly name: string; readonly number: number | null }
  | { readonly kind: 'message'; readonly name: string; readonly number: number | null }
  | { readonly kind: 'request'; readonly name: string; readonly number: number }

/** What happened to one business transaction, message or request in one replication. Plain data. */
export interface Story {
  readonly variant: string
  /** From 0. */
  readonly replication: number
  readonly kind: StorySubject['kind']
  /** `place-order`, `order.placed`, `shoppers` */
  readonly name: string
  /** Unique in the replication, of its kind. */
  readonly number: number
  /** What went wrong, as results call it: `doubleEffects`, `lost` …; empty where nothing is known to have. */
  readonly anomalies: readonly string[]
  /** The request that it goes back to: `shoppers #12`; empty for none. */
  readonly origin: string
  /** In time. */
  readonly moments: readonly Moment[]
  /** Moments that were left out of a story that is too long. */
  readonly omitted: number
  readonly beliefs: readonly Belief[]
  /** When the run ended. */
  readonly endMs: number
}

/** One thing that happened. */
export interface Moment {
  readonly atMs: number
  /** `note`: at one place; `call`: from one to another; `answer`: back; `lost`: an answer that never came. */
  readonly kind: 'note' | 'call' | 'answer' | 'lost'
  /** Unit, or whatever it happened at: `shop`; empty where it is about the whole world. */
  readonly from: string
  /** Where it goes; empty of a note. */
  readonly to: string
  /** Instance: `shop/0`; empty where none is known. */
  readonly node: string
  readonly text: string
}

/** What somebody believed at the end, and what was so. */
export interface Belief {
  readonly who: string
  /** A leg, a message, a subscription. */
  readonly about: string
  readonly believes: string
  readonly truth: string
  /** Whether it was mistaken, or did not know. */
  readonly wrong: boolean
}
