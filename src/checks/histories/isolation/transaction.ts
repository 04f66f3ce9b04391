/** A read of one record; `version` is the one seen, 0 the one from before the history. */
export interface TransactionRead {
  readonly kind: 'read'
  readonly key: string
  readonly version: number
  /** When, in ns; tells whether what was read had been committed. */
  readonly at?: number
}

/**
 * A write of one record. `version` is the one made: at least 1, of the key no other, greater ones newer, whether it is
 * committed or not.
 */
export interface TransactionWrite {
  readonly kind: 'write'
  readonly key: string
  readonly version: number
  /**
   * The predicates whose set of matching records the write changes, because the record begins or ceases to match, and
   * the number of the change: of the predicate no other, at least 1, greater ones later.
   */
  readonly changes?: readonly { readonly predicate: string; readonly version: number }[]
}

/** A query by a predicate; `version` is the last change of the matching set that it saw, 0 if it saw none. */
export interface PredicateRead {
  readonly kind: 'query'
  readonly predicate: string
  readonly version: number
  /** When, in ns. */
  readonly at?: number
}

export type TransactionStep = TransactionRead | TransactionWrite | PredicateRead

/** A transaction as the store saw it: it knows which ones have committed. */
export interface Transaction {
  /** Its own name in the history. */
  readonly id: string
  readonly outcome: 'committed' | 'aborted' | 'running'
  /** When it committed or aborted, in ns; `Infinity` while it runs. */
  readonly end: number
  /** In the order in which it did them. */
  readonly steps: readonly TransactionStep[]
}
