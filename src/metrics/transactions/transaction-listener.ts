import type { TransactionAnomalyName } from './transaction-anomaly.ts'
import type { TransactionEvent } from './transaction-event.ts'

/** An anomaly of a business transaction, as it was found. */
export interface TransactionFinding {
  readonly anomaly: TransactionAnomalyName
  /** By index. */
  readonly transaction: number
  readonly business: number
  /** -1 where it is about the whole. */
  readonly leg: number
  /** How often it was there: doubles of a leg, dirty reads of what it wrote. */
  readonly times: number
  /** When it was found, ns: the end of the run, or when nothing more was expected of the transaction. */
  readonly at: number
  /** Whether it began in the measured time. */
  readonly measured: boolean
  /** What happened; made when it is asked for, which must be at once. */
  story(): readonly TransactionEvent[]
}

/** Hears of every anomaly of business transactions, from the start of the run to its end. */
export interface TransactionListener {
  found(finding: TransactionFinding): void
}
