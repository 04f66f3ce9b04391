import { Cargo } from '../../../cargo.ts'
import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import type { LogTransaction } from './log-transaction.ts'

/** What nodes say to each other besides the entries of logs. */
export const SignalKind = {
  /** I am here, and know of this version of the metadata. */
  beat: 0,
  /** Do you hear nothing of that node either? */
  silent: 1,
  /** Do you hear of that node? */
  hears: 2,
  /** As a controller, take this down: I am here again, or those in sync with me are others. */
  change: 3,
  /** A transaction is decided: write that into your partition. */
  marker: 4,
} as const
export type SignalKind = (typeof SignalKind)[keyof typeof SignalKind]

/** Who gets signals. */
export interface SignalReceiver {
  /** Returns whether the answer is yes. */
  received(signal: Signal): boolean
}

/** One short message between nodes. It is received beside the worker slots, by threads of its own. */
export class Signal extends Cargo<Frame> {
  override readonly beside = true
  override readonly oneWay: boolean
  readonly kind: SignalKind
  /** Number of the node that sends it. */
  readonly from: number
  /** The node (or partition) that it is about, or the version of the metadata. */
  readonly subject: number
  readonly transaction: LogTransaction | null
  /** The answer. */
  yes = false
  readonly #to: SignalReceiver
  readonly #answered: ((signal: Signal) => void) | null

  /** `answered`: told when an answer has come; `null` for none. */
  constructor(
    kind: SignalKind,
    ends: { readonly from: number; readonly to: SignalReceiver; readonly aim: number },
    subject: number,
    transaction: LogTransaction | null,
    answered: ((signal: Signal) => void) | null,
  ) {
    super()
    this.kind = kind
    this.from = ends.from
    this.#to = ends.to
    this.aim = ends.aim
    this.subject = subject
    this.transaction = transaction
    this.oneWay = answered === null
    this.#answered = answered
  }

  deliver(): number {
    this.yes = this.#to.received(this)
    return Outcome.ok
  }

  ended(_call: Frame, outcome: number): Frame | null {
    if (outcome === Outcome.ok) this.#answered?.(this)
    return null
  }

  override late(call: Frame, outcome: number): void {
    this.ended(call, outcome)
  }
}
