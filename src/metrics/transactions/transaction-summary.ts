import type { TransactionAnomalyName } from './transaction-anomaly.ts'
import type { TransactionCourse } from './transaction-course.ts'
import type { TransactionEvent } from './transaction-event.ts'
import type { TransactionTallyData } from './transaction-tally.ts'

/** What was seen of the business transactions of one replication, as plain data. */
export interface TransactionSummary {
  /** Length of the measured time, ns. */
  readonly measured: number
  /** In the order of the plan. */
  readonly transactions: readonly TransactionsOf[]
  /** Operations of which every effect is told, in code-unit order. */
  readonly operations: readonly EffectsOf[]
  readonly examples: readonly TransactionExampleData[]
  /** In the order of the plan; `null` where none was asked for. */
  readonly course: readonly TransactionCourse[] | null
}

export interface TransactionsOf {
  readonly name: string
  readonly tally: TransactionTallyData
}

/** What one operation has done, as a leg or by itself; first done in the measured time. */
export interface EffectsOf {
  readonly name: string
  /** How often it has done its work. */
  readonly effects: number
  /** Of these, those of a call (or leg) that had done it before, and that were not undone. */
  readonly doubleEffects: number
  readonly absorbed: number
}

/** An anomaly, and the story of its transaction. */
export interface TransactionExampleData {
  readonly anomaly: TransactionAnomalyName
  readonly transaction: string
  readonly business: number
  /** Empty where it is about the whole. */
  readonly leg: string
  readonly times: number
  readonly events: readonly TransactionEvent[]
}
