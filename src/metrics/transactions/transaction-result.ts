import type { DurationResult, MaybeEstimate } from '../duration-result.ts'
import type { TransactionAnomalyName, TransactionCountName } from './transaction-anomaly.ts'
import type { TransactionEvent } from './transaction-event.ts'

/** What became of the business transactions of one name that began in the measured time of one replication. */
export interface TransactionResult extends Readonly<Record<TransactionCountName, MaybeEstimate>> {
  /** For each: legs called, calls of legs (again ones, undos and confirms too), and those with the events published. */
  readonly legs: { readonly mean: MaybeEstimate }
  readonly steps: { readonly mean: MaybeEstimate }
  readonly messages: { readonly mean: MaybeEstimate }
  /** From its beginning until it was committed or compensated. */
  readonly settleTimeMs: DurationResult
  /** … and until its caller had an answer. */
  readonly tellTimeMs: DurationResult
  /** Of each participant, from its vote until it heard the decision; or until the end of the load. */
  readonly inDoubtTimeMs: DurationResult
  /** How long each local transaction of it held its locks; or until the end of the load. */
  readonly locksHeldMs: DurationResult
  /** From when the first of them held any until none did; or until the end of the load. */
  readonly lockedMs: DurationResult
  /** From the first effect that others could see until it had settled; or until the end of the load. */
  readonly visibleTimeMs: DurationResult
  /** US dollars: all that the deployment costs, for each that was committed or compensated. */
  readonly costPerSettled: MaybeEstimate
  /** Who has read what was not settled, by operation: reads over all replications, and those of what was undone. */
  readonly seenBy: Readonly<Record<string, { readonly reads: number; readonly dirty: number }>>
}

/** What an operation has done, of which every effect is told: as a leg, or for a call as its caller meant it. */
export interface EffectResult {
  readonly effects: MaybeEstimate
  /** Done again for the same call or leg, and not undone. */
  readonly doubleEffects: MaybeEstimate
  /** Recognised as done before. */
  readonly absorbed: MaybeEstimate
}

/** An anomaly of a business transaction, with what happened. */
export interface TransactionExample {
  readonly anomaly: TransactionAnomalyName
  readonly transaction: string
  /** From 0. */
  readonly replication: number
  /** Unique in the replication. */
  readonly business: number
  /** Empty where it is about the whole. */
  readonly leg: string
  /** How often it was there. */
  readonly times: number
  readonly events: readonly TransactionExampleEvent[]
}

export interface TransactionExampleEvent extends Omit<TransactionEvent, 'at'> {
  readonly atMs: number
}
