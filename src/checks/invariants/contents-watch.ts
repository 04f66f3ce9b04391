import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import { type DataFact, FactKind } from '../../sim/data-fact.ts'
import { durationText } from '../histories/duration-text.ts'
import { factEvent } from './fact-event.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { FunctionRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf, type WatchEnd } from './invariant-watch.ts'
import { StoreContents } from './store-contents.ts'

/** Changes that are told when a rule about contents is broken. */
const CHANGES_TOLD = 6

/**
 * Holds what stores contain against a rule: after every commit that is no part of a transaction, and at the end of
 * every transaction, when all or nothing of it is there; or every so often.
 */
export class ContentsWatch implements InvariantWatch {
  readonly #contents: StoreContents
  readonly #subjects: DataSubjects
  readonly #rule: (contents: StoreContents, at: number) => string | null
  readonly #every: number | null
  readonly #last: DataEvent[] = []
  #next: number
  /** Whether anything of a transaction is there that has not ended for us. */
  #pending = false
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly DataEvent[] } | undefined

  constructor(subjects: DataSubjects, initial: readonly number[], rule: ContentsRule) {
    this.#subjects = subjects
    this.#contents = new StoreContents(subjects, initial)
    this.#rule = rule.holds
    this.#every = rule.every
    this.#next = rule.every ?? Number.POSITIVE_INFINITY
  }

  observed(fact: DataFact): void {
    const { kind, at } = fact
    if (at > this.#next) this.#tick(at)
    if (kind === FactKind.ended) {
      if (this.#pending && this.#every === null) this.#evaluate(at)
      this.#pending = false
      return
    }
    if (kind !== FactKind.committed && kind !== FactKind.lost) return
    if (!this.#contents.take(fact)) return
    if (this.#last.length >= CHANGES_TOLD) this.#last.shift()
    this.#last.push(factEvent(fact, kind === FactKind.lost ? 'lost' : 'wrote', this.#subjects))
    if (fact.transaction >= 0 && kind === FactKind.committed) this.#pending = true
    else if (this.#every === null) this.#evaluate(at)
  }

  report({ at }: WatchEnd): InvariantReport {
    // What was due at the very end is asked, too.
    if (at >= this.#next) this.#tick(at + 1)
    return reportOf(this.#evaluated, this.#violations, this.#first ?? {})
  }

  /** The last time to look before now; nothing has happened in between. */
  #tick(now: number): void {
    const every = this.#every ?? 1
    const passed = Math.max(0, Math.ceil((now - this.#next) / every) - 1)
    const at = this.#next + passed * every
    this.#evaluate(at)
    this.#next = at + every
  }

  #evaluate(at: number): void {
    this.#evaluated++
    const wrong = this.#rule(this.#contents, at)
    if (wrong === null) return
    this.#violations++
    this.#first ??= { reason: `${wrong}, at ${durationText(at)}`, story: [...this.#last] }
  }
}

/** What contents are held against; `holds` says what is wrong, `null` for nothing. */
export interface ContentsRule {
  readonly holds: (contents: StoreContents, at: number) => string | null
  readonly every: number | null
}

/** A function of the user; one that throws, or says neither `true` nor a sentence, is broken. */
export function functionRule({ every, check }: FunctionRule): ContentsRule {
  return {
    every,
    holds: (contents, at) => {
      try {
        const said: unknown = check(contents.view(at))
        if (said === true) return null
        return typeof said === 'string' ? said : `the check returned ${String(said)} and neither true nor a text`
      } catch (error) {
        return `the check threw: ${error instanceof Error ? error.message : String(error)}`
      }
    },
  }
}
