/** What is known in the world of one piece of work that is to be done once. */
export interface Noted {
  /** Its row in the record of keys. */
  readonly key: number
  /** When it was first asked for, ns. */
  readonly at: number
  /** How often it has been asked for. */
  asked: number
  /** Instance that is at it; -1 for none. */
  runner: number
}
