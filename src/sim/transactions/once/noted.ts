/** What is known in the world of one piece of work that is to be done once. */
export interface Noted {
  /** Its row in the record of keys. */
  readonly key: number
  /** When it was first asked for, ns. */
  readonly at: number
  /** How often it has been asked for. */
  asked: number
  /** Whether it has been done. */
  done: boolean
  /** Those who have begun to do it, and may have been stopped since. */
  readonly marks: Set<{ readonly isAtIt: boolean }>
}
