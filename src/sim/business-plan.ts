import type { Distribution } from './kernel/distribution.ts'

/**
 * Business transactions: what a `transaction` step does as one, and how the variant realises that. Indexes are those of
 * the plan; times are ns.
 */
export interface BusinessPlan {
  /** `place-order` */
  readonly name: string
  /** The unit whose instances coordinate it. */
  readonly unit: number
  readonly rules: BusinessRules
  /** In the order of the file; a leg comes after all that it waits for. */
  readonly legs: readonly LegPlan[]
  /**
   * Program of the calls, of the coordinating unit: step 3 i is the call of leg i, 3 i + 1 that of its undo, 3 i + 2
   * that of its confirm; where there is none, an `end` step.
   */
  readonly calls: number
  /** Record in which the coordinator keeps what it knows (a row for each transaction); -1: in memory only. */
  readonly log: number
}

/** One thing that a business transaction does. */
export interface LegPlan {
  /** `inventory.reserve` */
  readonly name: string
  /** Index of the operation, of that which undoes it and of that which confirms it; -1 for none. */
  readonly program: number
  readonly undo: number
  readonly confirm: number
  /** Legs that must have succeeded before it begins. */
  readonly after: readonly number[]
  /** When it has succeeded, the transaction is not undone any more: later legs are tried until they succeed. */
  readonly pivot: boolean
  /** Whether its operation changes nothing, so that nothing is left of it where it is not undone. Default: false. */
  readonly looks?: boolean
  /**
   * Of a two-phase commit: whether its operation prepares several transactions, at several stores or in several units,
   * of which some may stand prepared although it has failed. Default: false.
   */
  readonly spread?: boolean
  /** Store of the operation's unit that takes part in a two-phase commit; -1 for none. */
  readonly store: number
}

export type BusinessRules = LocalRules | NoneRules | SagaRules | ChoreographyRules | TwoPhaseRules | TccRules

/** One local transaction on one store: the step is a `begin` around the legs. */
export interface LocalRules {
  readonly kind: 'local'
}

/** Dual writes: the legs one after the other; what has been done when one fails stays done. */
export interface NoneRules {
  readonly kind: 'none'
}

export interface Perseverance {
  /** Attempts of one leg before it counts as failed (with an unknown effect), 1 at least. */
  readonly attempts: number
  /** Wait before the next attempt. */
  readonly backoff: Distribution
  /** The same for what must succeed: undo, confirm, legs after the pivot; `Infinity` for ever. */
  readonly undoAttempts: number
  readonly undoBackoff: Distribution
}

/** An orchestrator calls the legs, and undoes those that were done, the last first, when one fails. */
export interface SagaRules extends Perseverance {
  readonly kind: 'saga'
  /** Whether the caller waits until it has settled, or only until it has begun (and its log has it). */
  readonly answer: 'settled' | 'accepted'
  /** How long it may take before it is undone; 0: as long as it likes. */
  readonly timeout: number
  /** How long after a crash of its orchestrator another instance, or the same again, takes it up from its log. */
  readonly resume: number
  readonly countermeasures: Countermeasures
  /**
   * Whether somebody else's service orchestrates it, which is paid by the state transition; changes nothing in a run.
   */
  readonly managed?: boolean
}

export interface Countermeasures {
  /**
   * Semantic lock: rows that a leg has written are marked until the transaction has settled, and other transactions
   * that want to write them fail with `pending`, or wait.
   */
  readonly semanticLock: 'none' | 'fail' | 'wait'
  /** Rows read are read again at the pivot; if one has changed, it is undone. */
  readonly rereadValue: boolean
  /**
   * Operations on a row that come out of order are put in order: an undo that comes before what it undoes cancels it.
   */
  readonly versionFile: boolean
}

/** No one in charge: each service does its leg when it hears of the one before, and tells the next. */
export interface ChoreographyRules {
  readonly kind: 'choreography'
  readonly answer: 'settled' | 'accepted'
  /** How long it may take before it counts as stuck for the caller; 0: as long as it likes. */
  readonly timeout: number
}

export interface TwoPhaseRules {
  readonly kind: 'two-phase-commit'
  /** How long the coordinator waits for votes before it aborts. */
  readonly timeout: number
  /** Wait before a decision that was not acknowledged is sent again. */
  readonly resend: Distribution
  /** How long after a crash of the coordinator its log is read and what is in doubt is decided. */
  readonly resume: number
}

export interface TccRules extends Perseverance {
  readonly kind: 'try-confirm-cancel'
  readonly timeout: number
  readonly resume: number
}

/** What a `transact` step says. */
export interface TransactPlan {
  /** Index of the business transaction. */
  readonly business: number
  /**
   * Of a choreographed saga, what a participant does; absent at the step that begins it, whose one branch publishes
   * that.
   */
  readonly part?: ChoreographyPart
}

/** What a step of a participant does. Legs go by their index; -1 is the initiator. */
export type ChoreographyPart =
  /**
   * Leg `leg` hears what `from` says. Branches of the step: doing the leg and publishing that; publishing that it has
   * failed; undoing it and publishing that. The initiator has none.
   */
  | {
      readonly kind: 'hears'
      readonly leg: number
      readonly from: number
      readonly says: 'begun' | 'done' | 'failed' | 'undone'
    }
  /** Its operation is called, or its undo: by the first step of the step's program, which nobody runs. */
  | { readonly kind: 'does'; readonly leg: number; readonly phase: 0 | 1 }

/** What a `once` step says: its program runs at most once for each key. */
export interface OncePlan {
  /** Record in which the keys are kept, by the store of the operation's unit. */
  readonly record: number
  /**
   * What two calls have in common that are the same: the leg of the business transaction, else the call as its caller
   * meant it (all its attempts); the message; or the key of the step.
   */
  readonly by: 'call' | 'message' | 'key'
  /** How long a key is remembered, ns; `Infinity` for ever. */
  readonly ttl: number
  /** Whether the key is written in one local transaction with what the program writes, or before it on its own. */
  readonly atomic: boolean
}
