import { BusinessKind } from '../business-fact.ts'
import type { BusinessPlan } from '../business-plan.ts'
import type { Bodies } from '../calls/bodies.ts'
import { Cargo } from '../cargo.ts'
import { type Frame, FrameKind, Waiting } from '../frame.ts'
import { invariant } from '../kernel/invariant.ts'
import { DEFINITE, Outcome } from '../outcome.ts'
import type { Step } from '../step.ts'
import { BusinessContext } from './business-context.ts'
import { BusinessTransaction } from './business-transaction.ts'
import type { BusinessWorld } from './business-world.ts'
import { Phase } from './phase.ts'
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
 * All of it happens, or nothing; only where the answer to its commit was lost does the caller not know which.
 */
export class LocalTransactions implements Realisation {
  readonly #world: BusinessWorld
  readonly #index: number
  readonly #plan: BusinessPlan
  /** By index of the frame that stands at the step. */
  readonly #all: (BusinessTransaction | undefined)[] = []

  constructor(world: BusinessWorld, index: number, plan: BusinessPlan) {
    this.#world = world
    this.#index = index
    this.#plan = plan
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    if (frame.repeats === NOT_BEGUN) return this.#begin(frame, step, bodies)
    const of = this.#of(frame)
    this.#plan.legs.forEach((_, leg) => {
      of.tell(BusinessKind.effect, frame.instance, Outcome.ok, leg, 1)
    })
    of.tell(BusinessKind.committed, frame.instance)
    return this.#leave(frame, of, Outcome.ok)
  }

  failed(frame: Frame, _step: Step, outcome: number): Frame {
    const of = this.#of(frame)
    const isClear = DEFINITE[outcome] ?? true
    of.tell(isClear ? BusinessKind.compensated : BusinessKind.abandoned, frame.instance, outcome)
    return this.#leave(frame, of, outcome)
  }

  #begin(frame: Frame, step: Step, bodies: Bodies): Frame {
    const { frames } = this.#world
    const of = new BusinessTransaction(this.#world, this.#index, this.#plan, frame, step)
    of.tell(BusinessKind.begun, frame.instance)
    this.#all[frame.index] = of
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
    body.context = new BusinessContext(of, of.session, null, Phase.operation)
    body.cargo = new LocalBody(() => {
      of.tell(BusinessKind.orphaned, body.instance, Outcome.cancelled)
      of.tell(BusinessKind.compensated, body.instance, Outcome.cancelled)
    })
    return body
  }

  #of(frame: Frame): BusinessTransaction {
    const of = this.#all[frame.index]
    invariant(of !== undefined, 'a frame has lost its business transaction')
    return of
  }

  #leave(frame: Frame, of: BusinessTransaction, outcome: number): Frame {
    this.#all[frame.index] = undefined
    of.tell(BusinessKind.told, frame.instance, outcome)
    frame.repeats = NOT_BEGUN
    frame.pc = frame.at + 1
    frame.waiting = Waiting.nothing
    frame.failure = outcome
    return frame
  }
}
