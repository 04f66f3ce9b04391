/** One line of a story about data, for people: who did what to which key, and when. Plain data. */
export interface DataEvent {
  /** ns. */
  readonly at: number
  readonly deed: DataDeed
  readonly record: string
  readonly key: number
  /** -1: no row. */
  readonly version: number
  /** `null` where values are opaque. */
  readonly value: number | null
  /** Empty where nobody in particular did it. */
  readonly workload: string
  /** -1 for none. */
  readonly request: number
  /** -1 for none. */
  readonly session: number
  /** `shop.checkout`; empty for none. */
  readonly operation: string
  /** Instance; empty for a cache, or where it does not matter. */
  readonly node: string
}

export type DataDeed =
  | 'began to read'
  | 'read'
  | 'wrote'
  | 'was told that it had written'
  | 'lost'
  | 'was granted the lease'
