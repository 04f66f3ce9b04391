import type { AnomalyListener } from '../../metrics/consistency/anomaly-listener.ts'
import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import type { DataFact } from '../../sim/data-fact.ts'
import { unreachable } from '../../sim/kernel/invariant.ts'
import { AnomalyEars } from './anomaly-ears.ts'
import { AnomalyWatch } from './anomaly-watch.ts'
import { ContentsWatch, conservedRule, functionRule } from './contents-watch.ts'
import { ConvergesWatch } from './converges-watch.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { InvariantRule } from './invariant-rule.ts'
import type { InvariantWatch, WatchEnd } from './invariant-watch.ts'
import { RegisterWatch } from './register-watch.ts'
import { SerializableWatch } from './serializable-watch.ts'

/** Watches several invariants during one run; to the run it is the same as none. */
export class InvariantWatches {
  /** Whoever measures anomalies tells it of them. */
  readonly listener: AnomalyListener
  readonly #watches: readonly InvariantWatch[]
  readonly #observing: readonly Required<Pick<InvariantWatch, 'observed'>>[]

  /** `initial`: value of every key of each record at the start. */
  constructor(rules: readonly InvariantRule[], subjects: DataSubjects, initial: readonly number[]) {
    this.#watches = rules.map((rule) => watchOf(rule, subjects, initial))
    this.#observing = this.#watches.filter((watch): watch is Required<InvariantWatch> => 'observed' in watch)
    this.listener = new AnomalyEars(this.#watches.filter((watch) => watch instanceof AnomalyWatch))
  }

  observed(fact: DataFact): void {
    for (const watch of this.#observing) watch.observed(fact)
  }

  /** The reports, in the order of the rules. */
  reports(end: WatchEnd): readonly InvariantReport[] {
    return this.#watches.map((watch) => watch.report(end))
  }
}

function watchOf(rule: InvariantRule, subjects: DataSubjects, initial: readonly number[]): InvariantWatch {
  switch (rule.kind) {
    case 'never-negative':
    case 'no-lost-update':
    case 'no-lost-write':
    case 'read-your-writes':
    case 'monotonic-reads':
    case 'staleness':
      return new AnomalyWatch(rule)
    case 'linearizable':
    case 'sequential':
      return new RegisterWatch(rule.kind, rule.subject, subjects)
    case 'serializable':
      return new SerializableWatch(rule.subject, subjects)
    case 'conserved':
      return new ContentsWatch(subjects, initial, conservedRule(rule.record, subjects.records[rule.record]?.name ?? ''))
    case 'converges':
      return new ConvergesWatch(rule)
    case 'function':
      return new ContentsWatch(subjects, initial, functionRule(rule))
    default:
      return unreachable(rule)
  }
}
