import { MessageFold } from '../../metrics/messages/message-fold.ts'
import { Recorder } from '../../metrics/recorder.ts'
import { TransactionFold } from '../../metrics/transactions/transaction-fold.ts'
import type { DataObserver } from '../../sim/data-fact.ts'
import { MessageKind } from '../../sim/message-fact.ts'
import type { Plan } from '../../sim/plan.ts'
import { createWorld } from '../../sim/world.ts'
import { messageSubjects, transactionSubjects } from '../message-subjects.ts'
import type { StorySubject } from './story.ts'

/** Which one a story is about, and what went wrong with it. */
export interface FoundSubject {
  readonly number: number
  readonly anomalies: readonly string[]
}

/** Which replication of a plan. */
export interface RunPlace {
  /** In canonical form. */
  readonly seed: string
  readonly replication: number
}

/** If nothing has happened for so long (ns) when the time of a run is over, it has come to rest. */
const REST = 1e9

/**
 * Finds what a story is to be about: that of the number asked for; else the first one with an anomaly (of the name
 * `anomaly`, where that is not `null`), else the first one that there is. `undefined` where there is none.
 */
export function findSubject(
  plan: Plan,
  place: RunPlace,
  subject: StorySubject,
  anomaly: string | null,
): FoundSubject | undefined {
  const search = new Search(plan, subject)
  const world = createWorld(plan, place)
  const recorder = new Recorder(world.catalogue, { from: 0, to: plan.duration })
  const end = world.run(recorder, search.observer)
  const atRest = end.status === 'completed' && plan.drain > 0 && end.time + REST < plan.duration + plan.drain
  search.end({ at: end.status === 'completed' ? Math.max(end.time, plan.duration) : end.time, atRest })
  return search.found(anomaly)
}

class Search {
  readonly observer: DataObserver
  readonly #subject: StorySubject
  readonly #transactions: TransactionFold
  readonly #messages: MessageFold
  /** By number. */
  readonly #anomalies = new Map<number, string[]>()
  readonly #isThere = new Set<number>()
  #first = -1

  constructor(plan: Plan, subject: StorySubject) {
    const { businesses = [], events = [] } = plan
    const time = { from: 0, to: plan.duration }
    const [transaction, event] = [businesses, events].map((some) => some.findIndex(({ name }) => name === subject.name))
    const note = (number: number, anomaly: string): void => this.#note(number, anomaly)
    this.#subject = subject
    this.#transactions = new TransactionFold(transactionSubjects(plan), {
      ...time,
      listener: {
        found(finding) {
          if (subject.kind === 'transaction' && finding.transaction === transaction) {
            note(finding.business, finding.anomaly)
          }
        },
      },
    })
    this.#messages = new MessageFold(messageSubjects(plan), {
      ...time,
      listener: {
        found(finding) {
          if (subject.kind === 'message' && finding.event === event) note(finding.message, finding.anomaly)
        },
      },
    })
    const [transactions, messages] = [this.#transactions, this.#messages]
    const see = (number: number): void => this.#see(number)
    const workload = plan.workloads.findIndex(({ name }) => name === subject.name)
    this.observer = {
      observed(fact) {
        transactions.observed(fact)
        if (subject.kind === 'request' && fact.workload === workload) see(fact.request)
      },
      messaged(fact) {
        messages.messaged(fact)
        transactions.messaged(fact)
        if (subject.kind === 'request' && fact.workload === workload) see(fact.request)
        const begins = fact.kind === MessageKind.published || fact.kind === MessageKind.noted
        if (subject.kind === 'message' && fact.event === event && begins) see(fact.message)
      },
      transacted(fact) {
        transactions.transacted(fact)
        if (subject.kind === 'request' && fact.workload === workload) see(fact.request)
        if (subject.kind === 'transaction' && fact.plan === transaction && fact.business >= 0) see(fact.business)
      },
    }
  }

  end(how: { readonly at: number; readonly atRest: boolean }): void {
    this.#transactions.summary(how)
    this.#messages.summary(how)
  }

  found(anomaly: string | null): FoundSubject | undefined {
    const { number } = this.#subject
    if (number !== null) {
      return this.#isThere.has(number) ? { number, anomalies: this.#anomalies.get(number) ?? [] } : undefined
    }
    const wanted = [...this.#anomalies].filter(([, names]) => anomaly === null || names.includes(anomaly))
    const [worst] = wanted.toSorted(([a], [b]) => a - b)
    if (worst !== undefined) return { number: worst[0], anomalies: worst[1] }
    return this.#first < 0 || anomaly !== null ? undefined : { number: this.#first, anomalies: [] }
  }

  #see(number: number): void {
    if (this.#first < 0) this.#first = number
    if (number === this.#subject.number) this.#isThere.add(number)
  }

  #note(number: number, anomaly: string): void {
    const known = this.#anomalies.get(number)
    if (known === undefined) this.#anomalies.set(number, [anomaly])
    else if (!known.includes(anomaly)) known.push(anomaly)
  }
}
