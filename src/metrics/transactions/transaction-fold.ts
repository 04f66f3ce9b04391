import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { type DataFact, FactKind } from '../../sim/data-fact.ts'
import { type MessageFact, MessageKind } from '../../sim/message-fact.ts'
import { FollowBook, type FollowLimits } from '../follow-book.ts'
import { DirtyReads } from './dirty-reads.ts'
import { EffectBook } from './effect-book.ts'
import { Ending, FollowedTransaction } from './followed-transaction.ts'
import type { LegTrail } from './leg-trail.ts'
import { LockTimes } from './lock-times.ts'
import { TransactionCount } from './transaction-anomaly.ts'
import { PUBLISHED } from './transaction-event.ts'
import { TransactionFindings } from './transaction-findings.ts'
import type { TransactionListener } from './transaction-listener.ts'
import type { TransactionSubjects } from './transaction-subjects.ts'
import type { TransactionSummary } from './transaction-summary.ts'
import { TransactionTally } from './transaction-tally.ts'

export interface TransactionFoldOptions {
  /** End of the warm-up, ns; at least 0. */
  readonly from: number
  /** End of the load, ns; above `from`. */
  readonly to: number
  /** Hears of every anomaly. Default: nobody. */
  readonly listener?: TransactionListener
  /** What is followed at most. Default: 65,536 transactions that are open, and the last 16,384 that have ended. */
  readonly limits?: FollowLimits
  /** Windows of [0, `to`) in which a course is kept; default: none is. */
  readonly course?: number
}

const LIMITS: FollowLimits = { open: 65536, ended: 16384 }

/** What is open at the end of a run that did not come to rest, and began within this time (ns), is not stuck yet. */
const UNDER_WAY = 5e9

/**
 * Measures what becomes of business transactions, by name, and of the effects of operations that must not be done
 * twice. A transaction counts when it began in the measured time, whenever the rest happens:
 *
 * ```
 * begun = committed + compensated + abandoned + stuck + unfinished + unfollowed
 * ```
 *
 * Effects are judged when nothing more is expected of a transaction, so that one that comes late is seen. Memory does
 * not grow with the run: see `FollowBook`, `EffectBook`.
 */
export class TransactionFold {
  readonly #subjects: TransactionSubjects
  readonly #from: number
  readonly #to: number
  readonly #findings: TransactionFindings
  readonly #book: FollowBook<FollowedTransaction>
  readonly #effects: EffectBook
  readonly #dirty: DirtyReads
  readonly #locks: LockTimes
  /** Time of the last fact, ns. */
  #now = 0

  constructor(subjects: TransactionSubjects, options: TransactionFoldOptions) {
    const { from, to, listener = null, limits = LIMITS, course = 0 } = options
    this.#subjects = subjects
    this.#from = from
    this.#to = to
    this.#findings = new TransactionFindings(subjects, listener, course === 0 ? 0 : to / Math.min(course, to))
    this.#book = new FollowBook(limits, (of) => this.#finish(of, this.#now, true))
    const nameOf = (program: number): string => subjects.operations[program] ?? ''
    const legs = subjects.transactions.flatMap((transaction) => transaction.legs)
    this.#effects = new EffectBook([...subjects.counted.map(nameOf), ...legs], nameOf, (at) => this.#isMeasured(at))
    this.#dirty = new DirtyReads(this.#findings, (business) => this.#book.get(business), nameOf)
    this.#locks = new LockTimes(this.#findings, (business) => this.#book.get(business))
  }

  transacted(fact: BusinessFact): void {
    this.#now = fact.at
    if (fact.business < 0) {
      if (fact.kind === BusinessKind.effect) this.#effects.effect(fact)
      else if (fact.kind === BusinessKind.absorbed) this.#effects.absorbed(fact)
      return
    }
    const of = fact.kind === BusinessKind.begun ? this.#begin(fact) : this.#book.get(fact.business)
    if (of === undefined) return
    of.keep(fact)
    const leg = of.legs[fact.leg]
    if (leg === undefined) this.#whole(of, fact)
    else this.#part(of, leg, fact)
  }

  /** Sees messages, too: those of business transactions. */
  messaged(fact: MessageFact): void {
    if (fact.kind !== MessageKind.published || fact.business < 0) return
    const of = this.#book.get(fact.business)
    if (of === undefined) return
    of.events++
    of.keepEvent(PUBLISHED, fact.at, fact.leg, fact.instance, fact.event)
  }

  /** Sees data, too: what business transactions have written, and who reads it. */
  observed(fact: DataFact): void {
    switch (fact.kind) {
      case FactKind.committed:
        this.#dirty.committed(fact)
        break
      case FactKind.read:
        this.#dirty.read(fact)
        break
      case FactKind.begun:
        this.#locks.begun(fact)
        break
      case FactKind.ended:
        this.#locks.ended(fact)
        break
      default:
      // What else happens to data has nothing to do with transactions.
    }
  }

  /**
   * Everything seen, as plain data; nothing is observed afterwards. `at`: when the run ended, ns; `atRest`: whether
   * nothing was under way any more.
   */
  summary({ at, atRest }: { readonly at: number; readonly atRest: boolean }): TransactionSummary {
    for (const of of this.#book.entries()) this.#finish(of, at, atRest)
    return {
      measured: Math.max(0, Math.min(at, this.#to) - this.#from),
      transactions: this.#subjects.transactions.map(({ name }, plan) => {
        return { name, tally: (this.#findings.tallies[plan] ?? new TransactionTally()).data() }
      }),
      operations: this.#effects.summary(),
      examples: this.#findings.examples,
      course: this.#findings.course(),
    }
  }

  #isMeasured(at: number): boolean {
    return at >= this.#from && at < this.#to
  }

  #begin(fact: BusinessFact): FollowedTransaction | undefined {
    const legs = this.#subjects.transactions[fact.plan]?.legs.length ?? 0
    const of = new FollowedTransaction(fact, legs, this.#isMeasured(fact.at))
    this.#findings.count(TransactionCount.begun, of)
    if (this.#book.add(of)) return of
    this.#findings.count(TransactionCount.unfollowed, of)
    return undefined
  }

  /** About a leg. */
  #part(of: FollowedTransaction, leg: LegTrail, { kind, at, outcome }: BusinessFact): void {
    const findings = this.#findings
    switch (kind) {
      case BusinessKind.called:
      case BusinessKind.undoCalled:
      case BusinessKind.confirmCalled: {
        of.calls++
        const phase = PHASES[kind]
        if (leg.calls[phase]++ > 0) findings.count(TransactionCount.retries, of)
        break
      }
      case BusinessKind.effect:
        leg.effects++
        if (!this.#isHidden(of) && of.visibleAt < 0) of.visibleAt = at
        break
      case BusinessKind.undone:
        // In two phases a second rollback finds what has been rolled back.
        if (this.#isHidden(of) && leg.undone >= Math.max(1, leg.effects)) {
          findings.count(TransactionCount.absorbed, of)
          break
        }
        leg.undone++
        findings.count(TransactionCount.compensations, of)
        break
      case BusinessKind.absorbed:
        leg.absorbed++
        findings.count(TransactionCount.absorbed, of)
        break
      case BusinessKind.undoAbsorbed:
      case BusinessKind.confirmAbsorbed:
        findings.count(TransactionCount.absorbed, of)
        break
      case BusinessKind.prepared:
        if (leg.preparedAt < 0) leg.preparedAt = at
        break
      case BusinessKind.released:
        // Of what was not committed nobody sees anything.
        if (of.visibleAt < 0 && outcome === 0) of.visibleAt = at
        this.#released(of, leg, at)
        break
      case BusinessKind.barred:
        findings.count(TransactionCount.barred, of)
        break
      default:
      // The others are about the whole.
    }
  }

  #released(of: FollowedTransaction, leg: LegTrail, at: number): void {
    if (leg.preparedAt < 0) return
    this.#findings.time('inDoubtTime', of, at - leg.preparedAt)
    if (!leg.locked) this.#findings.time('locksHeld', of, at - leg.preparedAt)
    leg.preparedAt = -1
  }

  /** About the whole. */
  #whole(of: FollowedTransaction, { kind, at }: BusinessFact): void {
    const ending = ENDINGS.get(kind)
    if (ending !== undefined) this.#end(of, ending, at)
    if (kind === BusinessKind.resumed) this.#findings.count(TransactionCount.resumed, of)
    if (kind !== BusinessKind.told || of.told) return
    of.told = true
    this.#findings.time('tellTime', of, at - of.began)
  }

  #end(of: FollowedTransaction, ending: Ending, at: number): void {
    if (of.ending !== Ending.none) return
    of.ending = ending
    of.endedAt = at
    if (ending !== Ending.abandoned) this.#findings.time('settleTime', of, at - of.began)
    this.#book.mark(of, true)
  }

  /** The last word about a transaction. `atRest`: whether what is open now stays so. */
  #finish(of: FollowedTransaction, at: number, atRest: boolean): void {
    const findings = this.#findings
    const { ending } = of
    const isStuck = ending === Ending.none && (atRest || of.began <= at - UNDER_WAY)
    if (ending === Ending.committed) findings.count(TransactionCount.committed, of)
    else if (ending === Ending.compensated) findings.count(TransactionCount.compensated, of)
    else if (ending === Ending.abandoned) findings.found('abandoned', of, -1, 1, at)
    else if (isStuck) findings.found('stuck', of, -1, 1, at)
    else findings.count(TransactionCount.unfinished, of)
    const isOver = ending !== Ending.none || isStuck
    of.legs.forEach((leg, number) => this.#judge(of, leg, number, at, isOver))
    this.#dirty.finish(of)
    this.#locks.finish(of, this.#to)
    if (of.measured) this.#sum(of)
  }

  #judge(of: FollowedTransaction, leg: LegTrail, number: number, at: number, isOver: boolean): void {
    const findings = this.#findings
    const { standing, effects, undone, absorbed } = leg
    const committed = of.ending === Ending.committed
    if (standing > 1) findings.found('doubleEffects', of, number, standing - 1, at)
    if (standing < 0) findings.found('doubleUndos', of, number, -standing, at)
    if (committed && standing < 1 && (effects > 0 || absorbed === 0))
      findings.found('missingEffects', of, number, 1, at)
    const looks = this.#subjects.transactions[of.plan]?.looks?.[number] === true
    if (!committed && isOver && standing > 0 && !looks) findings.found('orphans', of, number, 1, at)
    if (leg.seen > 0 && undone > 0) findings.found('dirtyReads', of, number, leg.seen, at)
    if (!of.measured) return
    const name = this.#subjects.transactions[of.plan]?.legs[number] ?? ''
    this.#effects.add(name, effects, Math.max(0, standing - 1), absorbed)
  }

  /** Adds what is told of all transactions together. */
  #sum(of: FollowedTransaction): void {
    const tally = this.#findings.tallyOf(of)
    tally.calls += of.calls
    tally.events += of.events
    tally.legs += of.legs.filter(({ calls }) => calls[0] > 0).length
    const settled = of.ending === Ending.committed || of.ending === Ending.compensated
    if (of.visibleAt >= 0) {
      const until = settled ? of.endedAt : this.#to
      this.#findings.time('visibleTime', of, Math.max(0, until - of.visibleAt))
    }
    for (const { preparedAt, locked } of of.legs) {
      if (preparedAt < 0) continue
      const time = Math.max(0, this.#to - preparedAt)
      this.#findings.time('inDoubtTime', of, time)
      if (!locked) this.#findings.time('locksHeld', of, time)
    }
  }

  #isHidden({ plan }: FollowedTransaction): boolean {
    return this.#subjects.transactions[plan]?.hidden === true
  }
}

const PHASES = {
  [BusinessKind.called]: 0,
  [BusinessKind.undoCalled]: 1,
  [BusinessKind.confirmCalled]: 2,
} as const

const ENDINGS: ReadonlyMap<number, Ending> = new Map([
  [BusinessKind.committed, Ending.committed],
  [BusinessKind.compensated, Ending.compensated],
  [BusinessKind.abandoned, Ending.abandoned],
])
