/** What must never happen to the data of a run, with records and stores by their indexes. */
export type InvariantRule = AnomalyRule | HistoryRule | ConservedRule | ConvergesRule | FunctionRule

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

/** The sum of the values of a record stays what it is at the start. */
export interface ConservedRule {
  readonly kind: 'conserved'
  readonly record: number
}

/** Nodes have what was there before the end of the last fault within so many ns. */
export interface ConvergesRule {
  readonly kind: 'converges'
  readonly record: number
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
