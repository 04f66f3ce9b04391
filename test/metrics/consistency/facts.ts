import { ConsistencyFold, type ConsistencyOptions } from '../../../src/metrics/consistency/consistency-fold.ts'
import type { ConsistencySummary } from '../../../src/metrics/consistency/consistency-summary.ts'
import type { DataSubjects } from '../../../src/metrics/consistency/data-subjects.ts'
import { DataFact, FactKind } from '../../../src/sim/data-fact.ts'

/** A fact as it is written in tests: what is not said is as a fact has it. */
export type Written = Partial<Omit<DataFact, 'kind'>> & { readonly kind: keyof typeof FactKind; readonly at: number }

/**
 * Record 0 is `stock` (numbers), 1 is `names`, 2 `copies` (of names), all in store `main`; 3 is `blobs` in `kv`, 4 is
 * `carts` in a store that keeps siblings.
 */
export const SUBJECTS: DataSubjects = {
  records: [
    { name: 'stock', store: 0, keys: 10, integer: true, copyOf: -1 },
    { name: 'names', store: 0, keys: 10, integer: false, copyOf: -1 },
    { name: 'copies', store: 0, keys: 10, integer: false, copyOf: 1 },
    { name: 'blobs', store: 1, keys: 10, integer: false, copyOf: -1 },
    { name: 'carts', store: 2, keys: 10, integer: false, copyOf: -1 },
  ],
  stores: [
    { name: 'main', lastWriterWins: false, leaderless: false, copies: 2 },
    { name: 'kv', lastWriterWins: true, leaderless: true, copies: 3 },
    { name: 'carts', lastWriterWins: false, leaderless: true, copies: 2 },
  ],
  workloads: ['users'],
  operations: ['shop.buy', 'shop.look'],
  outcomes: ['ok', 'conflict', 'deadlock'],
  nodes: ['main/0', 'main/1', 'kv/0', 'kv/1', 'kv/2', 'carts/0', 'carts/1'],
}

/** The facts of a list, one after the other; a caller's fact begins when it is told unless it says otherwise. */
export function* factsOf(written: readonly Written[]): Iterable<DataFact> {
  for (const { kind, ...fields } of written) {
    const fact = new DataFact()
    Object.assign(fact, { began: fields.at, effect: fields.at, order: fields.version ?? 0, ...fields })
    fact.kind = FactKind[kind]
    yield fact
  }
}

/** What the fold makes of facts; faults end at the times of `heals`. */
export function foldFacts(
  written: readonly Written[],
  options: Partial<ConsistencyOptions> & { readonly heals?: readonly number[] } = {},
): ConsistencySummary {
  const { heals = [], ...rest } = options
  const fold = new ConsistencyFold(SUBJECTS, { from: 0, to: 1e12, ...rest })
  const left = [...heals]
  for (const fact of factsOf(written)) {
    while ((left[0] ?? Number.POSITIVE_INFINITY) <= fact.at) fold.healed(left.shift() ?? 0)
    fold.observed(fact)
  }
  for (const heal of left) fold.healed(heal)
  return fold.summary()
}
