import {
  EMPTY_HISTOGRAM,
  type HistogramData,
  meanOf,
  mergeHistograms,
  quantileOf,
} from '../../metrics/histogram-data.ts'
import { MessageCount, type MessageCountName } from '../../metrics/messages/message-anomaly.ts'
import type { MessageTallyData } from '../../metrics/messages/message-tally.ts'
import { TransactionCount, type TransactionCountName } from '../../metrics/transactions/transaction-anomaly.ts'
import type { TransactionTallyData, TransactionTimeName } from '../../metrics/transactions/transaction-tally.ts'
import type { CaseRun } from './case-run.ts'
import type { CaseRuns, Measure } from './measure.ts'

const NS = 1e-9

/** Times that are measured of messages. */
export type MessageTime = 'endToEnd' | 'lag'

/** Readers of business transactions and of messages, by their names in the scenario. Times are seconds. */
export interface BusinessMeasures {
  readonly timeMean: (transaction: string, time: TransactionTimeName) => Measure
  readonly timeQuantile: (transaction: string, time: TransactionTimeName, p: number) => Measure
  /** How many of these times of a run were longer than so many seconds. */
  readonly timesAbove: (transaction: string, time: TransactionTimeName, seconds: number) => Measure
  /** How often in a run. */
  readonly count: (transaction: string, count: TransactionCountName) => Measure
  /** Over the transactions begun: legs called, or calls of legs with those of undos and confirms. */
  readonly perTransaction: (transaction: string, sum: 'legs' | 'calls') => Measure
  readonly messageTimeMean: (subscription: string, time: MessageTime) => Measure
  readonly messageCount: (event: string, count: MessageCountName) => Measure
  /** Requests per run that standard queues of managed brokers are paid for. */
  readonly paidRequests: Measure
}

/** Readers of the runs of one variant; `default` is a scenario without variants. */
export function businessMeasures(variant = 'default'): BusinessMeasures {
  const on =
    (read: (runs: readonly CaseRun[]) => number | null): Measure =>
    (runs: CaseRuns) =>
      read(runs.get(variant) ?? []) ?? Number.NaN
  const times = (runs: readonly CaseRun[], transaction: string, time: TransactionTimeName): HistogramData =>
    merged(transactionsOf(runs, transaction).map((tally) => tally[time]))
  const seconds = (ns: number | null): number | null => (ns === null ? null : ns * NS)
  return {
    timeMean: (transaction, time) => on((runs) => seconds(meanOf(times(runs, transaction, time)))),
    timeQuantile: (transaction, time, p) => on((runs) => seconds(quantileOf(times(runs, transaction, time), p))),
    timesAbove: (transaction, time, limit) =>
      on((runs) => countAbove(times(runs, transaction, time), limit / NS) / runs.length),
    count: (transaction, count) =>
      on((runs) => countsOf(transactionsOf(runs, transaction), TransactionCount[count]) / runs.length),
    perTransaction: (transaction, sum) =>
      on((runs) => {
        const tallies = transactionsOf(runs, transaction)
        const total = tallies.reduce((all, tally) => all + tally[sum], 0)
        return total / countsOf(tallies, TransactionCount.begun)
      }),
    messageTimeMean: (subscription, time) =>
      on((runs) => seconds(meanOf(merged(messagesOf(runs, subscription).map((tally) => tally[time]))))),
    messageCount: (event, count) => on((runs) => countsOf(messagesOf(runs, event), MessageCount[count]) / runs.length),
    paidRequests: on((runs) => paidRequests(runs) / runs.length),
  }
}

function paidRequests(runs: readonly CaseRun[]): number {
  const counters = runs.flatMap((run) => run.counters)
  return counters.reduce(
    (sum, { name, labels, amount }) =>
      name === 'paid-requests' && labels['queue'] === 'standard' ? sum + amount : sum,
    0,
  )
}

function transactionsOf(runs: readonly CaseRun[], name: string): readonly TransactionTallyData[] {
  return runs.flatMap(({ transactions }) =>
    (transactions?.transactions ?? []).flatMap((one) => (one.name === name ? [one.tally] : [])),
  )
}

/** Of an event or of a subscription. */
function messagesOf(runs: readonly CaseRun[], name: string): readonly MessageTallyData[] {
  return runs.flatMap(({ messages }) =>
    [...(messages?.events ?? []), ...(messages?.subscriptions ?? [])].flatMap((one) =>
      one.name === name ? [one.tally] : [],
    ),
  )
}

function merged(histograms: readonly HistogramData[]): HistogramData {
  return histograms.reduce((all, one) => mergeHistograms(all, one), EMPTY_HISTOGRAM)
}

function countsOf(tallies: readonly { readonly counts: readonly number[] }[], count: number): number {
  return tallies.reduce((sum, { counts }) => sum + (counts[count] ?? 0), 0)
}

/** Values above a limit, from the quantiles: the values are in order. */
function countAbove(histogram: HistogramData, limit: number): number {
  const { count } = histogram
  let [low, high] = [0, count]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((quantileOf(histogram, (middle + 1) / count) ?? 0) > limit) high = middle
    else low = middle + 1
  }
  return count - low
}
