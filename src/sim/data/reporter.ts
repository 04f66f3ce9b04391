import { DataFact, type DataObserver, type FactKind } from '../data-fact.ts'

/** Tells whoever watches what happens to data. Where nobody does, `to` is `null` and nothing is filled in. */
export class Reporter {
  to: DataObserver | null = null
  readonly #fact = new DataFact()

  /** The fact to fill in, as if it were new; then `tell` it. Only where somebody watches. */
  fact(kind: FactKind, at: number, record: number, key: number): DataFact {
    const fact = this.#fact
    fact.kind = kind
    fact.at = at
    fact.began = at
    fact.effect = at
    fact.record = record
    fact.key = key
    fact.group = false
    fact.node = -1
    fact.session = -1
    fact.workload = -1
    fact.request = -1
    fact.operation = -1
    fact.transaction = -1
    fact.business = -1
    fact.leg = -1
    fact.phase = 0
    fact.version = 0
    fact.order = 0
    fact.value = 0
    fact.replaced = -1
    fact.basedOn = -1
    fact.source = -1
    fact.outcome = 0
    fact.usurped = false
    fact.cause = null
    return fact
  }

  tell(fact: DataFact): void {
    this.to?.observed(fact)
  }
}
