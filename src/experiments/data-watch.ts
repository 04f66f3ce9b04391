import type { InvariantWatches } from '../checks/invariants/invariant-watches.ts'
import { ConsistencyFold } from '../metrics/consistency/consistency-fold.ts'
import type { ConsistencySummary, ConvergenceSummary } from '../metrics/consistency/consistency-summary.ts'
import type { DataFact, DataObserver } from '../sim/data-fact.ts'
import type { Plan } from '../sim/plan.ts'
import { dataSubjects } from './data-subjects.ts'

/** What was seen of the data of a run. */
export interface DataSeen {
  readonly consistency: ConsistencySummary
  /** How long nodes took to agree after the last fault, by record; `null` where none has ended. */
  readonly convergence: readonly (ConvergenceSummary | null)[]
}

/** Sees what happens to the data of one run: measures it, and tells those who watch invariants. */
export class DataWatch implements DataObserver {
  readonly #plan: Plan
  readonly #fold: ConsistencyFold
  /** `null` where there is nothing to watch. */
  readonly #watches: InvariantWatches | null

  /** `from`: end of the warm-up, ns. */
  constructor(plan: Plan, from: number, watches: InvariantWatches | null) {
    const listener = watches?.listener
    this.#plan = plan
    this.#watches = watches
    this.#fold = new ConsistencyFold(dataSubjects(plan), { from, to: plan.duration, ...(listener && { listener }) })
  }

  observed(fact: DataFact): void {
    this.#fold.observed(fact)
    this.#watches?.observed(fact)
  }

  healed(at: number): void {
    this.#fold.healed(at)
  }

  /** Everything seen. Nothing is observed afterwards. */
  end(): DataSeen {
    const consistency = this.#fold.summary()
    const { records } = this.#plan
    const convergence = records.map(({ name }) => {
      return consistency.records.find((record) => record.name === name)?.convergence ?? null
    })
    return { consistency, convergence }
  }
}
