import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import { type BusinessFact, BusinessKind } from '../../sim/business-fact.ts'
import { type DataFact, FactKind } from '../../sim/data-fact.ts'
import { durationText } from '../histories/duration-text.ts'
import { factEvent } from './fact-event.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { ConservedRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf, type WatchEnd } from './invariant-watch.ts'
import { StoreContents } from './store-contents.ts'
import type { StoryEvent } from './story-event.ts'

/** Changes that are told when the sum is wrong. */
const CHANGES_TOLD = 6

/** What a business transaction that is open has added and taken so far. */
interface Holding {
  net: number
  readonly story: DataEvent[]
}

/**
 * Watches that the values of records, taken together, stay what they are at the start, but for what business
 * transactions hold that are open: after every commit that is no part of a local transaction, at the end of every local
 * or business one; and at the end of the run, if nothing is under way then, with all that is still held.
 */
export class ConservedWatch implements InvariantWatch {
  readonly #rule: ConservedRule
  readonly #subjects: DataSubjects
  readonly #contents: StoreContents
  readonly #atStart: number
  readonly #open = new Map<number, Holding>()
  readonly #last: DataEvent[] = []
  #held = 0
  /** Whether anything of a local transaction is there that has not ended for us. */
  #pending = false
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly StoryEvent[] } | undefined

  constructor(rule: ConservedRule, subjects: DataSubjects, initial: readonly number[]) {
    this.#rule = rule
    this.#subjects = subjects
    this.#contents = new StoreContents(subjects, initial)
    this.#atStart = rule.records.reduce((sum, record) => sum + this.#contents.sumAtStart(record), 0)
  }

  observed(fact: DataFact): void {
    const { kind, at, business } = fact
    if (kind === FactKind.ended) {
      if (this.#pending) this.#evaluate(at, this.#last)
      this.#pending = false
      return
    }
    if ((kind !== FactKind.committed && kind !== FactKind.lost) || !this.#rule.records.includes(fact.record)) return
    const before = this.#now
    if (!this.#contents.take(fact)) return
    const line = factEvent(fact, kind === FactKind.lost ? 'lost' : 'wrote', this.#subjects)
    keep(this.#last, line)
    const holding = this.#open.get(business)
    if (holding !== undefined) {
      const change = this.#now - before
      holding.net += change
      this.#held += change
      keep(holding.story, line)
    }
    if (fact.transaction >= 0 && kind === FactKind.committed) this.#pending = true
    else this.#evaluate(at, this.#last)
  }

  transacted({ kind, business, at }: BusinessFact): void {
    if (business < 0) return
    if (kind === BusinessKind.begun) this.#open.set(business, { net: 0, story: [] })
    if (kind !== BusinessKind.committed && kind !== BusinessKind.compensated && kind !== BusinessKind.abandoned) return
    const holding = this.#open.get(business)
    if (holding === undefined) return
    this.#open.delete(business)
    if (holding.story.length === 0) return
    this.#held -= holding.net
    this.#evaluate(at, holding.story)
  }

  report({ at, atRest }: WatchEnd): InvariantReport {
    if (atRest && this.#held !== 0) {
      const story = [...this.#open.values()].find(({ net }) => net !== 0)?.story ?? []
      this.#held = 0
      this.#evaluate(at, story)
    }
    return reportOf(this.#evaluated, this.#violations, this.#first ?? {})
  }

  get #now(): number {
    return this.#rule.records.reduce((sum, record) => sum + this.#contents.sum(record), 0)
  }

  #evaluate(at: number, story: readonly DataEvent[]): void {
    this.#evaluated++
    const now = this.#now - this.#held
    if (now === this.#atStart) return
    this.#violations++
    const names = this.#rule.records.map((record) => this.#subjects.records[record]?.name ?? '').join(' and ')
    const held = this.#held === 0 ? '' : ` without the ${this.#held} of transactions under way`
    const sums = `the values of ${names} add up to ${now}${held}, and to ${this.#atStart} at the start`
    this.#first ??= { reason: `${sums}, at ${durationText(at)}`, story: [...story] }
  }
}

function keep(story: DataEvent[], line: DataEvent): void {
  if (story.length >= CHANGES_TOLD) story.shift()
  story.push(line)
}
