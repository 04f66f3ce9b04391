import type { StorePlan } from '../../data-plan.ts'
import type { DataWorld } from '../data-world.ts'
import type { Fences } from '../leases/fences.ts'
import type { Placement } from '../placement.ts'
import type { Rows } from '../rows.ts'
import type { Statement } from '../statement.ts'

/** What the statements of a plain store need of it. */
export interface PlainParts {
  readonly world: DataWorld
  readonly plan: StorePlan
  readonly placement: Placement
  /** The tokens that the store has seen. */
  readonly fences: Fences
  /** Reads that are over, to be used again. */
  readonly spare: Statement[]
  /** The rows of a record at the shard of an instance, as they are. */
  rowsAt(instance: number, record: number): Rows
  /** The same as those who read there find them. */
  readableAt(instance: number, record: number): Rows
  /** A row, or a group of rows, has been written at an instance. */
  written(instance: number, record: number, key: number, grouped: boolean): void
  /** A key of a record that nothing else has. */
  freshKey(record: number): number
}
