import type { Bodies } from '../../calls/bodies.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { invariant } from '../../kernel/invariant.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import { Body } from './body.ts'
import { Ending } from './ending.ts'
import type { SqlParts } from './sql-parts.ts'
import { Stage, Transaction, transactionAt } from './transaction.ts'

/** `repeats` of a frame that stands at a block. */
const INSIDE = 1
const NOT_BEGUN = -1
/** Steps of a block: its begin, the commit and the rollback. */
const STEPS = 3

/**
 * The `begin` steps of a store. The body runs with the transaction as its context; then the commit, or after a failure
 * the rollback, is a call of its own. After `conflict` or `deadlock` the same body runs again, with the same draws, for
 * it is the same work; its statements are other calls.
 */
export class Blocks {
  readonly #store: SqlParts
  /** By index of the frame that stands at a block. */
  readonly #transactions: (Transaction | undefined)[] = []
  /** Of the transaction that a frame ends: how many of its nodes have been told. */
  readonly #toldNodes: number[] = []

  constructor(store: SqlParts) {
    this.#store = store
  }

  /** The frame has come to the block, or something that belongs to it has succeeded. See `DataSteps.block`. */
  goOn(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    if (this.#joins(frame)) return joined(frame, step, bodies)
    if (frame.repeats === NOT_BEGUN) return this.#begin(frame, step, bodies, 0)
    const transaction = this.#transactionOf(frame)
    if (transaction.stage === Stage.rollback) return this.#tellNext(frame, step, bodies, transaction)
    if (transaction.stage === Stage.body) {
      if (transaction.failure !== Outcome.ok) return this.#fails(frame, step, bodies, transaction)
      transaction.stage = Stage.commit
      if (frame.program.steps[frame.at + 1]?.access?.verb === 'prepare') transaction.prepares()
      this.#toldNodes[frame.index] = 0
    }
    return this.#tellNext(frame, step, bodies, transaction)
  }

  /** Something that belongs to the block has failed. See `DataSteps.failed`. */
  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    if (this.#joins(frame)) return leaveJoined(frame, outcome)
    const transaction = this.#transactionOf(frame)
    if (transaction.stage === Stage.body) {
      if (transaction.failure === Outcome.ok) transaction.failure = outcome
      transaction.origin = frame.origin
      return this.#fails(frame, step, bodies, transaction)
    }
    if (transaction.stage === Stage.rollback) {
      // What is prepared somewhere, and has not heard of this, is not rolled back for certain.
      if (transaction.isInDoubt) transaction.failure = Outcome.unavailable
      if (isSilence(outcome)) transaction.unheard()
      else transaction.closed(transaction.failure)
      return this.#after(frame, step, bodies, transaction)
    }
    transaction.failure = outcome
    transaction.origin = frame.origin
    if (transaction.backends.length > 1 && transaction.isInDoubt) {
      transaction.stage = Stage.rollback
      this.#toldNodes[frame.index] = 0
      return this.#tellNext(frame, step, bodies, transaction)
    }
    if (isSilence(outcome) || outcome === Outcome.reset || outcome === Outcome.unavailable)
      transaction.leftOpen(outcome)
    else transaction.closed(outcome)
    return this.#after(frame, step, bodies, transaction)
  }

  /** Whether the code around the block, a caller inside the unit, has a transaction that it is to be part of. */
  #joins({ context }: Frame): boolean {
    return transactionAt(this.#store, context) !== null
  }

  #transactionOf(frame: Frame): Transaction {
    const transaction = this.#transactions[frame.index]
    invariant(transaction !== undefined, 'a block has no transaction')
    return transaction
  }

  #begin(frame: Frame, step: Step, bodies: Bodies, round: number): Frame {
    const plan = step.transaction
    invariant(plan !== undefined, 'a block has no plan')
    const transaction = new Transaction(this.#store, plan, frame, this.#store.world.nextVersion(), round)
    this.#transactions[frame.index] = transaction
    frame.repeats = INSIDE
    const body = bodies.body(frame, step, 0)
    body.context = transaction
    body.cargo = new Body(transaction)
    return body
  }

  /** The transaction is to be rolled back; there is no use in telling a node over a connection that is gone. */
  #fails(frame: Frame, step: Step, bodies: Bodies, transaction: Transaction): Frame | null {
    const { failure } = transaction
    transaction.stage = Stage.rollback
    this.#toldNodes[frame.index] = 0
    if (failure !== Outcome.reset && failure !== Outcome.refused && failure !== Outcome.unresolved) {
      return this.#tellNext(frame, step, bodies, transaction)
    }
    transaction.closed(failure)
    return this.#after(frame, step, bodies, transaction)
  }

  /** Makes the call that commits, or rolls back, at the next node that the transaction has come to. */
  #tellNext(frame: Frame, step: Step, bodies: Bodies, transaction: Transaction): Frame | null {
    const { backends, stage, round } = transaction
    const told = this.#toldNodes[frame.index] as number
    const backend = backends[told]
    if (backend === undefined) {
      if (stage === Stage.commit && transaction.name >= 0) transaction.prepared()
      else if (stage === Stage.commit) transaction.committed()
      else transaction.rolledBack(transaction.failure)
      return this.#after(frame, step, bodies, transaction)
    }
    this.#toldNodes[frame.index] = told + 1
    const ending = frame.program.steps[frame.at + (stage === Stage.commit ? 1 : 2)] as Step
    const { client } = this.#store.world
    frame.pc = frame.at
    frame.waiting = Waiting.children
    const cargo = new Ending(transaction, backend, told + 1 === backends.length, this.#aimAt(backend.instance))
    const next = client.carry(frame, frame, ending, cargo, round * backends.length + told)
    if (next === null) return null
    const { failure } = frame
    frame.failure = Outcome.ok
    return failure === Outcome.ok ? this.goOn(frame, step, bodies) : this.failed(frame, step, failure, bodies)
  }

  /** A store of one node is found by its balancer, as with any call. */
  #aimAt(instance: number): number {
    const { shards, nodesPerShard } = this.#store.plan.sharding
    return shards * nodesPerShard === 1 ? -1 : instance
  }

  /** The transaction is over: it is tried again, or the frame goes on behind the block. */
  #after(frame: Frame, step: Step, bodies: Bodies, transaction: Transaction): Frame | null {
    const { failure, round, plan } = transaction
    const again = failure === Outcome.conflict || failure === Outcome.deadlock
    if (again && round < plan.retries) return this.#begin(frame, step, bodies, round + 1)
    this.#transactions[frame.index] = undefined
    frame.repeats = NOT_BEGUN
    frame.pc = frame.at + STEPS
    frame.waiting = Waiting.nothing
    frame.failure = failure
    if (failure !== Outcome.ok) frame.origin = transaction.origin
    return frame
  }
}

/** Whether the other side may not even know that something is wrong. */
function isSilence(outcome: number): boolean {
  return outcome === Outcome.timeout || outcome === Outcome.deadline
}

/** A block inside another transaction on its store: a part of that, which commits nothing by itself. */
function joined(frame: Frame, step: Step, bodies: Bodies): Frame {
  if (frame.repeats !== NOT_BEGUN) return leaveJoined(frame, Outcome.ok)
  frame.repeats = INSIDE
  return bodies.body(frame, step, 0)
}

function leaveJoined(frame: Frame, outcome: number): Frame {
  frame.repeats = NOT_BEGUN
  frame.pc = frame.at + STEPS
  frame.waiting = Waiting.nothing
  frame.failure = outcome
  return frame
}
