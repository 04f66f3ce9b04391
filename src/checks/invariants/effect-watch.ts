import type { TransactionEvent } from '../../metrics/transactions/transaction-event.ts'
import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { durationText } from '../histories/duration-text.ts'
import { businessLine } from './business-line.ts'
import { type BusinessSubjects, operationOfFact } from './business-subjects.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { EffectRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf } from './invariant-watch.ts'
import { StoryBook, tell } from './story-book.ts'

/** Calls and legs of which is remembered what they have brought about. */
const REMEMBERED = 131072

/** What one leg of a business transaction, or one call as its caller meant it, has brought about. */
interface Done {
  effects: number
  standing: number
  /** Whether its business transaction was undone. */
  reversed: boolean
  readonly story: TransactionEvent[]
}

/**
 * Watches how often an operation is done: for each leg of a business transaction, and each call outside of one as its
 * caller meant it, an effect that was undone counts as none.
 */
export class EffectWatch implements InvariantWatch {
  readonly #rule: EffectRule
  readonly #subjects: BusinessSubjects
  readonly #done = new StoryBook<Done>(() => ({ effects: 0, standing: 0, reversed: false, story: [] }), REMEMBERED)
  /** Whether too much, and whether too little is a breach. */
  readonly #most: boolean
  readonly #least: boolean
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly TransactionEvent[] } | undefined

  constructor(rule: EffectRule, subjects: BusinessSubjects) {
    this.#rule = rule
    this.#subjects = subjects
    this.#most = rule.kind !== 'at-least-once'
    this.#least = rule.kind !== 'at-most-once'
  }

  transacted(fact: BusinessFact): void {
    if (fact.leg < 0) {
      if (fact.kind === BusinessKind.committed || fact.kind === BusinessKind.compensated) this.#ended(fact)
      return
    }
    if (operationOfFact(fact, this.#subjects) !== this.#rule.operation) return
    const done = this.#done.of(nameOf(fact, fact.leg))
    tell(done.story, businessLine(fact, this.#subjects))
    if (fact.kind === BusinessKind.effect) this.#effect(done, fact)
    else if (fact.kind === BusinessKind.undone) this.#undone(done, fact)
    else if (fact.kind === BusinessKind.absorbed) this.#absorbed(done, fact)
  }

  report(): InvariantReport {
    return reportOf(this.#evaluated, this.#violations, this.#first ?? {})
  }

  #effect(done: Done, { at }: BusinessFact): void {
    if (this.#most) this.#evaluated++
    if (this.#most && done.standing > 0) this.#broken('it was done again', done, at)
    else if (this.#most && this.#least && done.reversed) {
      this.#broken('it was done after its transaction had been undone', done, at)
    }
    done.effects++
    done.standing++
  }

  #undone(done: Done, { at }: BusinessFact): void {
    if (done.standing > 0) done.standing--
    else if (this.#most && this.#least) this.#broken('it was undone when it was not done', done, at)
  }

  #absorbed(done: Done, { at, business }: BusinessFact): void {
    // Of a leg its transaction says at the end whether it should be there.
    if (!this.#least || business >= 0) return
    this.#evaluated++
    if (done.effects > 0 || this.#done.hasForgotten) return
    this.#broken('it was taken for done, and never was', done, at)
  }

  /** A business transaction has ended: it is there for each of its legs, or for none. */
  #ended(fact: BusinessFact): void {
    if (!this.#least) return
    const { legs = [] } = this.#subjects.plans[fact.plan] ?? {}
    for (const [leg, { program, undo }] of legs.entries()) {
      if (program !== this.#rule.operation) continue
      const done = this.#done.get(nameOf(fact, leg))
      if (done !== undefined) tell(done.story, businessLine(fact, this.#subjects))
      if (fact.kind === BusinessKind.committed) this.#committed(done, fact)
      else if (done !== undefined && undo >= 0) this.#reversed(done, fact)
    }
  }

  #committed(done: Done | undefined, fact: BusinessFact): void {
    this.#evaluated++
    if ((done?.standing ?? 0) > 0 || (done === undefined && this.#done.hasForgotten)) return
    const story = done?.story ?? [businessLine(fact, this.#subjects)]
    this.#broken('its transaction has committed, and it is not done', { story }, fact.at)
  }

  #reversed(done: Done, { at }: BusinessFact): void {
    done.reversed = true
    if (!this.#most) return
    this.#evaluated++
    if (done.standing > 0) this.#broken('its transaction is undone, and it is not', done, at)
  }

  #broken(what: string, { story }: Pick<Done, 'story'>, at: number): void {
    this.#violations++
    this.#first ??= { reason: `${what}, at ${durationText(at)}`, story: [...story] }
  }
}

function nameOf({ business, workload, request, call }: BusinessFact, leg: number): string {
  return business < 0 ? `${workload} ${request} ${call}` : `${business} ${leg}`
}
