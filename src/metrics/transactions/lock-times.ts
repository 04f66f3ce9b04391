import type { DataFact } from '../../sim/data-fact.ts'
import type { FollowedTransaction } from './followed-transaction.ts'
import type { TransactionFindings } from './transaction-findings.ts'

/** How long local transactions hold locks for business transactions: from their beginning to their end at the store. */
export class LockTimes {
  readonly #findings: TransactionFindings
  readonly #find: (business: number) => FollowedTransaction | undefined
  /** By local transaction that is open: the business transaction that it is for. */
  readonly #open = new Map<number, FollowedTransaction>()

  constructor(findings: TransactionFindings, find: (business: number) => FollowedTransaction | undefined) {
    this.#findings = findings
    this.#find = find
  }

  begun({ transaction, business, leg, at }: DataFact): void {
    const of = business < 0 ? undefined : this.#find(business)
    if (of === undefined) return
    of.locals.set(transaction, at)
    if (of.lockedAt < 0) of.lockedAt = at
    this.#open.set(transaction, of)
    const trail = of.legs[leg]
    if (trail !== undefined) trail.locked = true
  }

  ended({ transaction, node, at }: DataFact): void {
    const of = this.#open.get(transaction)
    if (of === undefined) return
    const since = of.locals.get(transaction) as number
    of.locals.delete(transaction)
    this.#open.delete(transaction)
    if (node < 0) {
      // It has come to no store, and has held nothing.
      if (of.lockedAt === since && of.unlockedAt < 0) of.lockedAt = of.locals.values().next().value ?? -1
      return
    }
    of.unlockedAt = at
    this.#findings.time('locksHeld', of, at - since)
  }

  /** Nothing more is expected of a business transaction. `until`: when what it still holds stops to count, ns. */
  finish(of: FollowedTransaction, until: number): void {
    if (of.lockedAt >= 0) {
      const end = of.locals.size > 0 ? until : of.unlockedAt
      this.#findings.time('locked', of, Math.max(0, end - of.lockedAt))
    }
    for (const [transaction, since] of of.locals) {
      this.#findings.time('locksHeld', of, Math.max(0, until - since))
      this.#open.delete(transaction)
    }
  }
}
