import { MESSAGE_CAUSES } from '../../sim/message-fact.ts'
import { Histogram } from '../histogram.ts'
import { EMPTY_HISTOGRAM, type HistogramData, mergeHistograms } from '../histogram-data.ts'
import { MESSAGE_COUNTS } from './message-anomaly.ts'

/** What was counted of an event, or of a subscription, as plain data. */
export interface MessageTallyData {
  /** By `MessageCount`. */
  readonly counts: readonly number[]
  /** By `MessageCause`: what was dropped. */
  readonly drops: readonly number[]
  /** From when it was published until it was first handled, ns. */
  readonly endToEnd: HistogramData
  /** From when it was stored until it was first delivered, ns. */
  readonly lag: HistogramData
  /** How long each rebalance took, ns; of one that had not ended, until the end of the load. */
  readonly rebalance: HistogramData
  /** Runs of handlers that ended well in the measured time. */
  readonly worked: number
}

/** Counts of one subject. */
export class MessageTally {
  readonly counts: Float64Array = new Float64Array(MESSAGE_COUNTS.length)
  readonly drops: Float64Array = new Float64Array(MESSAGE_CAUSES.length)
  readonly endToEnd: Histogram = new Histogram()
  readonly lag: Histogram = new Histogram()
  readonly rebalance: Histogram = new Histogram()
  worked = 0

  data(): MessageTallyData {
    return {
      counts: [...this.counts],
      drops: [...this.drops],
      endToEnd: this.endToEnd.data(),
      lag: this.lag.data(),
      rebalance: this.rebalance.data(),
      worked: this.worked,
    }
  }
}

/** The tally of nothing. */
export const EMPTY_MESSAGE_TALLY: MessageTallyData = {
  counts: MESSAGE_COUNTS.map(() => 0),
  drops: MESSAGE_CAUSES.map(() => 0),
  endToEnd: EMPTY_HISTOGRAM,
  lag: EMPTY_HISTOGRAM,
  rebalance: EMPTY_HISTOGRAM,
  worked: 0,
}

/** The tally of both together. */
export function mergeMessageTallies(a: MessageTallyData, b: MessageTallyData): MessageTallyData {
  const add = (left: readonly number[], right: readonly number[]): number[] =>
    left.map((value, i) => value + (right[i] ?? 0))
  return {
    counts: add(a.counts, b.counts),
    drops: add(a.drops, b.drops),
    endToEnd: mergeHistograms(a.endToEnd, b.endToEnd),
    lag: mergeHistograms(a.lag, b.lag),
    rebalance: mergeHistograms(a.rebalance, b.rebalance),
    worked: a.worked + b.worked,
  }
}
