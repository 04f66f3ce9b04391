import { Cargo, DEFERRED } from '../../cargo.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { scanRows, stopScan } from '../scan-rows.ts'
import { type Cell, NOTHING } from './cell.ts'
import type { Coordination } from './coordination.ts'

/** What a coordinator wants of one node: what it has of a key, or that it keeps what has been written. */
export class Ask extends Cargo<Frame> {
  /** Of a write: what is written; of a read that was answered: what the node has. */
  cell: Cell
  /** Whether the node has answered … */
  answered = false
  /** … or cannot any more. */
  over = false
  /** Of a write for a node that has not answered: which one, by index; -1: for the node that is asked. */
  readonly insteadOf: number
  /** The call, while it is not over. */
  call: Frame | null = null
  readonly writes: boolean
  readonly #coordination: Coordination
  /** The key does not belong to this node. */
  readonly #substitute: boolean
  /** It is an attempt, or another copy, of the call; only the call itself counts. */
  readonly #copy: boolean

  constructor(
    coordination: Coordination,
    of: { readonly aim: number; readonly insteadOf: number; readonly substitute: boolean; readonly copy: boolean },
  ) {
    super()
    this.#coordination = coordination
    this.writes = coordination.writes
    this.#substitute = of.substitute
    this.#copy = of.copy
    this.cell = coordination.cell
    this.insteadOf = of.insteadOf
    this.aim = of.aim
    this.key = coordination.key
  }

  /** Whether the node keeps the key for good, and should know what the others know. */
  get belongs(): boolean {
    return !this.#substitute
  }

  /** Whether its answer is one of those that the statement waits for: a hint is none, unless the quorum is sloppy. */
  get counts(): boolean {
    return this.insteadOf < 0 || this.#coordination.store.rules.sloppy
  }

  override issued(call: Frame): void {
    this.call = call
  }

  override again(): Ask {
    const copy = new Ask(this.#coordination, {
      aim: this.aim,
      insteadOf: this.insteadOf,
      substitute: this.#substitute,
      copy: true,
    })
    if (this.writes) copy.cell = this.cell
    return copy
  }

  override broughtBack(attempt: Cargo<Frame>): void {
    if (attempt instanceof Ask) this.cell = attempt.cell
  }

  deliver(call: Frame): number {
    const { store, record, key } = this.#coordination
    const { instance } = call
    if (this.writes) {
      store.keep(instance, record, key, this.cell, this.insteadOf)
      return Outcome.ok
    }
    const replica = store.replica(instance)
    this.cell = this.#substitute ? (replica.written(record, key) ?? NOTHING) : replica.cell(record, key)
    return scanRows(store.world, call, this.#coordination.timeToScan(this.cell)) ? DEFERRED : Outcome.ok
  }

  ended(call: Frame, outcome: number): Frame | null {
    if (this.#copy || this.over) return null
    this.over = true
    this.call = null
    this.answered = outcome === Outcome.ok
    return this.#coordination.ended(this, call, outcome)
  }

  override dropped(_call: Frame, outcome: number): void {
    this.lose(outcome)
  }

  override withdrawn(call: Frame): void {
    stopScan(this.#coordination.store.world, call)
  }

  /** Who has asked is gone, or no longer wants to know. */
  lose(outcome: number): void {
    if (this.#copy || this.over) return
    this.over = true
    this.call = null
    this.#coordination.lost(outcome)
  }
}
