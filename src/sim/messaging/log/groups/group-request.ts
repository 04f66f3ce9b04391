import type { LogTransaction } from '../replicas/log-transaction.ts'

/** Where a group is with a partition: its number, the offset of what comes next, and the epoch of what was last. */
export interface Mark {
  readonly number: number
  readonly offset: number
  readonly epoch: number
}

/** What a consumer asks its coordinator. */
export type GroupRequest =
  /** To be a member (`member` is -1, or which it was), with the partitions that it has. Waits for the others. */
  | { readonly kind: 'join'; readonly member: number; readonly life: number; readonly owned: readonly number[] }
  /** What it is to handle. Waits until that is decided. */
  | { readonly kind: 'sync'; readonly member: number; readonly generation: number }
  | { readonly kind: 'heartbeat'; readonly member: number; readonly generation: number }
  | { readonly kind: 'leave'; readonly member: number; readonly generation: number }
  | { readonly kind: 'commit'; readonly member: number; readonly generation: number; readonly marks: readonly Mark[] }
  /** The end of a transaction, with the offsets that are part of it. */
  | {
      readonly kind: 'end'
      readonly member: number
      readonly generation: number
      readonly transaction: LogTransaction
      readonly commit: boolean
      readonly marks: readonly Mark[]
    }

/** What the coordinator answers, besides the outcome. */
export interface GroupReply {
  member: number
  generation: number
  /** What the member is to handle, and where it begins. */
  marks: readonly Mark[]
}
