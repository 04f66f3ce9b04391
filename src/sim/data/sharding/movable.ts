import type { Frame } from '../../frame.ts'
import type { Row } from '../rows.ts'

/** What keeps the rows of a store, for who moves them. */
export interface Movable {
  /** The node of a shard that gives its keys away, and takes others, by index among all instances. */
  leader(shard: number): number
  /** Counter at the probe: keys that have moved. */
  readonly keysMoved: number
  /** Whether an instance knows for certain what is the last of a key: it leads, and no commit of it is under way. */
  mayGive(instance: number, record: number, key: number): boolean
  /** What an instance has of a key, to be taken along; `null` where nobody has written it. */
  take(instance: number, record: number, key: number): Row | null
  /**
   * An instance gets what another one had, in `call`. Returns the outcome, or `DEFERRED`: the call is handed back when
   * the row is as safe there as any that is written.
   */
  put(record: number, key: number, row: Row | null, call: Frame): number
  /** The call of a `put`, which was deferred, is stopped. */
  withdraw(call: Frame): void
  /** An instance no longer has a key. */
  drop(instance: number, record: number, key: number): void
}
