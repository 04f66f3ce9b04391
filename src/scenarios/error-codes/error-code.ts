/** What a code means. */
export interface ErrorCode {
  /** A few words, the same for every problem of the code. */
  readonly title: string
  /** What the rule is, why there is one, and what to do. */
  readonly explanation: string
}
