/** Which entry of a full cache makes room. Entries go by their slots, small integers that are used again. */
export interface Eviction {
  /** An entry for `key` has come to `slot`. */
  added(slot: number, key: number): void
  /** The entry in `slot` was looked up and found. */
  used(slot: number): void
  /** The entry in `slot` is gone. */
  removed(slot: number): void
  /** `key` was asked for, whether it was there or not. */
  asked(key: number): void
  /** The slot that makes room for `key`; -1: none does, and `key` is not kept. Only while there are entries. */
  victim(key: number): number
  /** Everything is gone. */
  cleared(): void
}
