import { Anomaly } from './anomaly.ts'
import type { ConsistencySummary, ConvergenceSummary, RecordSummary, StoreSummary } from './consistency-summary.ts'
import type { DataSubjects } from './data-subjects.ts'
import type { Findings } from './findings.ts'
import { EMPTY_TALLY, mergeTallies, type TallyData } from './tally.ts'

/** What was booked, by names. */
export function summarizeConsistency(
  subjects: DataSubjects,
  findings: Findings,
  convergence: readonly ConvergenceSummary[] | null,
  bounded: number,
): ConsistencySummary {
  const operations = findings.operations()
  const records = subjects.records.map(({ name }, record): RecordSummary => {
    const own = operations.filter((one) => one.record === record)
    return {
      name,
      tally: (findings.records[record] ?? { data: () => EMPTY_TALLY }).data(),
      operations: [...byName(own, subjects)]
        .map(([operation, tallies]) => ({ name: operation, tally: tallies.reduce(mergeTallies, EMPTY_TALLY) }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      convergence: convergence?.[record] ?? null,
    }
  })
  return {
    records,
    stores: subjects.stores.map(({ name }, store): StoreSummary => {
      const own = records.filter((_, record) => subjects.records[record]?.store === store)
      const about = findings.stores[store]?.data() ?? EMPTY_TALLY
      return {
        name,
        tally: withSkew(own.map(({ tally }) => tally).reduce(mergeTallies, EMPTY_TALLY), about),
        convergence: mergeConvergence(own.map((one) => one.convergence)),
      }
    }),
    examples: findings.examples.map(({ anomaly, record, events }) => {
      return { anomaly, record: subjects.records[record]?.name ?? '', events }
    }),
    bounded,
  }
}

/** The parts of an operation are programs of their own. */
function byName(
  own: ReturnType<Findings['operations']>,
  subjects: DataSubjects,
): ReadonlyMap<string, readonly TallyData[]> {
  const named = new Map<string, TallyData[]>()
  for (const { operation, tally } of own) {
    const name = subjects.operations[operation] ?? ''
    const tallies = named.get(name)
    if (tallies === undefined) named.set(name, [tally.data()])
    else tallies.push(tally.data())
  }
  return named
}

/** A transaction that touches two records is one transaction of their store. */
function withSkew(tally: TallyData, about: TallyData): TallyData {
  const replace = (all: readonly number[], own: readonly number[]): number[] =>
    all.map((value, anomaly) => (anomaly === Anomaly.writeSkew ? (own[anomaly] ?? 0) : value))
  return { ...tally, looked: replace(tally.looked, about.looked), found: replace(tally.found, about.found) }
}

function mergeConvergence(all: readonly (ConvergenceSummary | null)[]): ConvergenceSummary | null {
  return all.reduce((sum, one) => {
    if (sum === null || one === null) return sum ?? one
    return { after: Math.max(sum.after, one.after), behind: sum.behind + one.behind }
  }, null)
}
