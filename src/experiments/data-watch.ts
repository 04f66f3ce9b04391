import type { InvariantReport } from '../checks/invariants/invariant-report.ts'
import type { InvariantRule } from '../checks/invariants/invariant-rule.ts'
import { InvariantWatches } from '../checks/invariants/invariant-watches.ts'
import { ConsistencyFold } from '../metrics/consistency/consistency-fold.ts'
import type { ConsistencySummary } from '../metrics/consistency/consistency-summary.ts'
import type { DataFact, DataObserver } from '../sim/data-fact.ts'
import type { Plan } from '../sim/plan.ts'
import { dataSubjects } from './data-subjects.ts'

/** What was seen of the data of a run. */
export interface DataSeen {
  readonly consistency: ConsistencySummary
  /** In the order of the rules. */
  readonly invariants: readonly InvariantReport[]
}

/** Sees what happens to the data of one run: measures it, and watches the invariants. */
export class DataWatch implements DataObserver {
  readonly #plan: Plan
  readonly #fold: ConsistencyFold
  /** `null` where there is nothing to watch. */
  readonly #watches: InvariantWatches | null

  constructor(plan: Plan, options: { readonly from: number; readonly invariants?: readonly InvariantRule[] }) {
    const { from, invariants = [] } = options
    const subjects = dataSubjects(plan)
    const initial = plan.records.map((record) => record.initial ?? 0)
    this.#plan = plan
    this.#watches = invariants.length === 0 ? null : new InvariantWatches(invariants, subjects, initial)
    const listener = this.#watches?.listener
    this.#fold = new ConsistencyFold(subjects, { from, to: plan.duration, ...(listener && { listener }) })
  }

  observed(fact: DataFact): void {
    this.#fold.observed(fact)
    this.#watches?.observed(fact)
  }

  healed(at: number): void {
    this.#fold.healed(at)
  }

  /** Everything seen; `at`: when the run ended, ns. Nothing is observed afterwards. */
  end(at: number): DataSeen {
    const consistency = this.#fold.summary()
    const { records } = this.#plan
    const convergence = records.map(({ name }) => {
      return consistency.records.find((record) => record.name === name)?.convergence ?? null
    })
    return { consistency, invariants: this.#watches?.reports({ at, convergence }) ?? [] }
  }
}
