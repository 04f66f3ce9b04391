import { MESSAGE_CAUSES } from '../../sim/message-fact.ts'
import { Histogram } from '../histogram.ts'
import type { HistogramData } from '../histogram-data.ts'
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
