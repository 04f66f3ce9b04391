import { BusinessFact, BusinessKind } from '../../../src/sim/business-fact.ts'
import { Facts } from '../data/facts.ts'

/** Keeps a copy of every fact about data and about business transactions. */
export class BusinessFacts extends Facts {
  readonly told: BusinessFact[] = []

  transacted(fact: BusinessFact): void {
    this.told.push(Object.assign(new BusinessFact(), fact))
  }

  /** Those of these kinds, in order; of one transaction, if it is named. */
  business(kinds: readonly (keyof typeof BusinessKind)[], id?: number): readonly BusinessFact[] {
    const wanted: readonly number[] = kinds.map((kind) => BusinessKind[kind])
    return this.told.filter(({ kind, business }) => wanted.includes(kind) && (id === undefined || id === business))
  }

  /** What was told of one transaction, in order: `called 0`, `turned`, `undone 1` … */
  story(id = 0): readonly string[] {
    const names = Object.keys(BusinessKind)
    return this.told
      .filter(({ business }) => business === id)
      .map(({ kind, leg }) => (leg < 0 ? `${names[kind]}` : `${names[kind]} ${leg}`))
  }

  /** Numbers of all transactions that have begun. */
  get ids(): readonly number[] {
    return this.business(['begun']).map(({ business }) => business)
  }
}
