import type { LogTransaction } from './log-transaction.ts'

/** One member of a group, as it is written down. */
export interface MemberRecord {
  readonly id: number
  readonly instance: number
  readonly life: number
  /** Numbers of the partitions that it is to handle, ascending. */
  readonly assignment: readonly number[]
}

/**
 * All that is written down about a group of consumers, as of one moment: the last such record of the group's partition
 * is what a coordinator knows that has just taken over.
 */
export interface GroupRecord {
  readonly generation: number
  /** The next number of a member. */
  readonly nextMember: number
  readonly members: readonly MemberRecord[]
  /** By number of the partition: up to where its messages are done, and the epoch of the last of them. */
  readonly offsets: readonly number[]
  readonly epochs: readonly number[]
  /** Transactions that are decided, of which not all partitions know it yet. */
  readonly decided: readonly { readonly transaction: LogTransaction; readonly commit: boolean }[]
}
