import { WindowTally } from '../window-tally.ts'
import type { FollowedTransaction, KeptLine } from './followed-transaction.ts'
import {
  TRANSACTION_ANOMALIES,
  TRANSACTION_COUNTS,
  type TransactionAnomalyName,
  TransactionCount,
} from './transaction-anomaly.ts'
import type { TransactionCourse } from './transaction-course.ts'
import { PUBLISHED, READ, TRANSACTION_DEEDS, type TransactionEvent } from './transaction-event.ts'
import type { TransactionListener } from './transaction-listener.ts'
import type { TransactionSubjects } from './transaction-subjects.ts'
import type { TransactionExampleData } from './transaction-summary.ts'
import { TRANSACTION_TIMES, TransactionTally, type TransactionTimeName } from './transaction-tally.ts'

/** Stories of each anomaly and transaction that are kept. */
export const TRANSACTION_STORIES_KEPT = 3

/** Books what was counted and found of business transactions, by name; and the first few as stories. */
export class TransactionFindings {
  readonly tallies: readonly TransactionTally[]
  readonly examples: TransactionExampleData[] = []
  readonly #subjects: TransactionSubjects
  readonly #listener: TransactionListener | null
  /** Stories kept, by anomaly * transactions + transaction. */
  readonly #kept: Uint8Array

  /** By transaction; empty where no course is kept. */
  readonly #courses: readonly WindowTally[]

  /** `window`: width of the windows of a course, ns; 0 for none. */
  constructor(subjects: TransactionSubjects, listener: TransactionListener | null, window: number) {
    const kinds = TRANSACTION_COUNTS.length
    this.#courses =
      window === 0 ? [] : subjects.transactions.map(() => new WindowTally(window, kinds, TRANSACTION_TIMES.length))
    this.#subjects = subjects
    this.#listener = listener
    this.tallies = subjects.transactions.map(() => new TransactionTally())
    this.#kept = new Uint8Array(TRANSACTION_ANOMALIES.length * subjects.transactions.length)
  }

  tallyOf({ plan }: FollowedTransaction): TransactionTally {
    return this.tallies[plan] as TransactionTally
  }

  count(count: TransactionCount, of: FollowedTransaction, times = 1): void {
    if (!of.measured) return
    ;(this.tallyOf(of).counts[count] as number) += times
    this.#courses[of.plan]?.count(count, of.began, times)
  }

  /** Adds a time, ns. */
  time(name: TransactionTimeName, of: FollowedTransaction, time: number): void {
    if (!of.measured) return
    this.tallyOf(of)[name].record(time)
    this.#courses[of.plan]?.record(TRANSACTION_TIMES.indexOf(name), of.began, time)
  }

  /** Window by window; `null` where that was not kept. */
  course(): readonly TransactionCourse[] | null {
    const { transactions } = this.#subjects
    if (transactions.length > this.#courses.length) return null
    return this.#courses.map((tally, at) => ({ name: transactions[at]?.name ?? '', tally: tally.data() }))
  }

  /** Books an anomaly; `leg`: -1 where it is about the whole. */
  found(anomaly: TransactionAnomalyName, of: FollowedTransaction, leg: number, times: number, at: number): void {
    const { plan, id, measured } = of
    const story = (): readonly TransactionEvent[] => of.story().map((line) => this.#line(of, line))
    this.#listener?.found({ anomaly, transaction: plan, business: id, leg, times, at, measured, story })
    if (!measured) return
    this.count(TransactionCount[anomaly], of, times)
    const place = TRANSACTION_ANOMALIES.indexOf(anomaly) * this.tallies.length + plan
    if ((this.#kept[place] as number) >= TRANSACTION_STORIES_KEPT) return
    this.#kept[place] = (this.#kept[place] as number) + 1
    const { name = '', legs = [] } = this.#subjects.transactions[plan] ?? {}
    this.examples.push({ anomaly, transaction: name, business: id, leg: legs[leg] ?? '', times, events: story() })
  }

  #line(of: FollowedTransaction, line: KeptLine): TransactionEvent {
    const { transactions, workloads, outcomes, nodes } = this.#subjects
    const { name = '', legs = [] } = transactions[of.plan] ?? {}
    return {
      at: line.at,
      deed: TRANSACTION_DEEDS[line.deed] as TransactionEvent['deed'],
      business: of.id,
      transaction: name,
      leg: legs[line.leg] ?? '',
      attempt: line.attempt,
      node: nodes[line.instance] ?? '',
      what: this.#what(line),
      why: line.outcome > 0 ? (outcomes[line.outcome] ?? '') : '',
      workload: workloads[line.workload] ?? '',
      request: line.request,
    }
  }

  #what({ deed, record, key, operation }: KeptLine): string {
    const { records, events, operations } = this.#subjects
    if (deed === PUBLISHED) return events[record] ?? ''
    if (deed === READ) return `${records[record] ?? ''}[${key}] by ${operations[operation] ?? ''}`
    return ''
  }
}
