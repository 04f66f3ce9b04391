import type { TransactionEvent } from '../../metrics/transactions/transaction-event.ts'
import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { durationText } from '../histories/duration-text.ts'
import { businessLine } from './business-line.ts'
import type { BusinessSubjects } from './business-subjects.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { SettlesRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf, type WatchEnd } from './invariant-watch.ts'
import { tell } from './story-book.ts'

/** Transactions that are followed at once; what begins when there is no room is not judged. */
const FOLLOWED = 65536

interface Open {
  readonly began: number
  readonly story: TransactionEvent[]
}

/**
 * Watches that business transactions settle: that each is committed or compensated within a time of its beginning, or
 * also of the end of the last fault. One that is given up half done has not settled.
 */
export class SettlesWatch implements InvariantWatch {
  readonly #rule: SettlesRule
  readonly #subjects: BusinessSubjects
  /** In the order of beginning. */
  readonly #open = new Map<number, Open>()
  /** Faults that are on, and when the last one ended, ns. */
  #faults = 0
  #healedAt = 0
  #unfollowed = 0
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly TransactionEvent[] } | undefined

  constructor(rule: SettlesRule, subjects: BusinessSubjects) {
    this.#rule = rule
    this.#subjects = subjects
  }

  struck(at: number): void {
    this.#expire(at)
    this.#faults++
  }

  healed(at: number): void {
    this.#expire(at)
    this.#faults--
    this.#healedAt = at
  }

  transacted(fact: BusinessFact): void {
    if (fact.plan !== this.#rule.transaction || fact.business < 0) return
    this.#expire(fact.at)
    const { kind, business, at } = fact
    if (kind === BusinessKind.begun) this.#begin(fact)
    const open = this.#open.get(business)
    if (open === undefined) return
    tell(open.story, businessLine(fact, this.#subjects))
    if (kind === BusinessKind.abandoned) this.#broken(business, `it was given up half done, at ${durationText(at)}`)
    else if (kind === BusinessKind.committed || kind === BusinessKind.compensated) {
      this.#evaluated++
      this.#open.delete(business)
    }
  }

  report({ at, atRest }: WatchEnd): InvariantReport {
    this.#expire(at)
    if (atRest) {
      for (const business of this.#open.keys()) {
        this.#broken(business, `it was still open when nothing was under way any more, at ${durationText(at)}`)
      }
    }
    const unfollowed = this.#unfollowed === 0 ? null : `${this.#unfollowed} were not followed`
    return reportOf(this.#evaluated, this.#violations, this.#first ?? { reason: unfollowed })
  }

  #begin({ business, at }: BusinessFact): void {
    if (this.#open.size < FOLLOWED) this.#open.set(business, { began: at, story: [] })
    else this.#unfollowed++
  }

  #expire(now: number): void {
    if (this.#rule.afterHeal && this.#faults > 0) return
    const healed = this.#rule.afterHeal ? this.#healedAt : 0
    for (const [business, { began }] of this.#open) {
      const due = Math.max(began, healed) + this.#rule.within
      if (due >= now) return
      this.#broken(business, `it had not settled by ${durationText(due)}`)
    }
  }

  #broken(business: number, what: string): void {
    const open = this.#open.get(business)
    this.#evaluated++
    this.#violations++
    const { transactions } = this.#subjects.names
    const name = `${transactions[this.#rule.transaction]?.name ?? ''}#${business}`
    this.#first ??= { reason: `${name}: ${what}`, story: [...(open?.story ?? [])] }
    this.#open.delete(business)
  }
}
