import type { Message } from '../../message.ts'
import type { GroupRecord } from './group-record.ts'
import type { LogTransaction } from './log-transaction.ts'

/** Bytes of an entry that is no message: about what a control batch or an offset commit of Kafka takes. */
const CONTROL_BYTES = 100

/** What an entry is about, besides where it stands. */
export interface LogContent {
  /** `null` of entries that are about groups and transactions. */
  readonly message: Message | null
  /** The producer that numbers its messages, and which number this one has; -1 for none. */
  readonly producer: number
  readonly sequence: number
  /** Number of the first message of its batch. */
  readonly first: number
  /** The transaction that the message is part of, or whose end this is; `null` for none. */
  readonly transaction: LogTransaction | null
  /** The state of a group, in the partition that keeps it. */
  readonly record: GroupRecord | null
}

/** One entry of the log of a partition; the same object at all replicas that have it. */
export class LogEntry implements LogContent {
  readonly offset: number
  /** Of the leader that has written it. */
  readonly epoch: number
  /** When it was written, ns. */
  readonly at: number
  readonly bytes: number
  readonly message: Message | null
  readonly producer: number
  readonly sequence: number
  readonly first: number
  readonly transaction: LogTransaction | null
  readonly record: GroupRecord | null
  /** How many logs it is in. */
  copies = 0
  /** Nobody gets it any more: too old, replaced by a later one of its key, or lost. */
  gone = false

  constructor(offset: number, epoch: number, at: number, content: LogContent) {
    this.offset = offset
    this.epoch = epoch
    this.at = at
    this.message = content.message
    this.producer = content.producer
    this.sequence = content.sequence
    this.first = content.first
    this.transaction = content.transaction
    this.record = content.record
    this.bytes = content.message?.bytes ?? CONTROL_BYTES
  }

  /** Whether it says how its transaction has ended. */
  get marker(): boolean {
    return this.transaction !== null && this.message === null
  }
}
