import type { Business } from './business.ts'

/** What a frame and the frames inside it know of the work that they do together. */
export interface Context {
  /** Of the whole request, in all units. */
  readonly session: object
  /** The local transaction that their steps are part of; `null` for none. Calls to other units leave it. */
  readonly transaction: object | null
  /** Token of the lease with fencing that they are done under, which goes along with writes; -1 for none. */
  readonly token: number
  /** Which lease that is: a number for each key of each record; -1 for none. */
  readonly lease: number
  /** The business transaction that it is part of; `null` for none. Calls and messages take it along. */
  readonly business: Business | null
  /** The key that the operation notes that it has been done under; -1 for none. Other operations have their own. */
  readonly once: number
  /** The same without the transaction: what a call to another unit takes along. */
  readonly outside: Context
}
