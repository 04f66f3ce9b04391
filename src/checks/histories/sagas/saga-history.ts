import type { Finding } from '../judgement.ts'

/** One leg of a saga. */
export interface SagaLeg {
  readonly name: string
  /** Legs that must have been done before it begins. Default: none. */
  readonly after?: readonly string[]
  /** Whether there is something that undoes it, and so must have where the saga turned round. Default: true. */
  readonly undoable?: boolean
  /** When it is done, the saga does not turn round any more. Default: false. */
  readonly pivot?: boolean
}

/** What happened to a saga, or to one of its legs. */
export interface SagaEvent {
  /**
   * `begun`; `called`: somebody asked for the operation of `leg`; `done`: its work was done, whether or not anybody
   * hears of it; `undone`: it was taken back; `absorbed`, `undo-absorbed`: the same again was recognised and changed
   * nothing; `turned`: from now on legs are undone; `ended`: over for good, whoever is in charge says.
   */
  readonly kind: 'begun' | 'called' | 'done' | 'absorbed' | 'turned' | 'undone' | 'undo-absorbed' | 'ended'
  /** When, in ns. */
  readonly at: number
  readonly saga: string
  /** Of what is about a leg. */
  readonly leg?: string
}

/** What happened to sagas of one kind, in the order in which it did. */
export interface SagaHistory {
  readonly legs: readonly SagaLeg[]
  readonly events: readonly SagaEvent[]
  /** How far the history goes, in ns. */
  readonly until: number
  /** When the last fault was over, in ns: only from then on a saga may be expected to settle. Default: 0. */
  readonly healed?: number
}

/**
 * `halfway`: it ended with some legs done and others not. `order`: a leg was undone before one that came after it.
 * `late`: a leg was called after the saga had turned round. `twice`: a leg was done, or undone, once more, and that was
 * not recognised. `pivot`: it turned round when it could not go back any more. `early`: a leg was done before one that
 * it comes after. `stuck`: open for too long.
 */
export type SagaRule = 'halfway' | 'order' | 'late' | 'twice' | 'pivot' | 'early' | 'stuck'

/** `key` is the saga; the evidence are all its events. */
export interface SagaFinding extends Finding<SagaEvent> {
  readonly rule: SagaRule
}
