/** Which kind of quantity a value is; a limit must be of the same kind as its metric. */
export type Dimension = 'duration' | 'rate' | 'share' | 'money' | 'size' | 'count'

export type Operator = '<' | '<=' | '>' | '>='

/** One line of `expect`, parsed. */
export interface Expectation {
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
  /** Only judged in this variant. */
  readonly in?: string
}

export type Limit =
  /** ns, per second, 0 to 1, US dollars, bytes or a plain number. */
  | { readonly kind: 'value'; readonly dimension: Dimension; readonly value: number; readonly text: string }
  /** `factor` times the same metric of another variant; 1 where only the name is written. */
  | { readonly kind: 'variant'; readonly variant: string; readonly factor: number }
