import { BusinessKind } from '../../business-fact.ts'
import type { BusinessPlan, ChoreographyPart, ChoreographyRules } from '../../business-plan.ts'
import type { Bodies } from '../../calls/bodies.ts'
import { EventKind } from '../../event-kind.ts'
import { type Frame, FrameKind, Waiting } from '../../frame.ts'
import { pathHash } from '../../kernel/draws.ts'
import { eventCode } from '../../kernel/event-code.ts'
import { invariant } from '../../kernel/invariant.ts'
import { ANSWERS, DEFINITE, OUTCOME_NAMES, Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { Program, Step } from '../../step.ts'
import { BusinessTransaction } from '../business-transaction.ts'
import type { BusinessWorld } from '../business-world.ts'
import type { LegMemory } from '../leg-memory.ts'
import { ABSORBED, ANSWERED, CALLED, Phase } from '../phase.ts'
import type { Realisation } from '../realisation.ts'
import { Waiter } from '../waiter.ts'
import type { ChoreographedLeg } from './choreographed-leg.ts'
import { ChoreographedSaga } from './choreographed-saga.ts'
import { Deed } from './deed.ts'
import { DeedContext } from './deed-context.ts'
import { Run } from './run.ts'

/** Where a frame is at its step, kept in its `repeats`; -1 before it has begun. */
const At = { fresh: -1, doing: 1, refusing: 2, undoing: 3, publishing: 4 } as const
/** The bodies of a step that hears something, in the order of its branches: see `ChoreographyPart`. */
const Say = { done: 0, failed: 1, undone: 2 } as const

type Hears = Extract<ChoreographyPart, { kind: 'hears' }>
type Does = Extract<ChoreographyPart, { kind: 'does' }>

/** Outcomes of what was heard, as numbers that tell them apart. */
const SAYS = ['begun', 'done', 'failed', 'undone'] as const

/**
 * The choreographed sagas of one plan. No one is in charge: a participant does its leg when it has heard that all
 * before it are done, and publishes that it is done, or that it has said no; who hears that undoes its own leg as soon
 * as nothing that came after it is in the way, and publishes that. What fails otherwise fails the handler of the
 * message, and what becomes of that is up to the consumer. A participant remembers what it has heard (in rows of its
 * own), but does its leg again when the same message comes again: only idempotency keys keep it from that.
 */
export class Choreographies implements Realisation {
  readonly #world: BusinessWorld
  readonly #index: number
  readonly #plan: BusinessPlan
  readonly #rules: ChoreographyRules
  /** By index of the frame that begins one. */
  readonly #begun: (ChoreographedSaga | undefined)[] = []
  /** By index of the frame that hears something: what it has made its participant do. */
  readonly #runs: (DeedContext | undefined)[] = []

  constructor(world: BusinessWorld, index: number, plan: BusinessPlan, rules: ChoreographyRules) {
    this.#world = world
    this.#index = index
    this.#plan = plan
    this.#rules = rules
  }

  block(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    const part = step.transact?.part
    if (part === undefined) return this.#initiate(frame, step, bodies)
    if (part.kind === 'does') return this.#does(frame, step, part)
    return frame.repeats === At.fresh ? this.#hear(frame, step, part, bodies) : this.#did(frame, step, part, bodies)
  }

  failed(frame: Frame, step: Step, outcome: number, bodies: Bodies): Frame | null {
    const part = step.transact?.part
    if (part === undefined) return this.#notBegun(frame, outcome)
    if (part.kind === 'does') return go(frame, outcome)
    const at = frame.repeats
    const leg = this.#legOf(frame, part)
    if (at === At.doing) {
      leg.ends()
      const run = this.#runs[frame.index]
      // While the same is under way because of another copy of the message, it is not decided yet.
      const isAlone = !leg.isRunning
      if (isNo(outcome) && isAlone && run?.worked !== true && !leg.isPastPivot) {
        leg.hasFailed = true
        sagaOf(frame).failed(frame.instance, outcome)
        return this.#say(frame, step, part, bodies, Say.failed)
      }
    }
    if (at === At.undoing) leg.isUndoing = false
    return this.#leave(frame, outcome)
  }

  #initiate(frame: Frame, step: Step, bodies: Bodies): Frame | null {
    if (frame.repeats === At.fresh) {
      const of = new BusinessTransaction(this.#world, this.#index, this.#plan, frame, step)
      of.tell(BusinessKind.begun, frame.instance)
      const saga = new ChoreographedSaga(of)
      this.#begun[frame.index] = saga
      frame.repeats = At.publishing
      const context = new DeedContext(saga, of.session, null, Phase.operation)
      return this.#body(frame, step, bodies, 0, context, () => {})
    }
    const saga = this.#take(frame)
    frame.repeats = At.fresh
    frame.pc = frame.at + 1
    if (this.#rules.answer === 'accepted') {
      saga.of.tell(BusinessKind.told, frame.instance)
      return go(frame, Outcome.ok)
    }
    saga.await(new Waiter(saga.of, frame, bodies), this.#rules.timeout)
    return null
  }

  /** The initiator could not publish that it has begun, or it is known how it has ended. */
  #notBegun(frame: Frame, outcome: number): Frame {
    if (frame.repeats === At.fresh) return go(frame, outcome)
    const saga = this.#take(frame)
    // Else the message may be under way.
    if (DEFINITE[outcome] ?? true) saga.end(frame.instance, outcome)
    saga.of.tell(BusinessKind.told, frame.instance, outcome)
    frame.repeats = At.fresh
    frame.pc = frame.at + 1
    return go(frame, outcome)
  }

  #hear(frame: Frame, step: Step, part: Hears, bodies: Bodies): Frame | null {
    const saga = sagaOf(frame)
    if (part.leg < 0) {
      saga.hear(part.from, part.says)
      return this.#leave(frame, Outcome.ok)
    }
    const leg = this.#legOf(frame, part)
    leg.hear(part.from, part.says)
    const goesOn = part.says === 'begun' || part.says === 'done'
    if (goesOn && leg.hasFailed) return this.#say(frame, step, part, bodies, Say.failed)
    if (leg.isCancelled) return this.#undoIfDue(frame, step, part, bodies)
    if (!goesOn || !leg.mayBegin) return this.#leave(frame, Outcome.ok)
    leg.begins()
    return this.#say(frame, step, part, bodies, Say.done)
  }

  /** What a message has made a participant do has succeeded. */
  #did(frame: Frame, step: Step, part: Hears, bodies: Bodies): Frame | null {
    const saga = sagaOf(frame)
    const leg = this.#legOf(frame, part)
    this.#runs[frame.index]?.settle()
    if (frame.repeats === At.doing) {
      leg.ends()
      leg.isDone = true
      saga.progress(frame.instance)
      if (leg.isCancelled) return this.#undoIfDue(frame, step, part, bodies)
    } else {
      if (frame.repeats === At.undoing) {
        leg.isUndoing = false
        leg.isUndone = true
      }
      saga.progress(frame.instance)
    }
    return this.#leave(frame, Outcome.ok)
  }

  /**
   * Undoes the leg, or says that there is nothing to undo; again, if the message that it was undone for comes again.
   */
  #undoIfDue(frame: Frame, step: Step, part: Hears, bodies: Bodies): Frame | null {
    const leg = this.#legOf(frame, part)
    const cause = part.from * SAYS.length + SAYS.indexOf(part.says)
    const isNews = leg.undoneFor === cause || !(leg.isUndone || leg.isUndoing)
    if (leg.hasFailed || !leg.mayUndo || !isNews) {
      sagaOf(frame).progress(frame.instance)
      return this.#leave(frame, Outcome.ok)
    }
    leg.undoneFor = cause
    leg.isUndoing = true
    return this.#say(frame, step, part, bodies, Say.undone)
  }

  /** Runs one of the bodies of the step, whose last step publishes what the body is named after. */
  #say(frame: Frame, step: Step, part: Hears, bodies: Bodies, say: number): Frame {
    const saga = sagaOf(frame)
    const { of } = saga
    const leg = this.#legOf(frame, part)
    const memory = of.legs[part.leg] as LegMemory
    const context = new DeedContext(saga, of.session, memory, say === Say.undone ? Phase.undo : Phase.operation)
    this.#runs[frame.index] = context
    frame.repeats = say === Say.done ? At.doing : say === Say.failed ? At.refusing : At.undoing
    return this.#body(frame, step, bodies, say, context, () => {
      context.stopped()
      if (say === Say.done) leg.ends()
      else if (say === Say.undone) leg.isUndoing = false
    })
  }

  #body(frame: Frame, step: Step, bodies: Bodies, branch: number, context: DeedContext, stopped: () => void): Frame {
    const program = step.branches[branch] as Program
    const body = bodies.inside(FrameKind.branch, frame, program, pathHash(frame.path, step.hash, branch))
    this.#world.frames.adopt(frame, body)
    frame.need = 1
    frame.branches = 1
    frame.succeeded = 0
    frame.failed = 0
    frame.pc = frame.at
    frame.waiting = Waiting.children
    body.context = context
    body.cargo = new Run(stopped)
    return body
  }

  /** Calls the operation of a leg, or its undo. */
  #does(frame: Frame, step: Step, { leg, phase }: Does): Frame | null {
    const { business } = frame.context ?? { business: null }
    invariant(business instanceof DeedContext, 'a leg is done for nobody')
    const { of } = business.saga
    const memory = of.legs[leg] as LegMemory
    if (phase === Phase.undo && memory.isUnderWay) {
      this.#waitForOperation(frame, business, memory)
      return null
    }
    const attempt = memory.called(phase === Phase.operation) + 1
    of.tell(CALLED[phase] as BusinessKind, frame.instance, Outcome.ok, leg, attempt)
    frame.pc = frame.at + 1
    if (phase === Phase.undo && memory.untouched) {
      // Who looks for what there is to undo, and finds nothing, has nothing to do.
      of.tell(ABSORBED[phase] as BusinessKind, frame.instance, Outcome.ok, leg, attempt)
      of.tell(ANSWERED[phase] as BusinessKind, frame.instance, Outcome.ok, leg, attempt)
      business.saga.did(leg, phase, frame.instance)
      return go(frame, Outcome.ok)
    }
    const { workload, request, path, priority } = of
    const { instance, expiresAt, context } = frame
    const caller = { workload, request, path, priority, instance, expiresAt, context, debt: 0 }
    const deed = new Deed(business, memory, attempt, frame)
    const call = step.program.steps[0] as Step
    const { client } = this.#world
    frame.waiting = Waiting.children
    if (call.edge >= 0) return client.carry({ ...caller, context: business }, frame, call, deed, attempt - 1)
    return client.inside?.carry(caller, frame, call, deed, attempt - 1) ?? null
  }

  /** A local transaction of the operation has the row locked that says what has been done; then it is looked again. */
  #waitForOperation(frame: Frame, business: DeedContext, memory: LegMemory): void {
    const { engine } = this.#world
    frame.pc = frame.at
    frame.waiting = Waiting.children
    frame.wakePart = Part.locks
    frame.phaseStart = engine.now
    business.waits(memory, () => {
      frame.waiting = Waiting.wake
      frame.wake = engine.schedule(0, eventCode(EventKind.wake, frame.index))
    })
  }

  #legOf(frame: Frame, { leg }: Hears): ChoreographedLeg {
    return sagaOf(frame).legs[leg] as ChoreographedLeg
  }

  #take(frame: Frame): ChoreographedSaga {
    const saga = this.#begun[frame.index]
    invariant(saga !== undefined, 'a frame has lost its saga')
    this.#begun[frame.index] = undefined
    return saga
  }

  #leave(frame: Frame, outcome: number): Frame {
    this.#runs[frame.index] = undefined
    frame.repeats = At.fresh
    frame.pc = frame.at + 1
    return go(frame, outcome)
  }
}

/** The saga that a message is about. */
function sagaOf({ context }: Frame): ChoreographedSaga {
  const business = context?.business ?? null
  invariant(business instanceof DeedContext, 'a message of a saga is about none')
  return business.saga
}

/** Lets a frame go on at its `pc`. */
function go(frame: Frame, outcome: number): Frame {
  frame.waiting = Waiting.nothing
  frame.failure = outcome
  return frame
}

/** Whether an outcome is an answer that says no, so that asking again changes nothing. */
function isNo(outcome: number): boolean {
  return outcome >= OUTCOME_NAMES.length || ANSWERS[outcome] === true
}
