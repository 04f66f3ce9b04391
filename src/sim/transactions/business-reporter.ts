import { BusinessFact, type BusinessKind } from '../business-fact.ts'
import type { DataObserver } from '../data-fact.ts'

/** Tells whoever watches what becomes of business transactions. Where nobody does, `to` is `null`. */
export class BusinessReporter {
  to: DataObserver | null = null
  readonly #fact = new BusinessFact()

  /** The fact to fill in, as if it were new; then `tell` it. Only where somebody watches. */
  fact(kind: BusinessKind, at: number, business: number, plan: number): BusinessFact {
    const fact = this.#fact
    fact.kind = kind
    fact.at = at
    fact.business = business
    fact.plan = plan
    fact.leg = -1
    fact.attempt = 0
    fact.instance = -1
    fact.workload = -1
    fact.request = -1
    fact.outcome = 0
    fact.call = -1
    return fact
  }

  tell(fact: BusinessFact): void {
    this.to?.transacted?.(fact)
  }
}
