import { SET_ASIDE } from '../../../cargo.ts'
import { NodeTimer } from '../../../data/node-timer.ts'
import type { Frame } from '../../../frame.ts'
import { Outcome } from '../../../outcome.ts'
import type { GroupRecord } from '../replicas/group-record.ts'
import type { LogNode } from '../replicas/log-node.ts'
import type { LogParts } from '../replicas/log-parts.ts'
import { type LogTransaction, TransactionState } from '../replicas/log-transaction.ts'
import type { Replica } from '../replicas/replica.ts'
import type { GroupProgress } from './group-progress.ts'
import type { Mark } from './group-request.ts'
import { Markers } from './markers.ts'

/** After so long an open transaction is aborted, ns: `transaction.timeout.ms`; and how often that is looked at. */
const TRANSACTION_TIMEOUT = 60e9
const LOOK = 10e9

/** What the ledger of a group needs of its coordinator. */
export interface LedgerParts {
  readonly log: LogParts
  readonly node: LogNode
  readonly replica: Replica
  readonly progress: GroupProgress
  /** Who is a member, now. */
  readonly snapshot: () => Pick<GroupRecord, 'generation' | 'nextMember' | 'members'>
}

/**
 * What a group has committed, and the transactions of its consumers: written down in the group's partition, which is
 * replicated as any other, and true as soon as all who are in sync have it.
 */
export class Ledger {
  readonly #parts: LedgerParts
  readonly #offsets: number[]
  readonly #epochs: number[]
  #decided: { readonly transaction: LogTransaction; readonly commit: boolean }[]
  readonly #markers = new Map<LogTransaction, Markers>()
  readonly #look: NodeTimer
  /** Up to where what is written down has been carried out. */
  #carriedOut: number

  constructor(parts: LedgerParts, record: GroupRecord) {
    this.#parts = parts
    this.#offsets = [...record.offsets]
    this.#epochs = [...record.epochs]
    this.#decided = [...record.decided]
    const { log, highWatermark } = parts.replica.state
    // The last one may have been written down, and not carried out, by who was coordinator before.
    this.#carriedOut = Math.max(log.base, Math.min(highWatermark, log.end) - 1)
    this.#look = new NodeTimer(parts.log.world, parts.node.instance, () => this.#abortOld())
  }

  start(): void {
    this.#look.startQuiet(LOOK)
    this.advanced()
  }

  stop(): void {
    this.#look.stop()
    for (const markers of this.#markers.values()) markers.stop()
    this.#markers.clear()
  }

  markOf(number: number): Mark {
    return { number, offset: this.#offsets[number] ?? 0, epoch: this.#epochs[number] ?? -1 }
  }

  /** Takes offsets down; returns as `Cargo.deliver`. */
  commit(call: Frame, marks: readonly Mark[]): number {
    this.#take(marks)
    return this.write(call)
  }

  /** Decides about a transaction; `call`: who waits for that, if anybody. Returns as `Cargo.deliver`. */
  end(call: Frame | null, transaction: LogTransaction, commit: boolean, marks: readonly Mark[]): number {
    if (transaction.state !== TransactionState.open) {
      return (transaction.state === TransactionState.committed) === commit ? Outcome.ok : Outcome.fenced
    }
    const decided = this.#decided.find((one) => one.transaction === transaction)
    if (decided !== undefined && decided.commit !== commit) return Outcome.fenced
    if (decided === undefined) {
      this.#take(marks)
      this.#decided.push({ transaction, commit })
    }
    return this.write(call)
  }

  /** Aborts what an earlier life of a consumer has left open. */
  abortOlder(instance: number, life: number): void {
    for (const transaction of this.#parts.progress.open) {
      if (transaction.instance === instance && transaction.life < life) this.end(null, transaction, false, [])
    }
  }

  /** Writes down how things stand; returns as `Cargo.deliver` for a call that waits until that is safe. */
  write(call: Frame | null): number {
    const { replica, snapshot } = this.#parts
    const [offsets, epochs, decided] = [[...this.#offsets], [...this.#epochs], [...this.#decided]]
    if (!replica.note({ transaction: null, record: { ...snapshot(), offsets, epochs, decided } }))
      return Outcome.readOnly
    return call !== null && replica.leadership?.await(call) === true ? SET_ASIDE : Outcome.ok
  }

  /** More of what is written down is safe: it is carried out. */
  advanced(): void {
    const { log, highWatermark } = this.#parts.replica.state
    while (this.#carriedOut < Math.min(highWatermark, log.end)) {
      const { record } = log.at(this.#carriedOut++)
      if (record !== null) this.#carryOut(record)
    }
  }

  #carryOut({ offsets, epochs, decided }: GroupRecord): void {
    const { progress, log, node } = this.#parts
    for (const { transaction, commit } of decided) {
      if (transaction.state === TransactionState.open) {
        transaction.state = commit ? TransactionState.committed : TransactionState.aborted
        progress.open.delete(transaction)
      }
      if (this.#markers.has(transaction) || !this.#decided.some((one) => one.transaction === transaction)) continue
      const markers = new Markers(log.world, node, transaction, () => this.#forget(transaction))
      this.#markers.set(transaction, markers)
      if (transaction.partitions.size === 0) this.#forget(transaction)
      else markers.send()
    }
    offsets.forEach((offset, number) => progress.committed(number, offset, epochs[number] ?? -1))
  }

  /** All partitions know. It is left out of what is written down next. */
  #forget(transaction: LogTransaction): void {
    this.#markers.get(transaction)?.stop()
    this.#markers.delete(transaction)
    this.#decided = this.#decided.filter((one) => one.transaction !== transaction)
  }

  #take(marks: readonly Mark[]): void {
    for (const { number, offset, epoch } of marks) {
      this.#offsets[number] = offset
      this.#epochs[number] = epoch
    }
  }

  #abortOld(): void {
    const { progress, log } = this.#parts
    this.#look.startQuiet(LOOK)
    const before = log.world.engine.now - TRANSACTION_TIMEOUT
    for (const transaction of progress.open) {
      if (transaction.begunAt <= before && transaction.partitions.size > 0) this.end(null, transaction, false, [])
    }
  }
}
