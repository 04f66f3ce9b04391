import type { EffectPromise } from '../histories/effects/effect-history.ts'

/** What must never happen in a run, with records, stores, operations and the like by their indexes. */
export type InvariantRule =
  | AnomalyRule
  | HistoryRule
  | ConservedRule
  | ConvergesRule
  | FunctionRule
  | EffectRule
  | MessageRule
  | SettlesRule
  | SagaAtomicRule
  | ImpliesRule

/** An anomaly that must never be seen. */
export interface AnomalyRule {
  readonly kind:
    | 'never-negative'
    | 'no-lost-update'
    | 'no-lost-write'
    | 'read-your-writes'
    | 'monotonic-reads'
    | 'staleness'
  readonly record: number
  /** Of `staleness`: no read may be as old as this, ns. */
  readonly limit: number
}

/** What a judge of whole histories says; `subject` is a record, of `serializable` a store. */
export interface HistoryRule {
  readonly kind: 'linearizable' | 'sequential' | 'serializable'
  readonly subject: number
}

/** The sum of the values of records, all together, stays what it is at the start, but for what is under way. */
export interface ConservedRule {
  readonly kind: 'conserved'
  readonly records: readonly number[]
}

/** Nodes have what was there before the end of the last fault within so many ns. */
export interface ConvergesRule {
  readonly kind: 'converges'
  readonly record: number
  readonly within: number
}

/** How often an operation is done for each leg of a business transaction, and for each call as its caller meant it. */
export interface EffectRule {
  readonly kind: EffectPromise
  /** Program. */
  readonly operation: number
}

/** What must not happen to the messages of an event; `subscription` -1: for any that it has. */
export type MessageRule =
  | { readonly kind: 'no-lost-message' | 'ordered'; readonly event: number; readonly subscription: number }
  | {
      readonly kind: 'handled'
      readonly promise: EffectPromise
      readonly event: number
      readonly subscription: number
    }

/** Business transactions settle `within` ns of their beginning; `afterHeal`: and of the end of the last fault. */
export interface SettlesRule {
  readonly kind: 'settles'
  readonly transaction: number
  readonly within: number
  readonly afterHeal: boolean
}

/** Business transactions are done as a whole or undone as a whole. */
export interface SagaAtomicRule {
  readonly kind: 'saga-atomic'
  readonly transaction: number
}

/** Of a request in which `first` is done (a program), `second` is done within ns of it, or was before. */
export interface ImpliesRule {
  readonly kind: 'implies'
  readonly first: number
  readonly second: number
  readonly within: number
}

/** A function of the user. */
export interface FunctionRule {
  readonly kind: 'function'
  /** How often it is asked, ns; `null`: after every commit. */
  readonly every: number | null
  readonly check: InvariantCheck
}

/** `true` when all is well; else what is not. */
export type InvariantCheck = (view: StoreView) => true | string

/** The contents of all stores at a moment, as their leaders have committed them. Frozen plain data. */
export interface StoreView {
  /** Milliseconds since the start of the run. */
  readonly atMs: number
  readonly records: Readonly<Record<string, RecordView>>
}

export interface RecordView {
  /** By key. Of an opaque record the version stands for the value. */
  readonly values: readonly number[]
  /** By key; 0 is what was there at the start. */
  readonly versions: readonly number[]
}
