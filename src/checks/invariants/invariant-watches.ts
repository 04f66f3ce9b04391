import type { AnomalyListener } from '../../metrics/consistency/anomaly-listener.ts'
import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import type { MessageListener } from '../../metrics/messages/message-listener.ts'
import type { MessageSubjects } from '../../metrics/messages/message-subjects.ts'
import type { BusinessFact } from '../../sim/business-fact.ts'
import type { DataFact } from '../../sim/data-fact.ts'
import { unreachable } from '../../sim/kernel/invariant.ts'
import type { MessageFact } from '../../sim/message-fact.ts'
import { AnomalyEars } from './anomaly-ears.ts'
import { AnomalyWatch } from './anomaly-watch.ts'
import type { BusinessSubjects } from './business-subjects.ts'
import { ConservedWatch } from './conserved-watch.ts'
import { ContentsWatch, functionRule } from './contents-watch.ts'
import { ConvergesWatch } from './converges-watch.ts'
import { EffectWatch } from './effect-watch.ts'
import { ImpliesWatch } from './implies-watch.ts'
import type { InvariantReport } from './invariant-report.ts'
import type { InvariantRule } from './invariant-rule.ts'
import type { InvariantWatch, WatchEnd } from './invariant-watch.ts'
import { MessageEars } from './message-ears.ts'
import { MessageWatch } from './message-watch.ts'
import { RegisterWatch } from './register-watch.ts'
import { SagaWatch } from './saga-watch.ts'
import { SerializableWatch } from './serializable-watch.ts'
import { SettlesWatch } from './settles-watch.ts'

/** What invariants are about. */
export interface WatchSubjects {
  readonly data: DataSubjects
  /** Value of every key of each record at the start. */
  readonly initial: readonly number[]
  readonly messages: MessageSubjects
  readonly business: BusinessSubjects
}

/** Watches several invariants during one run; to the run it is the same as none. */
export class InvariantWatches {
  /** Whoever measures anomalies tells it of them … */
  readonly listener: AnomalyListener
  /** … and of those of messages. */
  readonly messageListener: MessageListener
  readonly #watches: readonly InvariantWatch[]
  readonly #observing: readonly Required<Pick<InvariantWatch, 'observed'>>[]
  readonly #messaged: readonly Required<Pick<InvariantWatch, 'messaged'>>[]
  readonly #transacted: readonly Required<Pick<InvariantWatch, 'transacted'>>[]

  constructor(rules: readonly InvariantRule[], subjects: WatchSubjects) {
    this.#watches = rules.map((rule) => watchOf(rule, subjects))
    this.#observing = this.#watches.filter((watch): watch is Required<InvariantWatch> => 'observed' in watch)
    this.#messaged = this.#watches.filter((watch): watch is Required<InvariantWatch> => 'messaged' in watch)
    this.#transacted = this.#watches.filter((watch): watch is Required<InvariantWatch> => 'transacted' in watch)
    this.listener = new AnomalyEars(this.#watches.filter((watch) => watch instanceof AnomalyWatch))
    this.messageListener = new MessageEars(this.#watches.filter((watch) => watch instanceof MessageWatch))
  }

  observed(fact: DataFact): void {
    for (const watch of this.#observing) watch.observed(fact)
  }

  messaged(fact: MessageFact): void {
    for (const watch of this.#messaged) watch.messaged(fact)
  }

  transacted(fact: BusinessFact): void {
    for (const watch of this.#transacted) watch.transacted(fact)
  }

  struck(at: number): void {
    for (const watch of this.#watches) watch.struck?.(at)
  }

  healed(at: number): void {
    for (const watch of this.#watches) watch.healed?.(at)
  }

  /** The reports, in the order of the rules. */
  reports(end: WatchEnd): readonly InvariantReport[] {
    return this.#watches.map((watch) => watch.report(end))
  }
}

function watchOf(rule: InvariantRule, { data, initial, messages, business }: WatchSubjects): InvariantWatch {
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
      return new RegisterWatch(rule.kind, rule.subject, data)
    case 'serializable':
      return new SerializableWatch(rule.subject, data)
    case 'conserved':
      return new ConservedWatch(rule, data, initial)
    case 'converges':
      return new ConvergesWatch(rule)
    case 'function':
      return new ContentsWatch(data, initial, functionRule(rule))
    case 'at-most-once':
    case 'at-least-once':
    case 'exactly-once':
      return new EffectWatch(rule, business)
    case 'no-lost-message':
    case 'ordered':
    case 'handled':
      return new MessageWatch(rule, messages)
    case 'settles':
      return new SettlesWatch(rule, business)
    case 'saga-atomic':
      return new SagaWatch(rule, business)
    case 'implies':
      return new ImpliesWatch(rule, business)
    default:
      return unreachable(rule)
  }
}
