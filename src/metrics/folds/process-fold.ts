import type { HistogramData } from '../histogram-data.ts'
import { EMPTY_HISTOGRAM, mergeHistograms } from '../histogram-data.ts'
import type { RunSummary } from '../run-summary.ts'
import { groupBy, mapValues } from './group-by.ts'
import { foldLevels, type LevelFold } from './level-fold.ts'

/** What the nodes of one process and its observers measured, by the names that the process gives them. */
export interface ProcessFold {
  readonly counters: ReadonlyMap<string, number>
  readonly durations: ReadonlyMap<string, HistogramData>
  readonly levels: ReadonlyMap<string, LevelFold | undefined>
  /** How often each invariant was judged, and whether it once did not hold: 1 or 0. */
  readonly checks: ReadonlyMap<string, number>
  readonly violations: ReadonlyMap<string, number>
}

/** What the catalogue says that processes measure, by process. */
export interface ProcessSubject {
  readonly name: string
  readonly counters: readonly string[]
  readonly durations: readonly string[]
  readonly levels: readonly string[]
  readonly invariants: readonly string[]
}

interface Named {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** The processes of a run, in code-unit order of their names, and what each measures. */
export function processSubjects(of: {
  readonly counters: readonly Named[]
  readonly waits: readonly Named[]
  readonly levels: readonly Named[]
}): readonly ProcessSubject[] {
  const { counters, waits, levels } = of
  const process = ({ labels }: Named): string | undefined => labels['process']
  return [...groupBy([...counters, ...waits, ...levels], process).keys()].map((name) => {
    const own = (all: readonly Named[], kind: string, label: string): readonly string[] =>
      all.flatMap((one) => (one.name === kind && process(one) === name ? [one.labels[label] ?? ''] : []))
    return {
      name,
      counters: own(counters, 'process', 'name'),
      durations: own(waits, 'process', 'name'),
      levels: own(levels, 'process', 'name'),
      invariants: own(counters, 'invariant-checks', 'invariant'),
    }
  })
}

/** The fold of one process of a replication. */
export function foldProcess({ counters, waits, levels }: RunSummary, process: string): ProcessFold {
  const own = <One extends Named>(all: readonly One[], kind: string): readonly One[] =>
    all.filter((one) => one.name === kind && one.labels['process'] === process)
  const name = ({ labels }: Named): string | undefined => labels['name']
  const invariant = ({ labels }: Named): string | undefined => labels['invariant']
  const sum = (some: readonly { readonly amount: number }[]): number =>
    some.reduce((all, { amount }) => all + amount, 0)
  return {
    counters: mapValues(groupBy(own(counters, 'process'), name), sum),
    durations: mapValues(groupBy(own(waits, 'process'), name), (some) =>
      some.reduce((all, { durations }) => mergeHistograms(all, durations), EMPTY_HISTOGRAM),
    ),
    levels: mapValues(groupBy(own(levels, 'process'), name), (some) => foldLevels(some)),
    // Of the whole run: what was wrong during the warm-up was wrong.
    checks: mapValues(groupBy(own(counters, 'invariant-checks'), invariant), (some) =>
      sum(some.map(({ ledger }) => ledger)),
    ),
    violations: mapValues(groupBy(own(counters, 'invariant-violations'), invariant), (some) =>
      sum(some.map(({ ledger }) => ledger)),
    ),
  }
}
