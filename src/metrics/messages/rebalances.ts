import { type MessageFact, MessageKind } from '../../sim/message-fact.ts'
import { MessageCount } from './message-anomaly.ts'
import type { MessageFindings } from './message-findings.ts'
import type { MessageSubjects } from './message-subjects.ts'
import type { MessageTally } from './message-tally.ts'

/** Counts rebalances that begin in the measured time, and how long they take. */
export class Rebalances {
  readonly #subjects: MessageSubjects
  readonly #findings: MessageFindings
  readonly #from: number
  readonly #to: number
  /** By subscription: since when one is under way, ns; -1: none is. */
  readonly #since: Float64Array

  constructor(
    subjects: MessageSubjects,
    findings: MessageFindings,
    { from, to }: { readonly from: number; readonly to: number },
  ) {
    this.#subjects = subjects
    this.#findings = findings
    this.#from = from
    this.#to = to
    this.#since = new Float64Array(subjects.subscriptions.length).fill(-1)
  }

  told({ kind, at, subscription }: MessageFact): void {
    const since = this.#since[subscription] as number
    if (kind === MessageKind.rebalancing && since < 0) this.#since[subscription] = at
    if (kind !== MessageKind.rebalanced || since < 0) return
    this.#since[subscription] = -1
    this.#book(subscription, since, at)
  }

  /** The load is over: what is under way is counted up to its end. */
  end(): void {
    this.#since.forEach((since, subscription) => {
      if (since >= 0 && since < this.#to) this.#book(subscription, since, this.#to)
    })
  }

  #book(subscription: number, since: number, until: number): void {
    if (since < this.#from || since >= this.#to) return
    const event = this.#subjects.subscriptions[subscription]?.event ?? -1
    this.#findings.count(MessageCount.rebalances, event, subscription, since)
    ;(this.#findings.events[event] as MessageTally).rebalance.record(until - since)
    ;(this.#findings.subscriptions[subscription] as MessageTally).rebalance.record(until - since)
  }
}
