import { BusinessKind } from '../business-fact.ts'
import type { BusinessPlan } from '../business-plan.ts'
import type { Bodies } from '../calls/bodies.ts'
import { type Frame, Waiting } from '../frame.ts'
import { invariant } from '../kernel/invariant.ts'
import { Outcome } from '../outcome.ts'
import type { Step } from '../step.ts'
import { BusinessTransaction } from './business-transaction.ts'
import type { BusinessWorld } from './business-world.ts'
import type { LegCall, LegOwner } from './leg-call.ts'
import { Phase } from './phase.ts'
import type { Realisation } from './realisation.ts'

/** `repeats` of a frame that stands at the step; before, it is -1. */
const INSIDE = 1
const NOT_BEGUN = -1

/** How a call ends that may still be done. */
const SILENT: readonly number[] = [
  Outcome.timeout,
  Outcome.deadline,
  Outcome.cancelled,
  Outcome.reset,
  Outcome.crashed,
  Outcome.unavailable,
]

/**
 * No transaction at all: the code of the request calls one leg after the other. What fails, fails; what has been done
 * stays; and what becomes of the request (a deadline, a crash) becomes of this.
 */
export class DualWrites implements Realisation {
  readonly #world: BusinessWorld
  readonly #index: number
  readonly #plan: BusinessPlan
  /** By index of the frame that stands at the step. */
  readonly #all: (Writes | undefined)[] = []

  constructor(world: BusinessWorld, index: number, plan: BusinessPlan) {
    this.#world = world
    this.#index = index
    this.#plan = plan
  }

  block(frame: Frame, step: Step): Frame | null {
    frame.pc = frame.at
    if (frame.repeats === NOT_BEGUN) {
      frame.repeats = INSIDE
      const of = new BusinessTransaction(this.#world, this.#index, this.#plan, frame, step)
      of.tell(BusinessKind.begun, frame.instance)
      this.#all[frame.index] = new Writes(of, frame.instance)
    }
    const writes = this.#writesOf(frame)
    if (writes.done < this.#plan.legs.length) return this.#next(frame, step, writes)
    writes.of.tell(BusinessKind.committed, frame.instance)
    return this.#leave(frame, writes, Outcome.ok)
  }

  failed(frame: Frame, _step: Step, outcome: number, _bodies: Bodies): Frame | null {
    const writes = this.#writesOf(frame)
    writes.giveUp(outcome)
    return this.#leave(frame, writes, outcome)
  }

  #next(frame: Frame, step: Step, writes: Writes): Frame | null {
    frame.waiting = Waiting.children
    const next = writes.of.call(writes.done, Phase.operation, frame, writes, frame.expiresAt)
    if (next !== frame) return next
    // It has ended at once.
    const { failure } = frame
    frame.failure = Outcome.ok
    if (failure === Outcome.ok) return this.block(frame, step)
    writes.giveUp(failure)
    return this.#leave(frame, writes, failure)
  }

  #writesOf(frame: Frame): Writes {
    const writes = this.#all[frame.index]
    invariant(writes !== undefined, 'a frame has lost its business transaction')
    return writes
  }

  #leave(frame: Frame, { of }: Writes, outcome: number): Frame {
    this.#all[frame.index] = undefined
    of.world.stores.marks.release(of.id)
    of.tell(BusinessKind.told, frame.instance, outcome)
    frame.repeats = NOT_BEGUN
    frame.pc = frame.at + 1
    frame.waiting = Waiting.nothing
    frame.failure = outcome
    return frame
  }
}

/** One transaction under way. */
class Writes implements LegOwner {
  readonly of: BusinessTransaction
  readonly #instance: number
  /** Legs that have been answered. */
  done = 0

  constructor(of: BusinessTransaction, instance: number) {
    this.of = of
    this.#instance = instance
  }

  called(): void {
    // Its caller is stopped with what it waits for.
  }

  waitsFor(): boolean {
    return false
  }

  answered(_call: LegCall, frame: Frame, outcome: number): Frame | null {
    const { parent } = frame
    if (outcome === Outcome.ok) this.done++
    if (parent !== null) this.of.world.client.settle(parent, frame, outcome)
    return parent
  }

  /** Who wanted it is stopped in the middle; no one goes on with it. */
  dropped(_call: LegCall, outcome: number): void {
    this.of.tell(BusinessKind.orphaned, this.#instance, outcome)
    this.giveUp(outcome)
  }

  /** It ends here: for good with what has been done. */
  giveUp(outcome: number): void {
    const { legs, plan } = this.of
    // Also what has failed may have written before, or another attempt of it that a policy has made.
    const some =
      SILENT.includes(outcome) ||
      legs.some((leg, i) => (!leg.untouched || leg.mayComeLate) && plan.legs[i]?.looks !== true)
    this.of.tell(some ? BusinessKind.abandoned : BusinessKind.compensated, this.#instance, outcome)
  }
}
