import { MessageCause, MessageKind } from '../../../message-fact.ts'
import type { LogEntry } from '../replicas/log-entry.ts'
import type { LogFacts } from '../replicas/log-facts.ts'
import type { LogParts } from '../replicas/log-parts.ts'
import { type LogTransaction, TransactionState } from '../replicas/log-transaction.ts'
import type { Partition } from '../replicas/partition.ts'
import type { PartitionLog } from '../replicas/partition-log.ts'
import type { Rest } from '../replicas/rest.ts'

/** How far a group is with one partition. */
interface Progress {
  readonly partition: Partition
  /** Up to here it is settled: committed, and known to be. */
  settled: number
  /** Epoch of the last message before that; -1: not known. */
  epoch: number
  /** Up to here its messages have been handed to a handler. */
  handed: number
  /** How often, of those more than once. */
  readonly counts: Map<number, number>
  /** Given up, or dropped: not to be settled any more. */
  readonly closed: Set<LogEntry>
  /** The consumer that had it is gone. */
  orphaned: boolean
}

/** What an observer from outside sees of a group: what is done, what comes again, what waits. It changes nothing. */
export class GroupProgress {
  readonly subscription: number
  /** Whether its consumers leave out what is in transactions that are not committed. */
  readonly readCommitted: boolean
  /** Transactions of its consumers that are not decided. */
  readonly open: Set<LogTransaction> = new Set()
  readonly #facts: LogFacts
  readonly #rest: Rest
  #rebalancing = false
  readonly #progress: readonly Progress[]
  /** The log of a partition as its leader has it, or else who has most of it. */
  readonly #logOf: (partition: Partition) => PartitionLog

  constructor(
    subscription: number,
    readCommitted: boolean,
    partitions: readonly Partition[],
    { facts, rest }: Pick<LogParts, 'facts' | 'rest'>,
    logOf: (partition: Partition) => PartitionLog,
  ) {
    this.subscription = subscription
    this.readCommitted = readCommitted
    this.#facts = facts
    this.#rest = rest
    this.#logOf = logOf
    this.#progress = partitions.map((partition) => ({
      partition,
      settled: 0,
      epoch: -1,
      handed: 0,
      counts: new Map(),
      closed: new Set(),
      orphaned: false,
    }))
  }

  /** The group begins to share its partitions anew, or has done so, at the coordinator `instance`. */
  rebalances(underWay: boolean, instance: number): void {
    if (underWay === this.#rebalancing) return
    this.#rebalancing = underWay
    const kind = underWay ? MessageKind.rebalancing : MessageKind.rebalanced
    this.#facts.rebalance(kind, this.subscription, instance)
    if (underWay) this.#rest.stirred()
  }

  /** A message goes to its handler; returns how often it has, with this time. */
  handed(number: number, { offset }: LogEntry): number {
    const progress = this.#of(number)
    if (offset >= progress.handed) {
      progress.handed = offset + 1
      return 1
    }
    const count = (progress.counts.get(offset) ?? 1) + 1
    progress.counts.set(offset, count)
    return count
  }

  /** A message is to go to its handler again, because that has failed. */
  again(number: number, entry: LogEntry): void {
    this.#facts.closed(
      MessageKind.returned,
      entry,
      this.#of(number).partition,
      this.subscription,
      MessageCause.rejected,
    )
  }

  /** A consumer gives a message up; `kept`: as a dead letter. */
  gaveUp(number: number, entry: LogEntry, kept: boolean): void {
    this.close(number, entry, kept ? MessageKind.deadLettered : MessageKind.dropped, MessageCause.rejected)
  }

  /** A message is gone for the group, unless it is settled. */
  close(number: number, entry: LogEntry, kind: MessageKind, cause: MessageCause): void {
    const { partition, closed, settled } = this.#of(number)
    if (entry.offset < settled || closed.has(entry)) return
    closed.add(entry)
    this.#facts.closed(kind, entry, partition, this.subscription, cause)
  }

  /** The consumer that has handled a partition is gone. */
  orphaned(number: number): void {
    this.#of(number).orphaned = true
  }

  /** A consumer begins with a partition: what was handed out from there on comes again. */
  begins(number: number, offset: number): void {
    const progress = this.#of(number)
    const cause = progress.orphaned ? MessageCause.consumerGone : MessageCause.rebalance
    progress.orphaned = false
    const log = this.#logOf(progress.partition)
    for (let at = Math.max(offset, log.base); at < Math.min(progress.handed, log.end); at++) {
      const entry = log.at(at)
      if (!entry.gone && !progress.closed.has(entry)) {
        this.#facts.closed(MessageKind.returned, entry, progress.partition, this.subscription, cause)
      }
    }
  }

  /** The group has committed a partition up to `offset`; `epoch`: that of the last message before it, -1: not known. */
  committed(number: number, offset: number, epoch: number): void {
    const progress = this.#of(number)
    if (offset <= progress.settled) return
    const log = this.#logOf(progress.partition)
    const end = Math.min(offset, log.end)
    let at = Math.max(progress.settled, log.base)
    for (; at < end; at++) {
      const entry = log.at(at)
      // What has been written in the place of a lost tail is not what the group has read.
      if (epoch >= 0 && entry.epoch > epoch) break
      if (progress.closed.delete(entry) || entry.gone || !this.#isFor(entry)) continue
      this.#facts.closed(MessageKind.settled, entry, progress.partition, this.subscription, MessageCause.none)
    }
    progress.settled = at < end ? at : offset
    progress.epoch = epoch
    for (const counted of progress.counts.keys()) if (counted < progress.settled) progress.counts.delete(counted)
  }

  /** Offset before which a partition is done. */
  doneUpTo(number: number): number {
    return this.#of(number).settled
  }

  /** Whether a message waits for the group, or a consumer for its partitions. */
  get waiting(): boolean {
    if (this.#rebalancing) return true
    return this.#progress.some((progress) => {
      this.#followLoss(progress)
      const { partition, settled, closed } = progress
      const log = this.#logOf(partition)
      for (let at = Math.max(settled, log.base); at < log.end; at++) {
        const entry = log.at(at)
        if (entry.message !== null && !entry.gone && !closed.has(entry) && this.#isFor(entry)) return true
      }
      return false
    })
  }

  #isFor({ transaction }: LogEntry): boolean {
    return !this.readCommitted || transaction === null || transaction.state !== TransactionState.aborted
  }

  #of(number: number): Progress {
    const progress = this.#progress[number] as Progress
    this.#followLoss(progress)
    return progress
  }

  /** Where the leader has lost the end of its log, what is written there now is not settled. */
  #followLoss(progress: Progress): void {
    const { partition, settled, epoch } = progress
    if (partition.leader < 0 || settled === 0) return
    const log = this.#logOf(partition)
    let kept = Math.min(settled, log.end)
    if (epoch >= 0) while (kept > log.base && log.epochAt(kept - 1) > epoch) kept--
    if (kept === settled) return
    progress.settled = kept
    progress.handed = Math.min(progress.handed, kept)
  }
}
