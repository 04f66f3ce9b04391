import type { Outcome } from './replications.ts'

/** What matters of a measured variant here. */
interface Measured {
  readonly replications: readonly { readonly index: number; readonly outcome: Outcome<unknown> }[]
}

/**
 * The replications that every variant finished, ascending. Only these are counted, in every variant: a replication that
 * was lost in one of them would leave the others' luck unpaired.
 */
export function completeReplications(measured: readonly Measured[]): readonly number[] {
  const [first, ...others] = measured.map(({ replications }) =>
    replications.flatMap(({ index, outcome }) => (outcome.status === 'done' ? [index] : [])),
  )
  return (first ?? []).filter((index) => others.every((done) => done.includes(index)))
}
