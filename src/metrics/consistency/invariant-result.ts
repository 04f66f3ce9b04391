import type { Verdict } from '../judge-threshold.ts'
import type { AnomalyEvent } from './consistency-result.ts'

/** What became of an invariant of the data in one variant, over all replications. */
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
  readonly story: readonly AnomalyEvent[]
}
