import { durationText } from '../histories/duration-text.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { ConvergesRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf, type WatchEnd } from './invariant-watch.ts'

/** Asks, at the end of the run, how long nodes took to agree after the last fault. */
export class ConvergesWatch implements InvariantWatch {
  readonly #rule: ConvergesRule

  constructor(rule: ConvergesRule) {
    this.#rule = rule
  }

  report({ convergence, at }: WatchEnd): InvariantReport {
    const own = convergence[this.#rule.record] ?? null
    if (own === null) return reportOf(0, 0, { reason: 'no fault has ended' })
    if (own.behind > 0) {
      const copies = own.behind === 1 ? '1 copy of a key is' : `${own.behind} copies of keys are`
      return reportOf(1, 1, { reason: `${copies} still behind when the run ends, at ${durationText(at)}` })
    }
    if (own.after <= this.#rule.within) return reportOf(1, 0)
    return reportOf(1, 1, { reason: `it took ${durationText(own.after)}` })
  }
}
