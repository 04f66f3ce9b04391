import { DataFact, type DataObserver } from '../../../src/sim/data-fact.ts'

/** Keeps a copy of every fact about data. */
export class Facts implements DataObserver {
  readonly all: DataFact[] = []

  observed(fact: DataFact): void {
    this.all.push(Object.assign(new DataFact(), fact))
  }

  /** Those of one kind, in order. */
  of(kind: DataFact['kind']): readonly DataFact[] {
    return this.all.filter((fact) => fact.kind === kind)
  }
}
