import type { InvariantReport } from '../checks/invariants/invariant-report.ts'
import type { InvariantRule } from '../checks/invariants/invariant-rule.ts'
import { InvariantWatches } from '../checks/invariants/invariant-watches.ts'
import { MessageFold } from '../metrics/messages/message-fold.ts'
import type { MessageSummary } from '../metrics/messages/message-summary.ts'
import { TransactionFold } from '../metrics/transactions/transaction-fold.ts'
import type { TransactionSummary } from '../metrics/transactions/transaction-summary.ts'
import type { BusinessFact } from '../sim/business-fact.ts'
import type { DataFact, DataObserver } from '../sim/data-fact.ts'
import type { MessageFact } from '../sim/message-fact.ts'
import type { Plan } from '../sim/plan.ts'
import type { RunEnd } from '../sim/world.ts'
import { dataSubjects } from './data-subjects.ts'
import { type DataSeen, DataWatch } from './data-watch.ts'
import { messageSubjects, transactionSubjects } from './message-subjects.ts'

/** What was seen of data, messages and business transactions; `null` of what the plan has none of. */
export interface RunSeen {
  readonly consistency: DataSeen['consistency'] | null
  readonly messages: MessageSummary | null
  readonly transactions: TransactionSummary | null
  /** In the order of the rules. */
  readonly invariants: readonly InvariantReport[]
}

/** What is to be seen. */
export interface WatchOptions {
  /** End of the warm-up, ns. */
  readonly from: number
  readonly invariants?: readonly InvariantRule[]
  /** Windows of a course of messages and business transactions; default: none is kept. */
  readonly course?: number
}

/** If nothing has happened for so long (ns) when the time of a run is over, it has come to rest. */
const REST = 1e9

/** Sees what happens in one run: see `DataWatch`, `MessageFold`, `TransactionFold` and `InvariantWatches`. */
export class RunWatch {
  readonly #plan: Plan
  readonly #data: DataWatch | null
  readonly #messages: MessageFold | null
  readonly #transactions: TransactionFold | null
  /** `null` where there is nothing to watch. */
  readonly #watches: InvariantWatches | null
  /** What the world tells; `null` where there is nothing to see. */
  readonly observer: DataObserver | null

  constructor(plan: Plan, options: WatchOptions) {
    const { from, invariants = [], course } = options
    const time = { from, to: plan.duration, ...(course === undefined ? {} : { course }) }
    const { events = [], businesses = [], programs, stores } = plan
    const tells = businesses.length > 0 || programs.some(({ counted }) => counted)
    this.#plan = plan
    const watches = invariants.length === 0 ? null : watchesOf(invariants, plan)
    this.#watches = watches
    this.#data = stores.length === 0 ? null : new DataWatch(plan, from, watches)
    const hearing = watches === null ? time : { ...time, listener: watches.messageListener }
    this.#messages = events.length === 0 ? null : new MessageFold(messageSubjects(plan), hearing)
    this.#transactions = tells ? new TransactionFold(transactionSubjects(plan), time) : null
    // Where there is only data nothing stands between.
    this.observer =
      this.#messages === null && this.#transactions === null ? this.#data : this.#all(businesses.length > 0)
  }

  /** Everything seen. `at`: up to when the run was watched, ns. Nothing is observed afterwards. */
  end(at: number, { status, time }: RunEnd): RunSeen {
    const { drain, duration } = this.#plan
    const atRest = status === 'completed' && drain > 0 && time + REST < duration + drain
    const data: DataSeen | undefined = this.#data?.end()
    const messages = this.#messages?.summary({ at, atRest }) ?? null
    const transactions = this.#transactions?.summary({ at, atRest }) ?? null
    // What is only known at the end has been found by now.
    const invariants = this.#watches?.reports({ at, convergence: data?.convergence ?? [], atRest }) ?? []
    return { consistency: data?.consistency ?? null, messages, transactions, invariants }
  }

  /** `businesses`: whether data may be written and messages sent for business transactions. */
  #all(businesses: boolean): DataObserver {
    const data = this.#data
    const messages = this.#messages
    const transactions = this.#transactions
    const watches = this.#watches
    const whole = businesses ? transactions : null
    return {
      observed(fact: DataFact): void {
        data?.observed(fact)
        whole?.observed(fact)
      },
      struck(at: number): void {
        messages?.struck(at)
        watches?.struck(at)
      },
      healed(at: number): void {
        data?.healed(at)
        messages?.healed(at)
        watches?.healed(at)
      },
      messaged(fact: MessageFact): void {
        messages?.messaged(fact)
        whole?.messaged(fact)
        watches?.messaged(fact)
      },
      transacted(fact: BusinessFact): void {
        transactions?.transacted(fact)
        watches?.transacted(fact)
      },
    }
  }
}

function watchesOf(rules: readonly InvariantRule[], plan: Plan): InvariantWatches {
  return new InvariantWatches(rules, {
    data: dataSubjects(plan),
    initial: plan.records.map((record) => record.initial ?? 0),
    messages: messageSubjects(plan),
    business: { names: transactionSubjects(plan), plans: plan.businesses ?? [] },
  })
}
