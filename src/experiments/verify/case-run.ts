import type { ConsistencySummary } from '../../metrics/consistency/consistency-summary.ts'
import type { ReplicationFaults } from '../../metrics/faults/replication-faults.ts'
import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../../metrics/histogram-data.ts'
import { EMPTY_LEVEL, type LevelData, mergeLevels } from '../../metrics/level-data.ts'
import type { MessageSummary } from '../../metrics/messages/message-summary.ts'
import type { TransactionSummary } from '../../metrics/transactions/transaction-summary.ts'
import type { JudgedRun } from '../with-control.ts'
import { type CaseCourse, caseCourse } from './case-course.ts'

const NS = 1e-9

/** What is kept of one replication: its summary, in which levels and times of the instances of a unit are one. */
export interface CaseRun {
  /** Measured time, seconds. */
  readonly seconds: number
  readonly series: readonly RunSeries[]
  readonly waits: readonly RunWait[]
  readonly levels: readonly RunLevel[]
  readonly counters: readonly RunCounter[]
  /** Changes of state of all circuit breakers in the measured time. */
  readonly breakerChanges: number
  /** What happened over time; `null` unless the case asks for it. */
  readonly course: CaseCourse | null
  /** What was seen of the data; `null` in a run without stores. */
  readonly consistency: ConsistencySummary | null
  /** What became of messages; `null` in a run without events. */
  readonly messages: MessageSummary | null
  /** What became of business transactions; `null` in a run without. */
  readonly transactions: TransactionSummary | null
  /** What the faults did; `null` in a run without. */
  readonly faults: ReplicationFaults | null
}

type Labels = Readonly<Record<string, string>>

export interface RunSeries {
  readonly name: string
  readonly labels: Labels
  readonly offered: number
  readonly goodEnds: number
  /** Elapsed times of the measured activities that ended, by outcome. */
  readonly ended: ReadonlyMap<string, HistogramData>
}

export interface RunWait {
  readonly name: string
  readonly labels: Labels
  readonly durations: HistogramData
}

export interface RunLevel {
  readonly name: string
  readonly labels: Labels
  /** How many levels this is the sum of times of; their common capacity. */
  readonly instances: number
  /** `null` where nothing bounds it. */
  readonly capacity: number | null
  readonly data: LevelData
}

export interface RunCounter {
  readonly name: string
  readonly labels: Labels
  /** In the measured time. */
  readonly amount: number
}

/** Folds the instances of a run; a case with a thousand servers and sixty runs would not fit in memory otherwise. */
export function caseRun(run: JudgedRun, withCourse: boolean): CaseRun {
  const { summary, faults, consistency, messages, transactions } = run
  return {
    seconds: (summary.until - summary.from) * NS,
    series: groups(summary.series).map(([first, all]) => ({
      name: first.name,
      labels: first.labels,
      offered: all.reduce((sum, one) => sum + one.offered, 0),
      goodEnds: all.reduce((sum, one) => sum + one.goodEnds, 0),
      ended: new Map(
        summary.outcomes.map((outcome, i) => [
          outcome,
          all.reduce(
            (sum, one) => mergeHistograms(sum, (i === 0 ? one.good : one.failures[i]) ?? EMPTY_HISTOGRAM),
            EMPTY_HISTOGRAM,
          ),
        ]),
      ),
    })),
    waits: groups(summary.waits).map(([first, all]) => ({
      name: first.name,
      labels: first.labels,
      durations: all.reduce((sum, one) => mergeHistograms(sum, one.durations), EMPTY_HISTOGRAM),
    })),
    levels: groups(summary.levels).map(([first, all]) => ({
      name: first.name,
      labels: first.labels,
      instances: all.length,
      capacity: first.capacity,
      data: all.reduce((sum, one) => mergeLevels(sum, one.data), EMPTY_LEVEL),
    })),
    counters: summary.counters.map(({ name, labels, amount }) => ({ name, labels, amount })),
    breakerChanges: summary.breakers.reduce((sum, { transitions }) => sum + transitions, 0),
    course: withCourse ? caseCourse(summary) : null,
    consistency,
    messages,
    transactions,
    faults,
  }
}

/** Instruments that differ in their instance only, in the order of the first of each. */
function groups<T extends { readonly name: string; readonly labels: Labels }>(all: readonly T[]): [T, T[]][] {
  const byKey = new Map<string, [T, T[]]>()
  for (const one of all) {
    const labels = Object.entries(one.labels).filter(([label]) => label !== 'instance')
    const key = JSON.stringify([one.name, labels])
    const group = byKey.get(key)
    if (group === undefined) byKey.set(key, [one, [one]])
    else group[1].push(one)
  }
  return [...byKey.values()]
}
