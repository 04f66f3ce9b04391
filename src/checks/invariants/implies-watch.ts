import type { TransactionEvent } from '../../metrics/transactions/transaction-event.ts'
import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { durationText } from '../histories/duration-text.ts'
import { businessLine } from './business-line.ts'
import { type BusinessSubjects, operationOfFact } from './business-subjects.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { ImpliesRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf, type WatchEnd } from './invariant-watch.ts'
import { StoryBook } from './story-book.ts'

/** Requests that are remembered: those in which the one waits for the other, and those in which the other was done. */
const REMEMBERED = 65536

interface Waiting {
  /** When it was done, ns; by leg or call, so that its undo takes back that one. */
  readonly since: Map<string, number>
  readonly story: TransactionEvent[]
}

/**
 * Watches that of a request in which one operation is done another one is done, too, before or within a time after it;
 * an effect that is undone meanwhile asks for nothing.
 */
export class ImpliesWatch implements InvariantWatch {
  readonly #rule: ImpliesRule
  readonly #subjects: BusinessSubjects
  readonly #waiting = new StoryBook<Waiting>(() => ({ since: new Map(), story: [] }), REMEMBERED)
  readonly #done = new StoryBook<null>(() => null, REMEMBERED)
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly TransactionEvent[] } | undefined

  constructor(rule: ImpliesRule, subjects: BusinessSubjects) {
    this.#rule = rule
    this.#subjects = subjects
  }

  transacted(fact: BusinessFact): void {
    this.#expire(fact.at)
    const { kind, leg, business, call } = fact
    if (leg < 0) return
    const operation = operationOfFact(fact, this.#subjects)
    const request = `${fact.workload} ${fact.request}`
    if (operation === this.#rule.second && kind === BusinessKind.effect) this.#follows(request)
    if (operation !== this.#rule.first) return
    const one = `${business} ${leg} ${call}`
    if (kind === BusinessKind.effect) this.#begin(request, one, fact)
    else if (kind === BusinessKind.undone) this.#takeBack(request, one)
  }

  report({ at, atRest }: WatchEnd): InvariantReport {
    this.#expire(at)
    // Where nothing is under way any more nothing will come.
    if (atRest) this.#expire(Number.POSITIVE_INFINITY, at)
    const forgotten = this.#waiting.hasForgotten ? { reason: 'not all could be remembered' } : {}
    return reportOf(this.#evaluated, this.#violations, this.#first ?? forgotten)
  }

  #begin(request: string, one: string, fact: BusinessFact): void {
    if (this.#done.has(request)) {
      this.#evaluated++
      return
    }
    const waiting = this.#waiting.of(request)
    waiting.since.set(one, fact.at)
    waiting.story.push(businessLine(fact, this.#subjects))
  }

  #takeBack(request: string, one: string): void {
    const waiting = this.#waiting.get(request)
    if (waiting?.since.delete(one) === true && waiting.since.size === 0) this.#waiting.delete(request)
  }

  #follows(request: string): void {
    this.#evaluated += this.#waiting.get(request)?.since.size ?? 0
    this.#waiting.delete(request)
    this.#done.of(request)
  }

  /** What has waited for too long. `seen`: when that shows. */
  #expire(now: number, seen: number = now): void {
    for (let next = this.#waiting.first(); next !== undefined; next = this.#waiting.first()) {
      const [request, { since, story }] = next
      const due = Math.min(...since.values()) + this.#rule.within
      if (due >= now) return
      this.#evaluated += since.size
      this.#violations += since.size
      const name = this.#subjects.names.operations[this.#rule.second] ?? ''
      this.#first ??= { reason: `${name} was not done by ${durationText(Math.min(due, seen))}`, story: [...story] }
      this.#waiting.delete(request)
    }
  }
}
