import { Histogram } from '../histogram.ts'
import type { HistogramData } from '../histogram-data.ts'
import { TRANSACTION_COUNTS } from './transaction-anomaly.ts'

/** What is timed, in the order in which it is shown. */
export const TRANSACTION_TIMES = [
  'settleTime',
  'tellTime',
  'inDoubtTime',
  'locksHeld',
  'locked',
  'visibleTime',
] as const
export type TransactionTimeName = (typeof TRANSACTION_TIMES)[number]

/** What was counted of the business transactions of one name, as plain data. Times are ns. */
export interface TransactionTallyData {
  /** By `TransactionCount`. */
  readonly counts: readonly number[]
  /** Sums over all that were followed: legs called, calls of legs, events published. */
  readonly legs: number
  readonly calls: number
  readonly events: number
  /** From its beginning until it was committed or compensated. */
  readonly settleTime: HistogramData
  /** … and until its caller had an answer. */
  readonly tellTime: HistogramData
  /** Of each participant, from its vote until it heard the decision. */
  readonly inDoubtTime: HistogramData
  /** How long each local transaction of it held its locks, or until the end of the load. */
  readonly locksHeld: HistogramData
  /** From when the first of them held any until none did. */
  readonly locked: HistogramData
  /** From the first effect that others can see until it has settled. */
  readonly visibleTime: HistogramData
  /** Who has read what was not settled: by operation, in code-unit order. */
  readonly seenBy: readonly { readonly operation: string; readonly reads: number; readonly dirty: number }[]
}

/** Counts of the business transactions of one name. */
export class TransactionTally {
  readonly counts: Float64Array = new Float64Array(TRANSACTION_COUNTS.length)
  legs = 0
  calls = 0
  events = 0
  readonly settleTime: Histogram = new Histogram()
  readonly tellTime: Histogram = new Histogram()
  readonly inDoubtTime: Histogram = new Histogram()
  readonly locksHeld: Histogram = new Histogram()
  readonly locked: Histogram = new Histogram()
  readonly visibleTime: Histogram = new Histogram()
  readonly #seenBy = new Map<string, { reads: number; dirty: number }>()

  /** Others have read what was not settled. */
  seen(operation: string, reads: number, dirty: number): void {
    const known = this.#seenBy.get(operation)
    if (known === undefined) this.#seenBy.set(operation, { reads, dirty })
    else {
      known.reads += reads
      known.dirty += dirty
    }
  }

  data(): TransactionTallyData {
    return {
      counts: [...this.counts],
      legs: this.legs,
      calls: this.calls,
      events: this.events,
      settleTime: this.settleTime.data(),
      tellTime: this.tellTime.data(),
      inDoubtTime: this.inDoubtTime.data(),
      locksHeld: this.locksHeld.data(),
      locked: this.locked.data(),
      visibleTime: this.visibleTime.data(),
      seenBy: [...this.#seenBy]
        .map(([operation, counts]) => ({ operation, ...counts }))
        .toSorted((a, b) => (a.operation < b.operation ? -1 : 1)),
    }
  }
}
