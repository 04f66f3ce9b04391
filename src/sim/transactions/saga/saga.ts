import { BusinessKind } from '../../business-fact.ts'
import { type Frame, FrameKind, Waiting, Waste } from '../../frame.ts'
import type { StepKey } from '../../kernel/draws.ts'
import { Outcome } from '../../outcome.ts'
import type { Step } from '../../step.ts'
import type { BusinessTransaction } from '../business-transaction.ts'
import type { LegCall, LegOwner } from '../leg-call.ts'
import { Phase } from '../phase.ts'
import type { Waiter } from '../waiter.ts'
import { Course, NOTHING_TO_DO } from './course.ts'
import { Reread } from './reread.ts'
import { Stage } from './saga-code.ts'
import { LegState } from './saga-leg.ts'
import { type Diarist, SagaLog } from './saga-log.ts'
import type { OrchestrationRules } from './saga-rules.ts'
import { TimeBook } from './time-book.ts'
import { Waits } from './waits.ts'

/** What stands in the log before anything does. */
const NO_ENTRY = -1
/** What it waits for: the log, its time limit, each of its legs, and then what each of them has read. */
const Slot = { log: 0, limit: 1, legs: 3 } as const

/** What a saga needs of those who keep all of them. */
export interface SagaParts {
  readonly rules: OrchestrationRules
  /** Key of the draws of its waits. */
  readonly key: StepKey
  /** Statements of their logs: see `SagaLog`. */
  readonly writes: Map<number, Step>
  /** It is over for good. */
  readonly settled: (saga: Saga) => void
}

/**
 * One orchestrated transaction. Its coordinator is a frame of its own at the instance where it began, which no request
 * can stop. Every change of what it knows leads to `#proceed`, which does what is to be done next: write it down first,
 * if there is a log, and then go on from there.
 */
export class Saga implements LegOwner, Diarist {
  readonly of: BusinessTransaction
  /** Instance of its coordinator. */
  instance = -1
  frame: Frame | null = null
  /** Links of the list that it stands in. */
  next: Saga | null = null
  before: Saga | null = null
  readonly #parts: SagaParts
  readonly #waiter: Waiter
  readonly #book: TimeBook
  readonly #course: Course
  readonly #waits: Waits
  /** Calls under way, by leg. */
  readonly #calls: (LegCall | null)[] = []
  #log: SagaLog | null = null
  #logged = NO_ENTRY
  #writing = false
  #reread: Reread | null = null
  #rereads = 0
  #resumed = 0
  #toldTurned = false
  #toldDecided = false
  #busy = false
  #again = false

  constructor(of: BusinessTransaction, parts: SagaParts, waiter: Waiter) {
    this.of = of
    this.#parts = parts
    this.#waiter = waiter
    this.#book = new TimeBook(of.world.engine.now)
    this.#course = new Course(of.plan, parts.rules)
    this.#waits = new Waits(of, parts.key)
  }

  /** Whether it has a log to go on from. */
  get isLogged(): boolean {
    return this.of.plan.log >= 0
  }

  /** Whether it has ended with some legs done and others not. */
  get isAbandoned(): boolean {
    return this.#course.stage === Stage.abandoned
  }

  /** Begins at an instance. */
  begin(instance: number): void {
    this.#moveTo(instance)
    this.#limitTime()
    this.#proceed()
  }

  /** The process of its coordinator is gone, and all that it had in memory. */
  orphan(): void {
    this.#waits.stopAll()
    this.frame = null
    this.#log = null
    this.#reread = null
    this.#calls.fill(null)
    this.of.tell(BusinessKind.orphaned, this.instance, Outcome.crashed)
    if (!this.isLogged) this.of.tell(BusinessKind.abandoned, this.instance, Outcome.crashed)
  }

  /** Goes on from the log, at an instance that is up. */
  resume(instance: number): void {
    this.#resumed++
    this.#moveTo(instance)
    this.of.tell(BusinessKind.resumed, instance)
    this.#writing = true
    this.#log?.read()
  }

  recalled(code: number): void {
    this.#writing = false
    if (code !== NO_ENTRY) this.#course.recall(code)
    else if (this.#parts.rules.decides) this.#course.callOff(Outcome.crashed)
    // Nothing was called before the first entry was there.
    else this.#course.end(Outcome.crashed)
    this.#logged = this.#parts.rules.decides ? code : this.#course.code
    this.#limitTime()
    this.#proceed()
  }

  written(code: number): void {
    this.#writing = false
    this.#logged = code
    this.#proceed()
  }

  refused(outcome: number): void {
    this.#writing = false
    if (this.#parts.rules.decides) this.#course.callOff(outcome)
    else {
      this.#course.end(outcome)
      this.#logged = this.#course.code
    }
    this.#proceed()
  }

  spent(frame: Frame, useful: boolean): void {
    const { engine, frames } = this.of.world
    this.#book.book(frame.start, engine.now, useful ? frames.parts : null, frame.base)
  }

  later(action: () => void): void {
    this.#waits.draw(Slot.log, this.#parts.rules.undoBackoff, this.instance, action)
  }

  called(call: LegCall): void {
    this.#calls[call.leg.index] = call
  }

  answered(call: LegCall, frame: Frame, outcome: number): Frame | null {
    if (frame !== this.frame) this.spent(frame, outcome === Outcome.ok)
    const { leg, phase } = call
    this.#calls[leg.index] = null
    const { stage } = this.#course
    const known = this.#course.legs[leg.index]
    if (known !== undefined && phase === Phase.operation && outcome !== Outcome.ok && this.#mayBeLeft(leg)) {
      known.unclear = true
    }
    const backoff = this.#course.heard(leg.index, phase, outcome)
    if (stage !== this.#course.stage) this.#turned(this.#parts.rules.decides ? Outcome.cancelled : Outcome.ok)
    if (backoff !== null) {
      this.#waits.draw(Slot.legs + leg.index, backoff, this.instance, () => this.#call(leg.index, phase))
    }
    this.#proceed()
    return null
  }

  waitsFor(call: LegCall): boolean {
    return this.#calls[call.leg.index] === call
  }

  /** Whether something of a leg may stand although its call has failed, for whatever reason. */
  #mayBeLeft({ repeated, index }: LegCall['leg']): boolean {
    return repeated || this.of.plan.legs[index]?.spread === true
  }

  dropped(): void {
    // Either this has given the call up, or its own process is gone.
  }

  /** It is to be undone. `givenUp`: how calls of legs that are under way end, or ok if they are waited for. */
  #turned(givenUp: number): void {
    const { legs } = this.#course
    this.#reread?.stop()
    for (let i = 0; i < legs.length; i++) this.#stopCalling(i, givenUp)
  }

  /** It has turned for good when that is written down: before, a crash may make it forget. */
  #tellTurned(): void {
    const { hasTurned, reason } = this.#course
    const { decides } = this.#parts.rules
    if (decides && !this.#toldDecided && this.#course.stage !== Stage.running) {
      this.#toldDecided = true
      this.of.tell(BusinessKind.decided, this.instance, reason)
    }
    if (this.#toldTurned || !hasTurned) return
    this.#toldTurned = true
    this.of.tell(BusinessKind.turned, this.instance, reason)
  }

  /** A leg is not called again, once it has turned. */
  #stopCalling(i: number, givenUp: number): void {
    const call = this.#calls[i] ?? null
    const leg = this.#course.legs[i]
    if (leg?.state !== LegState.calling || (call !== null && givenUp === Outcome.ok)) return
    if (call !== null) {
      leg.unclear = true
      this.#calls[i] = null
      const waste = givenUp === Outcome.timeout ? Waste.timeout : Waste.cancelled
      if (call.frame !== null) this.of.world.client.abandon(call.frame, givenUp, 'let-run', waste)
    }
    this.#waits.stop(Slot.legs + i)
    this.#course.stopCalling(i)
  }

  /** Does what is to be done, as often as that changes something at once. */
  #proceed(): void {
    this.#again = true
    if (this.#busy) return
    this.#busy = true
    while (this.#again && this.frame !== null) {
      this.#again = false
      this.#course.decide()
      if (this.#isWrittenDown()) this.#goOn()
    }
    this.#busy = false
  }

  /** Writes down what has changed, and says whether the log has it all. */
  #isWrittenDown(): boolean {
    if (this.#writing) return false
    if (!this.isLogged || (this.#parts.rules.decides && !this.#mustLog)) return true
    const { code } = this.#course
    if (code === this.#logged) return true
    this.#writing = true
    this.#log?.write(code)
    return false
  }

  /**
   * Of a two-phase commit: whether it is to be written down how it is decided. That it is called off need not be, but
   * by who has taken it up, so that no late write of another decision counts any more.
   */
  get #mustLog(): boolean {
    const { stage } = this.#course
    if (this.#logged !== NO_ENTRY) return false
    return stage === Stage.confirming || (stage === Stage.turned && this.#resumed > 0)
  }

  #goOn(): void {
    const course = this.#course
    const { length } = course.legs
    this.#tellTurned()
    if (this.#waiter.waits && this.#parts.rules.answer === 'accepted') this.#tell(Outcome.ok)
    if (course.isOver) {
      this.#settle()
      return
    }
    const { stage } = course
    for (let n = 0; n < length && course.stage === stage; n++) {
      // What was done last is undone first.
      const i = stage === Stage.turned ? length - 1 - n : n
      const phase = course.toDo(i)
      if (phase === NOTHING_TO_DO) continue
      if (phase === Phase.operation && this.of.plan.legs[i]?.pivot === true && !this.#isAsItWas()) continue
      course.enter(i, phase)
      this.#call(i, phase)
    }
  }

  #call(i: number, phase: Phase): void {
    const { frame, of } = this
    const leg = this.#course.legs[i]
    if (frame === null || leg === undefined) return
    leg.tries++
    if (phase === Phase.operation && this.#parts.rules.decides && of.isRepeated(i)) leg.unclear = true
    const next = of.call(i, phase, frame, this, Number.POSITIVE_INFINITY)
    if (next !== null) of.world.ready.add(next)
  }

  /** Before the pivot: whether the rows that were read are as they were, as far as that has been looked at. */
  #isAsItWas(): boolean {
    const { rules } = this.#parts
    const { frame, of } = this
    if (!rules.countermeasures.rereadValue || frame === null) return true
    if (this.#reread === null) {
      this.#reread = new Reread(of, frame, rules.attempts, this.#rereads++, {
        again: (leg, action) =>
          this.#waits.draw(Slot.legs + of.legs.length + leg, rules.backoff, this.instance, action),
        spent: (call, useful) => this.spent(call, useful),
        over: (outcome) => {
          if (outcome !== Outcome.ok && this.#course.turn(outcome)) this.#turned(Outcome.ok)
          this.#proceed()
        },
      })
      this.#reread.begin(of.legs.map(({ index }) => index).filter((i) => this.#course.hasDone(i)))
    }
    return this.#reread.isOver && this.#course.stage === Stage.running
  }

  /** What is left of the time that it may take; a process that takes it up knows from the log when it began. */
  #limitTime(): void {
    const { timeout } = this.#parts.rules
    const { engine } = this.of.world
    if (timeout <= 0 || this.#course.stage > Stage.turned) return
    const left = this.of.began + timeout - engine.now
    if (left > 0) this.#waits.start(Slot.limit, left, this.instance, () => this.#timeIsUp())
    else this.#timeIsUp()
  }

  /** What has not come to its pivot turns; and who has turned waits for no answers of legs any more. */
  #timeIsUp(): void {
    const course = this.#course
    if (course.stage === Stage.turned) course.legs.forEach((_, i) => this.#stopCalling(i, Outcome.timeout))
    else if (!course.isPastPivot && course.turn(Outcome.timeout)) this.#turned(Outcome.timeout)
    this.#proceed()
  }

  /** Its coordinator works at an instance from now on. */
  #moveTo(instance: number): void {
    const { world, program, workload, request, path, priority } = this.of
    const frame = world.frames.take(FrameKind.tail, program)
    frame.request = request
    frame.path = path
    frame.identity = path
    frame.workload = workload
    frame.priority = priority
    frame.instance = instance
    frame.expiresAt = Number.POSITIVE_INFINITY
    frame.start = world.engine.now
    frame.holdsSlot = false
    // It does nothing of its own but end.
    frame.at = program.steps.length - 1
    frame.pc = frame.at
    frame.waiting = Waiting.children
    this.frame = frame
    this.instance = instance
    if (this.isLogged) this.#log = new SagaLog(this.of, this, this.#resumed, this.#parts.writes)
  }

  #tell(outcome: number): void {
    const { frame } = this
    this.#book.pass(this.of.world.engine.now)
    this.of.tell(BusinessKind.told, this.instance, outcome)
    this.#waiter.tell(outcome, this.#book.parts, frame?.debt ?? 0)
    if (frame !== null) frame.debt = 0
  }

  #settle(): void {
    const { frame } = this
    const { stage, reason } = this.#course
    if (frame === null) return
    this.#waits.stopAll()
    this.of.tell(ENDS[stage] ?? BusinessKind.abandoned, this.instance, reason)
    if (this.#waiter.waits) this.#tell(stage === Stage.committed ? Outcome.ok : reason)
    this.frame = null
    this.of.world.ready.add(frame)
    this.#parts.settled(this)
  }
}

/** How a stage ends that is the last one. */
const ENDS: Readonly<Record<number, BusinessKind>> = {
  [Stage.committed]: BusinessKind.committed,
  [Stage.compensated]: BusinessKind.compensated,
}
