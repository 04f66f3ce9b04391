import { Cargo } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { LogEntry } from '../log-entry.ts'

/** What nodes of a shard say to each other. */
export const MessageKind = {
  /** Of a leader: here are entries, or none; I am here. */
  append: 0,
  /** Of a replica: this is how far I am. */
  progress: 1,
  /** I do not hear of the leader: do you? */
  ask: 2,
  /** You have most of the log: stand for election. */
  stand: 3,
  /** Vote for me. */
  vote: 4,
} as const
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind]

/** Who sends and gets messages. */
export interface Correspondent {
  /** A message has come. It fills in the answer. */
  received(message: Message): void
  /** The answer to a message of this node has come; `life` tells whether it is still the process that has sent it. */
  answered(message: Message): void
}

/**
 * One message between two nodes of a shard, and its answer. It is received beside the worker slots, as by a process of
 * its own, so that a store full of statements still hears from its leader.
 */
export class Message extends Cargo<Frame> {
  override readonly beside = true
  readonly kind: MessageKind
  readonly from: Correspondent
  readonly to: Correspondent
  /** Which life of the sender's process it is of. */
  readonly life: number
  readonly term: number
  readonly sentAt: number
  /** `append`: the entries follow after this position. `vote`: last position. `progress`: how far the log agrees. */
  readonly after: number
  /** Term of the entry there; `progress`: how far it is applied. */
  readonly afterTerm: number
  readonly entries: readonly LogEntry[]

  /** The answer: term of the receiver. */
  replyTerm = -1
  /** Whether it agrees. */
  yes = false
  /** `append`: how far the receiver's log is known to agree, or may where it does not. Else its last position. */
  position = 0
  /** `append`: how far the receiver has applied it. `ask` and `vote`: term of its last entry. */
  detail = 0

  constructor(
    kind: MessageKind,
    ends: { readonly from: Correspondent; readonly to: Correspondent; readonly aim: number },
    sent: { readonly life: number; readonly term: number; readonly at: number },
    content: { readonly after: number; readonly afterTerm: number; readonly entries: readonly LogEntry[] },
  ) {
    super()
    this.kind = kind
    this.from = ends.from
    this.to = ends.to
    this.aim = ends.aim
    this.life = sent.life
    this.term = sent.term
    this.sentAt = sent.at
    this.after = content.after
    this.afterTerm = content.afterTerm
    this.entries = content.entries
  }

  override again(): Message {
    return new Message(this.kind, this, { life: this.life, term: this.term, at: this.sentAt }, this)
  }

  /** A batch is as large as its entries are one by one. */
  override issued(call: Frame): void {
    if (this.entries.length > 1) call.requestBytes *= this.entries.length
  }

  deliver(): number {
    this.to.received(this)
    return Outcome.ok
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    if (!(attempt instanceof Message)) return
    this.replyTerm = attempt.replyTerm
    this.yes = attempt.yes
    this.position = attempt.position
    this.detail = attempt.detail
  }

  /** Nobody waits for it: what has come back is for its sender, however late. */
  override ended(_call: Frame, outcome: number): null {
    if (outcome === Outcome.ok) this.from.answered(this)
    return null
  }

  override late(call: Frame, outcome: number): void {
    this.ended(call, outcome)
  }
}
