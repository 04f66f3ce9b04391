import { SET_ASIDE } from '../../../cargo.ts'
import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import type { Batch } from '../../batch.ts'
import type { Message } from '../../message.ts'
import { type LeaderSide, Leadership } from './leadership.ts'
import type { LogContent, LogEntry } from './log-entry.ts'
import type { LogParts } from './log-parts.ts'
import type { LogTransaction } from './log-transaction.ts'
import { TransactionState } from './log-transaction.ts'
import type { Partition } from './partition.ts'
import { COPY, producerOf } from './producer-numbers.ts'
import { ReplicaState } from './replica-state.ts'
import { TransactionScope } from './transaction-scope.ts'

/** What a replica needs of its node, besides what leaders need. */
export interface ReplicaSide {
  behind(replica: Replica, node: number): void
  propose(replica: Replica, epoch: number, inSync: readonly number[], done: (accepted: boolean) => void): void
  /** Consumers can see more than before. */
  advanced(replica: Replica): void
  /** The node leads the partition from now on … */
  led(replica: Replica): void
  /** … and does no more. */
  retired(replica: Replica): void
}

/**
 * How long the kernel keeps what was written in memory before it writes it to the disk: `dirty_expire_centisecs`, ns.
 */
const PAGE_CACHE = 30e9

/**
 * One partition at one node: the log, and whether the node leads or follows. What is written goes to the page cache of
 * the machine, and is confirmed before it is on its disk, as Kafka does unless told otherwise: the process may crash
 * without a loss, but with the machine the last 30 s are lost that no other node has.
 */
export class Replica {
  readonly state: ReplicaState
  leadership: Leadership | null = null
  readonly #parts: LogParts
  readonly #side: ReplicaSide

  constructor(parts: LogParts, partition: Partition, node: number, side: ReplicaSide) {
    this.#parts = parts
    this.#side = side
    this.state = new ReplicaState(partition, node, parts.first + node)
  }

  get partition(): Partition {
    return this.state.partition
  }

  /** The controllers have said who leads. */
  learn(): void {
    const { partition, node, epoch } = this.state
    if (partition.epoch > epoch || (partition.leader === node && this.leadership === null)) {
      this.retire(false)
      this.state.epoch = partition.epoch
      if (partition.leader === node) this.#lead()
    } else if (this.leadership?.epoch === partition.epoch) this.leadership.settle(partition.inSync)
  }

  /** It leads no more. */
  retire(crashed: boolean): void {
    const { leadership } = this
    if (leadership === null) return
    this.leadership = null
    leadership.end(crashed)
    this.#side.retired(this)
  }

  /** A batch has come. Returns as `Broker.accept`. */
  accept(call: Frame, batch: Batch, all: boolean, numbered: boolean): number {
    const { leadership, state } = this
    if (leadership === null) return Outcome.readOnly
    if (all && !leadership.enough) return Outcome.unavailable
    const verdict = numbered ? state.numbers.judge(batch) : Outcome.ok
    if (verdict === COPY) {
      for (const message of batch.messages) this.#parts.facts.deduplicated(message, state.partition, state.instance)
      return all && leadership.await(call) ? SET_ASIDE : Outcome.ok
    }
    if (verdict !== Outcome.ok) return verdict
    const { messages } = batch
    for (const { context } of messages) {
      if (openOf(context, batch.producer)?.state === TransactionState.aborted) return Outcome.fenced
    }
    const producer = numbered ? producerOf(batch) : -1
    const first = batch.sequence
    for (let i = 0; i < messages.length; i++) {
      const message = messages[i] as Message
      const transaction = openOf(message.context, batch.producer)
      transaction?.partitions.add(state.partition.index)
      this.#write({ message, producer, sequence: first + i, first, transaction, record: null })
    }
    leadership.written()
    this.#parts.rest.stirred()
    return all && leadership.await(call) ? SET_ASIDE : Outcome.ok
  }

  /** Writes down what is no message; returns whether this node leads. */
  note(content: Pick<LogContent, 'transaction' | 'record'>): boolean {
    if (this.leadership === null) return false
    this.leadership.write({ message: null, producer: -1, sequence: -1, first: -1, ...content })
    this.leadership.written()
    return true
  }

  /** Writes down how a transaction has ended; returns whether all who are in sync know it. */
  mark(transaction: LogTransaction): boolean {
    const { leadership, state } = this
    if (leadership === null) return false
    if (leadership.open.has(transaction)) this.note({ transaction, record: null })
    const { log, highWatermark } = state
    for (let offset = log.end - 1; offset >= Math.max(highWatermark, log.base); offset--) {
      if (log.at(offset).transaction === transaction) return false
    }
    return true
  }

  /** What a leader says comes next here, or where the two logs part. Returns whether that was a leader. */
  follow(
    epoch: number,
    leader: ReplicaState,
    next: number,
    entries: readonly LogEntry[],
    highWatermark: number,
  ): boolean {
    const { state } = this
    if (epoch < state.epoch) return false
    if (epoch > state.epoch) {
      this.retire(false)
      state.epoch = epoch
    }
    const { log } = state
    if (next < 0) this.#cutTo(log.agreesUpTo(leader.log))
    if (log.end < leader.log.base) log.restartAt(leader.log.base)
    for (const entry of entries) {
      if (entry.offset > log.end) break
      if (entry.offset < log.end) {
        if (entry.offset < log.base || log.epochAt(entry.offset) === entry.epoch) continue
        this.#cutTo(entry.offset)
      }
      log.add(entry)
      state.numbers.added(entry)
    }
    state.highWatermark = Math.max(state.highWatermark, Math.min(highWatermark, log.end))
    return true
  }

  /** The process is gone; `machine`: with what was in the memory of its machine. */
  crashed(machine: boolean): void {
    this.retire(true)
    if (!machine) return
    const { log } = this.state
    const since = this.#parts.world.engine.now - PAGE_CACHE
    let kept = log.end
    while (kept > log.base && log.at(kept - 1).at > since) kept--
    this.#cutTo(kept)
  }

  #lead(): void {
    const { state } = this
    const side: LeaderSide = {
      behind: (node) => this.#side.behind(this, node),
      propose: (inSync, done) => this.#side.propose(this, state.epoch, inSync, done),
      deposed: () => this.retire(false),
      advanced: () => this.#side.advanced(this),
    }
    this.leadership = new Leadership(this.#parts, state, side)
    this.#loseTheRest()
    this.leadership.start()
    this.#side.led(this)
  }

  /** What only others than this leader have will be taken out of their logs. */
  #loseTheRest(): void {
    const { partition, log, node } = this.state
    for (const other of partition.replicas) {
      if (other === node) continue
      const their = this.#parts.logAt(other, partition.index)
      for (let offset = Math.max(their.base, log.agreesUpTo(their)); offset < their.end; offset++) {
        this.#lose(their.at(offset))
      }
    }
  }

  #write(content: LogContent): void {
    const entry = (this.leadership as Leadership).write(content)
    this.#parts.facts.stored(entry, this.partition, this.state.instance)
  }

  #cutTo(offset: number): void {
    const { log, numbers } = this.state
    const cut = log.truncate(offset)
    if (offset < log.base) log.restartAt(offset)
    numbers.removed(cut)
    this.state.highWatermark = Math.min(this.state.highWatermark, log.end)
    for (const entry of cut) if (entry.copies === 0) this.#lose(entry)
  }

  #lose(entry: LogEntry): void {
    if (entry.gone) return
    entry.gone = true
    const { facts } = this.#parts
    if (!facts.deaf && !this.#isAgain(entry)) facts.lost(entry, this.partition, this.state.instance)
  }

  /** Whether the leader has another copy of a message: its producer has sent it again. */
  #isAgain({ message }: LogEntry): boolean {
    const { leader, index } = this.partition
    if (leader < 0) return false
    const log = this.#parts.logAt(leader, index)
    for (let offset = log.end - 1; offset >= log.base; offset--) {
      const other = log.at(offset)
      if (other.message === message && !other.gone) return true
    }
    return false
  }
}

/** The transaction that a message is part of, while it is not committed. */
function openOf(context: unknown, producer: number): LogTransaction | null {
  if (!(context instanceof TransactionScope)) return null
  const { log } = context
  return log.instance === producer && log.state !== TransactionState.committed ? log : null
}
