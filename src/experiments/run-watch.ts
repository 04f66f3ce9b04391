import type { InvariantRule } from '../checks/invariants/invariant-rule.ts'
import { MessageFold } from '../metrics/messages/message-fold.ts'
import type { MessageSummary } from '../metrics/messages/message-summary.ts'
import { TransactionFold } from '../metrics/transactions/transaction-fold.ts'
import type { TransactionSummary } from '../metrics/transactions/transaction-summary.ts'
import type { BusinessFact } from '../sim/business-fact.ts'
import type { DataFact, DataObserver } from '../sim/data-fact.ts'
import type { MessageFact } from '../sim/message-fact.ts'
import type { Plan } from '../sim/plan.ts'
import type { RunEnd } from '../sim/world.ts'
import { type DataSeen, DataWatch } from './data-watch.ts'
import { messageSubjects, transactionSubjects } from './message-subjects.ts'

/** What was seen of data, messages and business transactions; `null` of what the plan has none of. */
export interface RunSeen extends Omit<DataSeen, 'consistency'> {
  readonly consistency: DataSeen['consistency'] | null
  readonly messages: MessageSummary | null
  readonly transactions: TransactionSummary | null
}

/** If nothing has happened for so long (ns) when the time of a run is over, it has come to rest. */
const REST = 1e9

/** Sees what happens in one run: see `DataWatch`, `MessageFold` and `TransactionFold`. */
export class RunWatch {
  readonly #plan: Plan
  readonly #data: DataWatch | null
  readonly #messages: MessageFold | null
  readonly #transactions: TransactionFold | null
  /** What the world tells; `null` where there is nothing to see. */
  readonly observer: DataObserver | null

  constructor(plan: Plan, options: { readonly from: number; readonly invariants?: readonly InvariantRule[] }) {
    const time = { from: options.from, to: plan.duration }
    const { events = [], businesses = [], programs, stores } = plan
    const tells = businesses.length > 0 || programs.some(({ counted }) => counted)
    this.#plan = plan
    this.#data = stores.length === 0 ? null : new DataWatch(plan, options)
    this.#messages = events.length === 0 ? null : new MessageFold(messageSubjects(plan), time)
    this.#transactions = tells ? new TransactionFold(transactionSubjects(plan), time) : null
    // Where there is only data nothing stands between.
    this.observer =
      this.#messages === null && this.#transactions === null ? this.#data : this.#all(businesses.length > 0)
  }

  /** Everything seen. `at`: up to when the run was watched, ns. Nothing is observed afterwards. */
  end(at: number, { status, time }: RunEnd): RunSeen {
    const { drain, duration } = this.#plan
    const atRest = status === 'completed' && drain > 0 && time + REST < duration + drain
    return {
      consistency: null,
      invariants: [],
      ...this.#data?.end(at),
      messages: this.#messages?.summary({ at, atRest }) ?? null,
      transactions: this.#transactions?.summary({ at, atRest }) ?? null,
    }
  }

  /** `businesses`: whether data may be written and messages sent for business transactions. */
  #all(businesses: boolean): DataObserver {
    const data = this.#data
    const messages = this.#messages
    const transactions = this.#transactions
    const whole = businesses ? transactions : null
    return {
      observed(fact: DataFact): void {
        data?.observed(fact)
        whole?.observed(fact)
      },
      struck(at: number): void {
        messages?.struck(at)
      },
      healed(at: number): void {
        data?.healed(at)
        messages?.healed(at)
      },
      messaged(fact: MessageFact): void {
        messages?.messaged(fact)
        whole?.messaged(fact)
      },
      transacted(fact: BusinessFact): void {
        transactions?.transacted(fact)
      },
    }
  }
}
