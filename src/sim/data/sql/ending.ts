import { Cargo, SET_ASIDE } from '../../cargo.ts'
import { type Frame, FrameKind } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import { type Backend, Phase } from './backend.ts'
import type { SqlNode } from './sql-node.ts'
import { Stage, type Transaction } from './transaction.ts'

/**
 * The commit, or the rollback, of a transaction at one node. Where keys are sharded a transaction may have come to
 * several: they commit one after the other, and nothing keeps the first from being committed when the second fails
 * (Vitess calls this transaction mode `multi`).
 */
export class Ending extends Cargo<Frame> {
  readonly #transaction: Transaction
  readonly #backend: Backend
  readonly #isLast: boolean
  #told = false

  constructor(transaction: Transaction, backend: Backend, isLast: boolean, aim: number) {
    super()
    this.#transaction = transaction
    this.#backend = backend
    this.#isLast = isLast
    this.aim = aim
  }

  override takesPlace(): boolean {
    return this.#transaction.takesPlace()
  }

  override keepsPlace(call: Frame): boolean {
    return !this.#isLast && this.#transaction.keepsPlace(call.edge)
  }

  deliver(call: Frame): number {
    const { name } = this.#transaction
    if (this.#commits && name >= 0) return this.#node.prepare(this.#backend, name, call, SET_ASIDE)
    if (this.#commits) return this.#node.commit(this.#backend, call, SET_ASIDE)
    // Another one of its nodes has voted no.
    if (this.#backend.phase === Phase.prepared) return this.#node.endPrepared(name, false, call, SET_ASIDE)
    this.#node.rollBack(this.#backend, Outcome.cancelled)
    return Outcome.ok
  }

  override withdrawn(call: Frame): void {
    if (this.#backend.phase === Phase.committing || this.#backend.name >= 0)
      this.#transaction.store.replicas.withdraw(call.instance, call)
  }

  /** However the visit has ended, the transaction is over at its node. */
  override left(): void {
    this.#node.settled(this.#backend)
    this.#node.rollBack(this.#backend, Outcome.cancelled)
  }

  override ended(call: Frame, outcome: number): Frame | null {
    this.#told = true
    const { parent } = call
    if (this.aim >= 0) this.#transaction.heard(this.aim, outcome)
    if (outcome === Outcome.ok && this.#commits && this.#transaction.name < 0)
      this.#transaction.acknowledged.push(this.#backend.instance)
    if (parent !== null) this.#transaction.store.world.client.settle(parent, call, outcome)
    return parent
  }

  override dropped(call: Frame, outcome: number): void {
    // An attempt that was given up is not the end of its call.
    if ((call.passage >= 0 && call.kind !== FrameKind.guarded) || this.#told) return
    this.#told = true
    if (this.#commits) this.#transaction.leftOpen(outcome)
    else this.#transaction.unheard()
  }

  get #commits(): boolean {
    return this.#transaction.stage === Stage.commit
  }

  get #node(): SqlNode {
    return this.#transaction.store.node(this.#backend.instance)
  }
}
