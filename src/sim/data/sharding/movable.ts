import type { Row } from '../rows.ts'

/** What keeps the rows of a store, for who moves them. */
export interface Movable {
  /** Counter at the probe: keys that have moved. */
  readonly keysMoved: number
  /** What an instance has of a key, to be taken along; `null` where nobody has written it. */
  take(instance: number, record: number, key: number): Row | null
  /** An instance gets what another one had. */
  put(instance: number, record: number, key: number, row: Row | null): void
  /** An instance no longer has a key. */
  drop(instance: number, record: number, key: number): void
}
