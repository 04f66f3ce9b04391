import { BusinessKind } from '../business-fact.ts'
import type { BusinessPlan } from '../business-plan.ts'
import type { Bodies } from '../calls/bodies.ts'
import { Cargo } from '../cargo.ts'
import { type Frame, FrameKind, Waiting } from '../frame.ts'
import { invariant } from '../kernel/invariant.ts'
import { Outcome } from '../outcome.ts'
import type { Step } from '../step.ts'
import { BusinessTransaction } from './business-transaction.ts'
import type { BusinessWorld } from './business-world.ts'
import { LocalContext } from './local-context.ts'
import type { Realisation } from './realisation.ts'

/** `repeats` of a frame that stands at the step; before, it is -1. */
const INSIDE = 1
const NOT_BEGUN = -1

/** Who is stopped in the middle leaves it to the store, which rolls back what is not committed. */
class LocalBody extends Cargo<Frame> {
  readonly #stopped: () => void

  constructor(stopped: () => void) {
    super()
    this.#stopped = stopped
  }

  override deliver(): number {
    return Outcome.ok
  }

  override ended(): null {
    return null
  }

  override withdrawn(): void {
    this.#stopped()
  }
}

/**
 * One local transaction on one store: the program of the step is a `begin` around calls of the legs inside the unit.
 * All of it happens, or nothing; only where the answer to its commit was lost does the caller not know which, until the
 * store has come to it.
 */
export class LocalTransactions implements Realisation {
  readonly #world: BusinessWorld
  readonly #index: number
  readonly #plan: BusinessPlan
  /** By index of the frame that stands at the step. */
  readonly #all: (LocalContext | undefined)[] = []

  constructor(world: BusinessWorld, index: number, plan: BusinessPlan) {
    this.#world = world
    this.#index = index
    this.#plan = plan
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    if (frame.repeats === NOT_BEGUN) return this.#begin(frame, step, bodies)
    return this.#leave(frame, Outcome.ok)
  }

  failed(frame: Frame, _step: Step, outcome: number): Frame {
    return this.#leave(frame, outcome)
  }

  #begin(frame: Frame, step: Step, bodies: Bodies): Frame {
    const { frames } = this.#world
    const of = new BusinessTransaction(this.#world, this.#index, this.#plan, frame, step)
    of.tell(BusinessKind.begun, frame.instance)
    const context = new LocalContext(of, frame.instance)
    this.#all[frame.index] = context
    frame.repeats = INSIDE
    // With the path of the frame itself, the legs draw as in the other realisations.
    const body = bodies.inside(FrameKind.branch, frame, step.program, frame.path)
    frames.adopt(frame, body)
    frame.need = 1
    frame.branches = 1
    frame.succeeded = 0
    frame.failed = 0
    frame.pc = frame.at
    frame.waiting = Waiting.children
    body.context = context
    body.cargo = new LocalBody(() => {
      of.tell(BusinessKind.orphaned, body.instance, Outcome.cancelled)
      context.end(Outcome.cancelled)
    })
    return body
  }

  #leave(frame: Frame, outcome: number): Frame {
    const context = this.#all[frame.index]
    invariant(context !== undefined, 'a frame has lost its business transaction')
    this.#all[frame.index] = undefined
    context.end(outcome)
    context.of.tell(BusinessKind.told, frame.instance, outcome)
    frame.repeats = NOT_BEGUN
    frame.pc = frame.at + 1
    frame.waiting = Waiting.nothing
    frame.failure = outcome
    return frame
  }
}
