/** Which kind of quantity a value is; a limit must be of the same kind as its metric. */
export type Dimension = 'duration' | 'rate' | 'share' | 'money' | 'size' | 'count'

export type Operator = '<' | '<=' | '>' | '>='

/** One line of `expect`, parsed. */
export type Expectation = MetricExpectation | RecoveryExpectation | InvariantExpectation

/** `shop.checkout.latency.p99 < 800ms`, over the whole measured time or around faults: `… during slow-db`. */
export interface MetricExpectation {
  readonly kind: 'metric'
  /** As written, blanks normalised. */
  readonly text: string
  /**
   * Segments of the metric's name, in which `*` stands for any run of characters; a short form is not yet written
   * out.
   */
  readonly metric: readonly string[]
  /** The variant whose metric is meant (`… of monolith`); absent: every variant. */
  readonly of?: string
  readonly operator: Operator
  readonly limit: Limit
  /** The part of the time that counts; absent: all of it, from the end of the warm-up to the end of the load. */
  readonly span?: FaultSpan
  /** Only judged in this variant. */
  readonly in?: string
}

/**
 * The time `during` a fault is that of all its episodes together; the time `after` it begins with the end of its last
 * episode and ends with the load. Of several faults (`any`) `during` is when at least one of them is on, and `after`
 * begins when the last of all has ended.
 */
export interface FaultSpan {
  readonly kind: 'during' | 'after'
  /** The id of a fault, or `any`, which no fault can be called. In the text `any` is written `fault`. */
  readonly fault: string
}

/**
 * `recovers within 60s after slow-db`: good again, as the control run without the fault is, so soon after the end of
 * its last episode.
 */
export interface RecoveryExpectation {
  readonly kind: 'recovery'
  /** As written, blanks normalised. */
  readonly text: string
  /** ns, more than 0. */
  readonly within: number
  /** The id of a fault, or `all`, which no fault can be called: when the last of all faults has ended. */
  readonly after: string
  /** Only judged in this variant. */
  readonly in?: string
}

/** `stock-never-negative`, `linearizable: stock`, `at-most-once: payments.charge` …: what must never happen. */
export interface InvariantExpectation {
  readonly kind: 'invariant'
  /** As written, blanks normalised; with a name of its own before it in which it is called something. */
  readonly text: string
  readonly rule: NamedInvariant
  /** Only judged in this variant. */
  readonly in?: string
}

export type NamedInvariant =
  | { readonly name: RecordInvariant; readonly record: string }
  /** Of a store. */
  | { readonly name: 'serializable'; readonly store: string }
  /** No read is as old as `limit` (ns, more than 0). */
  | { readonly name: 'staleness'; readonly record: string; readonly limit: number }
  /** Nodes agree `within` (ns, more than 0) of the end of the last fault. */
  | { readonly name: 'converges'; readonly record: string; readonly within: number }
  /** The values of the records, all together, stay what they are, but for what is under way. */
  | { readonly name: 'conserved'; readonly records: readonly string[] }
  /** How often an operation is done for each leg of a business transaction, or call as its caller meant it. */
  | { readonly name: Promised; readonly operation: string }
  /** How often each message of an event is handled, by a module or (`null`) by each that handles it. */
  | {
      readonly name: 'handled'
      readonly promise: Promised
      readonly event: string
      readonly module: string | null
    }
  | { readonly name: 'no-lost-message' | 'ordered'; readonly event: string; readonly module: string | null }
  /** Business transactions settle `within` ns (more than 0) of their beginning, and of the last fault if so. */
  | { readonly name: 'settles'; readonly transaction: string; readonly within: number; readonly afterHeal: boolean }
  | { readonly name: 'saga-atomic'; readonly transaction: string }
  /** Where the first operation is done the second is done within ns (more than 0) of it, or was before. */
  | { readonly name: 'implies'; readonly first: string; readonly second: string; readonly within: number }
  /** A function of a scenario in TypeScript; it is asked every so often (ns), or after every commit. */
  | { readonly name: 'function'; readonly every: number | null; readonly check: string }

/** Invariants of a record that have no limit. */
export const RECORD_INVARIANTS = [
  'never-negative',
  'linearizable',
  'sequential',
  'no-lost-update',
  'no-lost-write',
  'read-your-writes',
  'monotonic-reads',
] as const
export type RecordInvariant = (typeof RECORD_INVARIANTS)[number]

/** How often something is done. */
export type Promised = 'at-most-once' | 'at-least-once' | 'exactly-once'

/** What subscriptions are called. */
export function subscriptionName(event: string, module: string): string {
  return `${event} -> ${module}`
}

export type Limit =
  /** ns, per second, 0 to 1, US dollars, bytes or a plain number. */
  | { readonly kind: 'value'; readonly dimension: Dimension; readonly value: number; readonly text: string }
  /** `factor` times the same metric of another variant; 1 where only the name is written. */
  | { readonly kind: 'variant'; readonly variant: string; readonly factor: number }
