import type { DurationResult, MaybeEstimate } from './duration-result.ts'

/** What a process measured, by the names that it gives; of one replication's measured time. */
export interface ProcessResult {
  readonly counters: Readonly<Record<string, MaybeEstimate>>
  readonly durationsMs: Readonly<Record<string, DurationResult>>
  /** Over time. */
  readonly levels: Readonly<Record<string, { readonly mean: MaybeEstimate; readonly max: MaybeEstimate }>>
  /** Of the whole run, with its warm-up. */
  readonly invariants: Readonly<Record<string, ProcessInvariantResult>>
}

export interface ProcessInvariantResult {
  /** How often it was judged. */
  readonly checks: MaybeEstimate
  /** 1 where it once did not hold, else 0, so the mean is the share of replications; `null` where it was not judged. */
  readonly violations: MaybeEstimate
}

/** The first time that an invariant of a process did not hold, and what led to it. */
export interface ProcessViolation {
  readonly process: string
  readonly invariant: string
  /** Replications in which it did not hold, of so many. */
  readonly replications: number
  readonly of: number
  /** The first of them, from 0: the rest is told of it. */
  readonly replication: number
  readonly atMs: number
  /** The node whose act made it so, from 0. */
  readonly node: number
  /** What is wrong, in the words of the invariant. */
  readonly what: string
  /** What that act has changed in the state of its node. */
  readonly changes: readonly ProcessStateChange[]
  /** What led to that act, which is the last: each sent the message, or set the timer, that made the next one act. */
  readonly chain: readonly ProcessStep[]
  /** What its node did before that act, the last of it. */
  readonly before: readonly ProcessStep[]
  /** A command that runs this replication again. */
  readonly replay: string
}

/** One place of a state; the values as JSON, cut where they are long. */
export interface ProcessStateChange {
  /** `log[3].term`; empty for the state as a whole. */
  readonly path: string
  /** `null` where there was nothing. */
  readonly before: string | null
  /** `null` where there is nothing any more. */
  readonly after: string | null
}

/** What one node did. */
export interface ProcessStep {
  readonly atMs: number
  readonly node: number
  /** `message "vote" from 2` */
  readonly cause: string
  /** What came with it, as JSON: the fields of the message, the key of the request; empty for nothing. */
  readonly content: string
}
