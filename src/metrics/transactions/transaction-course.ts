import type { WindowTallyData } from '../window-tally.ts'

/** Business transactions of one name, by the window in which they began. */
export interface TransactionCourse {
  readonly name: string
  /** Counts by `TransactionCount`, times by their place in `TRANSACTION_TIMES`. */
  readonly tally: WindowTallyData
}
