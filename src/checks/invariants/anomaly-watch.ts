import { Anomaly } from '../../metrics/consistency/anomaly.ts'
import type { AnomalyListener } from '../../metrics/consistency/anomaly-listener.ts'
import type { DataEvent } from '../../metrics/consistency/data-event.ts'
import { durationText } from '../histories/duration-text.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { AnomalyRule } from './invariant-rule.ts'
import { type InvariantWatch, reportOf } from './invariant-watch.ts'

/** What each rule does not bear, and how a breach is called. An overwritten write is a lost one, too. */
const RULES: Readonly<Record<AnomalyRule['kind'], { readonly of: readonly Anomaly[]; readonly what: string }>> = {
  'never-negative': { of: [Anomaly.negativeValue], what: 'the value is negative' },
  'no-lost-update': { of: [Anomaly.lostUpdate], what: 'a write has undone one that it knew nothing of' },
  'no-lost-write': {
    of: [Anomaly.lostWrite, Anomaly.overwrittenWrite],
    what: 'a write is gone although its writer was told that it had happened',
  },
  'read-your-writes': { of: [Anomaly.readYourWrites], what: 'a session did not read what it had written' },
  'monotonic-reads': { of: [Anomaly.monotonicReads], what: 'a session read something older than before' },
  staleness: { of: [Anomaly.staleRead], what: 'a read was too old' },
}

/** Watches an anomaly of one record, of which it hears from whoever measures it. */
export class AnomalyWatch implements InvariantWatch, AnomalyListener {
  readonly #rule: AnomalyRule
  readonly #of: readonly Anomaly[]
  #evaluated = 0
  #violations = 0
  #first: { readonly reason: string; readonly story: readonly DataEvent[] } | undefined

  constructor(rule: AnomalyRule) {
    this.#rule = rule
    this.#of = RULES[rule.kind].of
  }

  looked(anomaly: Anomaly, record: number): void {
    // What is looked for twice, in two ways, is one case.
    if (record === this.#rule.record && anomaly === this.#of[0]) this.#evaluated++
  }

  wants(anomaly: Anomaly, record: number, size: number): boolean {
    if (record !== this.#rule.record || !this.#of.includes(anomaly)) return false
    if (this.#rule.kind === 'staleness' && size < this.#rule.limit) return false
    this.#violations++
    return this.#first === undefined
  }

  found(anomaly: Anomaly, record: number, at: number, story: readonly DataEvent[]): void {
    if (this.#first !== undefined || record !== this.#rule.record || !this.#of.includes(anomaly)) return
    this.#first = { reason: `${RULES[this.#rule.kind].what}, at ${durationText(at)}`, story }
  }

  report(): InvariantReport {
    return reportOf(this.#evaluated, this.#violations, this.#first ?? {})
  }
}
