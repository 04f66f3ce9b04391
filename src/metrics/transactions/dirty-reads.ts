import type { DataFact } from '../../sim/data-fact.ts'
import type { FollowedTransaction } from './followed-transaction.ts'
import type { LegTrail } from './leg-trail.ts'
import { TransactionCount } from './transaction-anomaly.ts'
import { READ } from './transaction-event.ts'
import type { TransactionFindings } from './transaction-findings.ts'

/** Reads that are kept for the story of a transaction. */
const READS_TOLD = 3

interface Written {
  readonly by: FollowedTransaction
  readonly leg: number
}

/**
 * Who has read what legs of business transactions have written before all was settled: intermediate state, and dirty
 * where it was undone later. What the transaction itself reads, and the request that it belongs to, is no such read.
 */
export class DirtyReads {
  readonly #findings: TransactionFindings
  readonly #find: (business: number) => FollowedTransaction | undefined
  readonly #nameOf: (program: number) => string
  /** By version. */
  readonly #written = new Map<number, Written>()

  constructor(
    findings: TransactionFindings,
    find: (business: number) => FollowedTransaction | undefined,
    nameOf: (program: number) => string,
  ) {
    this.#findings = findings
    this.#find = find
    this.#nameOf = nameOf
  }

  /** A version has come into being. */
  committed({ business, leg, phase, version }: DataFact): void {
    // What an undo writes is no intermediate state.
    if (business < 0 || leg < 0 || phase !== 0) return
    const by = this.#find(business)
    if (by === undefined || by.endedAt >= 0) return
    by.versions.push(version)
    this.#written.set(version, { by, leg })
  }

  read({ version, business, workload, request, effect, at, record, key, operation }: DataFact): void {
    const written = this.#written.get(version)
    if (written === undefined) return
    const { by, leg: number } = written
    const isOwn = business === by.id || (workload === by.workload && request === by.request && request >= 0)
    const leg = by.legs[number]
    if (isOwn || leg === undefined || (by.endedAt >= 0 && effect >= by.endedAt)) return
    leg.seen++
    leg.seenBy.set(operation, (leg.seenBy.get(operation) ?? 0) + 1)
    if (leg.seen <= READS_TOLD) by.keepRead(READ, { at, leg: number, record, key, operation, workload, request })
  }

  /** Nothing more is expected of a transaction. */
  finish(of: FollowedTransaction): void {
    for (const version of of.versions) this.#written.delete(version)
    for (const leg of of.legs) this.#book(of, leg)
  }

  #book(of: FollowedTransaction, { seen, seenBy, undone }: LegTrail): void {
    this.#findings.count(TransactionCount.intermediateReads, of, seen)
    if (!of.measured) return
    const tally = this.#findings.tallyOf(of)
    for (const [operation, reads] of seenBy) tally.seen(this.#nameOf(operation), reads, undone > 0 ? reads : 0)
  }
}
