import { Cargo, DEFERRED } from '../../cargo.ts'
import type { QuorumRules } from '../../data-plan.ts'
import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { DataWorld } from '../data-world.ts'
import { scanRows, stopScan } from '../scan-rows.ts'
import { type Cell, NOTHING } from './cell.ts'
import type { Replica } from './replica.ts'

/** What asking needs of the store. */
export interface AskedStore {
  readonly world: DataWorld
  readonly rules: QuorumRules
  replica(instance: number): Replica
  /** A node is given what was written, for itself or (`insteadOf` at least 0) to be kept for another one. */
  keep(instance: number, record: number, key: number, cell: Cell, insteadOf: number): void
}

/** Who asks. */
export interface Asker {
  readonly store: AskedStore
  readonly record: number
  readonly key: number
  readonly writes: boolean
  /** What is written. */
  readonly cell: Cell
  /** How long a node looks at the rows of a query, ns. */
  timeToScan(cell: Cell): number
  /** A node has answered, or cannot any more. Returns the frame if it can go on because of that. */
  ended(ask: Ask, call: Frame, outcome: number): Frame | null
  /** Who has asked is gone, or no longer wants to know. */
  lost(outcome: number): void
}

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
  readonly #asker: Asker
  /** The key does not belong to this node. */
  readonly #substitute: boolean
  /** It is an attempt, or another copy, of the call; only the call itself counts. */
  readonly #copy: boolean

  constructor(
    asker: Asker,
    of: { readonly aim: number; readonly insteadOf: number; readonly substitute: boolean; readonly copy: boolean },
  ) {
    super()
    this.#asker = asker
    this.writes = asker.writes
    this.#substitute = of.substitute
    this.#copy = of.copy
    this.cell = asker.cell
    this.insteadOf = of.insteadOf
    this.aim = of.aim
    this.key = asker.key
  }

  /** Whether the node keeps the key for good, and should know what the others know. */
  get belongs(): boolean {
    return !this.#substitute
  }

  /** Whether its answer is one of those that the statement waits for: a hint is none, unless the quorum is sloppy. */
  get counts(): boolean {
    return this.insteadOf < 0 || this.#asker.store.rules.sloppy
  }

  override issued(call: Frame): void {
    this.call = call
  }

  override again(): Ask {
    const copy = new Ask(this.#asker, {
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
    const { store, record, key } = this.#asker
    const { instance } = call
    if (this.writes) {
      store.keep(instance, record, key, this.cell, this.insteadOf)
      return Outcome.ok
    }
    const replica = store.replica(instance)
    this.cell = this.#substitute ? (replica.written(record, key) ?? NOTHING) : replica.cell(record, key)
    return scanRows(store.world, call, this.#asker.timeToScan(this.cell)) ? DEFERRED : Outcome.ok
  }

  ended(call: Frame, outcome: number): Frame | null {
    if (this.#copy || this.over) return null
    this.over = true
    this.call = null
    this.answered = outcome === Outcome.ok
    return this.#asker.ended(this, call, outcome)
  }

  override dropped(_call: Frame, outcome: number): void {
    this.lose(outcome)
  }

  override withdrawn(call: Frame): void {
    stopScan(this.#asker.store.world, call)
  }

  /** Who has asked is gone, or no longer wants to know. */
  lose(outcome: number): void {
    if (this.#copy || this.over) return
    this.over = true
    this.call = null
    this.#asker.lost(outcome)
  }
}
