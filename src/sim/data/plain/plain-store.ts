import type { StorePlan } from '../../data-plan.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import { Fences } from '../leases/fences.ts'
import { Placement } from '../placement.ts'
import { type Row, Rows } from '../rows.ts'
import type { Movable } from '../sharding/movable.ts'
import { isRead, type Statement } from '../statement.ts'
import type { Store } from '../store.ts'
import type { PlainParts } from './plain-parts.ts'
import { PlainStatement } from './plain-statement.ts'

/**
 * One logical store for each shard, of which all instances are front ends: each statement by itself, what is written is
 * there for every statement that takes effect later, and the last write wins. So object stores keep data (Amazon S3
 * says so of itself since December 2020). Rows and tokens are on disk: a crash of an instance loses neither.
 */
export class PlainStore implements Store, Movable, PlainParts {
  readonly world: DataWorld
  readonly keysMoved: number
  readonly plan: StorePlan
  readonly fences: Fences = new Fences()
  readonly placement: Placement
  readonly spare: Statement[] = []
  /** By shard, then by record of the plan. */
  readonly #rows: readonly (readonly (Rows | undefined)[])[]
  /** By record: the next key of a row that nobody else names. */
  readonly #fresh: number[]

  constructor(world: DataWorld, index: number, plan: StorePlan) {
    this.world = world
    this.plan = plan
    this.placement = new Placement(world, plan)
    this.#rows = Array.from({ length: plan.sharding.shards }, () => initialRows(world, index))
    this.#fresh = world.plan.records.map(({ keys }) => keys)
    this.keysMoved = world.instruments[index]?.keysMoved ?? -1
    this.placement.grows(index, this)
  }

  access(frame: Frame, step: Step, key: number): boolean {
    const { access } = step
    if (access === undefined) return true
    const spare = isRead(access) ? this.spare.pop() : undefined
    const statement =
      spare instanceof PlainStatement
        ? spare.serve(access, frame, key, step)
        : new PlainStatement(this, access, frame, key, step)
    frame.waiting = Waiting.children
    return this.world.client.carry(frame, frame, step, statement, 0) !== null
  }

  /** The rows of a record at the shard of an instance, as they are. */
  rowsAt(instance: number, record: number): Rows {
    return this.#rows[this.placement.shardOfNode(instance)]?.[record] as Rows
  }

  /** The same as those who read there find them. */
  readableAt(instance: number, record: number): Rows {
    return this.rowsAt(instance, record)
  }

  /** A row, or a group of rows, has been written at an instance. */
  written(_instance: number, _record: number, _key: number, _grouped: boolean): void {}

  leader(shard: number): number {
    return this.placement.node(shard, 0)
  }

  mayGive(): boolean {
    return true
  }

  take(instance: number, record: number, key: number): Row | null {
    const row = this.rowsAt(instance, record).written(key)
    return row === undefined ? null : { ...row }
  }

  put(record: number, key: number, row: Row | null, { instance }: Frame): number {
    // One that nobody has written is the same everywhere.
    if (row === null) return Outcome.ok
    this.rowsAt(instance, record).put(key, row.version, row.order, row.value, row.since)
    this.written(instance, record, key, false)
    return Outcome.ok
  }

  withdraw(): void {
    // No call of a move is kept waiting.
  }

  drop(instance: number, record: number, key: number): void {
    this.rowsAt(instance, record).drop(key)
  }

  /** A key of a record that nothing else has. */
  freshKey(record: number): number {
    const key = this.#fresh[record] as number
    this.#fresh[record] = key + 1
    return key
  }
}

/** By record of the plan, what a shard of store `index` has at the start; of groups the value is the number of rows. */
export function initialRows({ plan }: DataWorld, index: number): (Rows | undefined)[] {
  return plan.records.map(({ store, keys, initial, rows }) =>
    store === index ? new Rows(keys, initial ?? rows) : undefined,
  )
}
