import type { Bodies } from '../../calls/bodies.ts'
import { FactKind } from '../../data-fact.ts'
import type { AccessPlan } from '../../data-plan.ts'
import { EventKind } from '../../event-kind.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { eventCode } from '../../kernel/event-code.ts'
import { invariant } from '../../kernel/invariant.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { Step } from '../../step.ts'
import type { DataWorld } from '../data-world.ts'
import type { Store } from '../store.ts'
import { Holding, Stage } from './holding.ts'

/** `repeats` of a frame that stands at a lease. */
const INSIDE = 1
const NOT_BEGUN = -1
/** Steps of a block: the lease, taking it and giving it back. */
const STEPS = 3

/**
 * The `lease` steps: taken, with as many attempts as it says, then the body, then given back whatever the body has come
 * to. Who holds it looks at its clock once, before the body, and not again: what happens when the time runs out in the
 * middle is the store's business, or nobody's. A holder that crashes or is stopped gives nothing back; the lease runs
 * out.
 */
export class Leases {
  readonly #world: DataWorld
  readonly #stores: readonly Store[]
  /** Draws the key of a step. */
  readonly #keyOf: (frame: Frame, step: Step) => number

  constructor(world: DataWorld, stores: readonly Store[], keyOf: (frame: Frame, step: Step) => number) {
    this.#world = world
    this.#stores = stores
    this.#keyOf = keyOf
  }

  /** The frame has come to a lease, or something that belongs to it has succeeded. See `DataSteps.block`. */
  goOn(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    frame.pc = frame.at
    if (frame.repeats === NOT_BEGUN) return this.#begin(frame, step, bodies)
    const holding = holdingOf(frame)
    switch (holding.stage) {
      case Stage.waiting:
        return this.#ask(frame, step, bodies, holding)
      case Stage.asking:
        return this.#granted(frame, step, bodies, holding)
      case Stage.holding:
        return this.#giveBack(frame, step, bodies, holding)
      default:
        return leave(frame, holding)
    }
  }

  /** Something that belongs to the lease has failed. See `DataSteps.failed`. */
  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    frame.pc = frame.at
    const holding = holdingOf(frame)
    switch (holding.stage) {
      case Stage.asking:
        if (outcome === Outcome.leaseTaken) return this.#askLater(frame, holding)
        return this.#fail(frame, holding, outcome)
      case Stage.holding:
        holding.outcome = outcome
        holding.origin = frame.origin
        return this.#giveBack(frame, step, bodies, holding)
      default:
        // What was to be done is done, or has failed already; the lease runs out by itself.
        return leave(frame, holding)
    }
  }

  #begin(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    const { lease, program } = step
    const { context } = frame
    invariant(
      lease !== undefined && context !== null,
      `the lease around ${program.name} has no plan, or nobody holds it`,
    )
    const holding = new Holding(lease, this.#keyOf(frame, accessOf(frame, 1)), context)
    frame.context = holding
    frame.repeats = INSIDE
    return this.#ask(frame, step, bodies, holding)
  }

  #ask(frame: Frame, step: Step, bodies: Bodies, holding: Holding): Frame | null {
    holding.stage = Stage.asking
    holding.askedAt = this.#clock(frame)
    holding.askedTruly = this.#world.engine.now
    return this.#access(frame, step, bodies, holding, 1, holding.asked++)
  }

  /** The answer has come; it may have taken so long that the lease has run out, which a holder knows by its clock. */
  #granted(frame: Frame, step: Step, bodies: Bodies, holding: Holding): Frame | null {
    const { ttl } = holding.plan
    const { now } = this.#world.engine
    const left = ttl - (this.#clock(frame) - holding.askedAt)
    const { troubles } = this.#world.instances[frame.instance] ?? { troubles: null }
    if (left > 0 !== now - holding.askedTruly < ttl) troubles?.clockMattered()
    if (left <= 0) return this.#askLater(frame, holding)
    holding.stage = Stage.holding
    this.#tell(frame, holding, now + left)
    return bodies.body(frame, step, 0)
  }

  #giveBack(frame: Frame, step: Step, bodies: Bodies, holding: Holding): Frame | null {
    holding.stage = Stage.returning
    this.#tell(frame, holding, this.#world.engine.now)
    return this.#access(frame, step, bodies, holding, 2, 0)
  }

  /** Another has it. */
  #askLater(frame: Frame, holding: Holding): Frame | null {
    const { retryEvery, attempts } = holding.plan
    if (holding.asked >= attempts) return this.#fail(frame, holding, Outcome.leaseTaken)
    const { engine } = this.#world
    holding.stage = Stage.waiting
    frame.waiting = Waiting.wake
    frame.wakePart = Part.locks
    frame.phaseStart = engine.now
    frame.wake = engine.schedule(retryEvery, eventCode(EventKind.wake, frame.index))
    return null
  }

  #fail(frame: Frame, holding: Holding, outcome: number): Frame {
    holding.outcome = outcome
    holding.origin = frame.origin
    return leave(frame, holding)
  }

  /** Makes one of the two statements of a lease; each attempt is a call of its own, with draws of its own. */
  #access(frame: Frame, step: Step, bodies: Bodies, holding: Holding, offset: number, attempt: number): Frame | null {
    const access = accessOf(frame, offset)
    const { path } = frame
    frame.path = pathHash(path, step.hash, attempt)
    const store = this.#stores[(access.access as AccessPlan).store] as Store
    const goesOn = store.access(frame, access, holding.key)
    frame.path = path
    if (!goesOn) return null
    const { failure } = frame
    frame.failure = Outcome.ok
    return failure === Outcome.ok ? this.goOn(frame, step, bodies) : this.failed(frame, step, failure, bodies)
  }

  /** What the wall clock of the holder shows, ns. */
  #clock(frame: Frame): number {
    const { now } = this.#world.engine
    return this.#world.instances[frame.instance]?.troubles?.wallClock(now) ?? now
  }

  /** Tells until when the lease is held, ns. */
  #tell(frame: Frame, holding: Holding, end: number): void {
    const { reporter, engine } = this.#world
    if (reporter.to === null) return
    const { session, plan, key } = holding
    const fact = reporter.fact(FactKind.granted, engine.now, plan.record, key)
    fact.began = holding.askedTruly
    fact.node = holding.node
    fact.session = session.id
    fact.workload = session.workload
    fact.request = session.request
    fact.operation = frame.program.index
    fact.business = holding.business?.id ?? -1
    fact.leg = holding.business?.leg ?? -1
    fact.phase = holding.business?.phase ?? 0
    fact.value = holding.granted
    fact.version = end
    reporter.tell(fact)
  }
}

function holdingOf({ context }: Frame): Holding {
  invariant(context instanceof Holding, 'a frame has lost its lease')
  return context
}

/** One of the statements that stand behind the lease at which the frame is. */
function accessOf({ program, at }: Frame, offset: number): Step {
  return program.steps[at + offset] as Step
}

/** The frame goes on behind the lease, or fails with what has come of it. */
function leave(frame: Frame, holding: Holding): Frame {
  frame.context = holding.outer
  frame.repeats = NOT_BEGUN
  frame.pc = frame.at + STEPS
  frame.waiting = Waiting.nothing
  frame.failure = holding.outcome
  if (holding.outcome !== Outcome.ok) frame.origin = holding.origin
  return frame
}
