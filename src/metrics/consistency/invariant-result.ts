import type { Verdict } from '../judge-threshold.ts'
import type { MessageExampleEvent } from '../messages/message-result.ts'
import type { TransactionExampleEvent } from '../transactions/transaction-result.ts'
import type { AnomalyEvent } from './consistency-result.ts'

/** One line of a story: about data, a message or a business transaction. */
export type ToldEvent = AnomalyEvent | MessageExampleEvent | TransactionExampleEvent

/** What became of an invariant in one variant, over all replications. */
export interface InvariantResult {
  /** As written. */
  readonly name: string
  readonly variant: string
  /** `fail` when any replication fails, `pass` when all were evaluated and held. */
  readonly verdict: Verdict
  /** True only for `pass`. */
  readonly ok: boolean
  /** Cases held against it, over all replications. */
  readonly evaluated: number
  /** Of `fail` what was wrong first, else what could not be judged; `null` when all is well. */
  readonly reason: string | null
  /** The replication of the first violation, from 0; `null` without any. */
  readonly replication: number | null
  /** What led to the first violation. */
  readonly story: readonly ToldEvent[]
  /** A command that tells the whole story of it; `null` where there is none to tell. */
  readonly explain: string | null
}
