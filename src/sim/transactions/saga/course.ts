import type { BusinessPlan, LegPlan } from '../../business-plan.ts'
import type { Distribution } from '../../kernel/distribution.ts'
import { ANSWERS, DEFINITE, OUTCOME_NAMES, Outcome } from '../../outcome.ts'
import { Phase } from '../phase.ts'
import { decode, encode, Mark, Stage } from './saga-code.ts'
import { LegState, SagaLeg } from './saga-leg.ts'
import type { OrchestrationRules } from './saga-rules.ts'

/** Nothing is to be done about a leg now. */
export const NOTHING_TO_DO = -1

/** How far an orchestrated transaction is, and what comes next: what its coordinator thinks, and nothing it does. */
export class Course {
  stage: Stage = Stage.running
  /** Whether what was done is undone, or has been. */
  hasTurned = false
  /** Why it has turned, or ended without its legs; 0 as long as it has not. */
  reason: number = Outcome.ok
  readonly legs: readonly SagaLeg[]
  /** What `code` is made of. */
  readonly #marks: Mark[]
  readonly #plan: BusinessPlan
  readonly #rules: OrchestrationRules

  constructor(plan: BusinessPlan, rules: OrchestrationRules) {
    this.legs = plan.legs.map(() => new SagaLeg())
    this.#marks = this.legs.map(() => Mark.open)
    this.#plan = plan
    this.#rules = rules
  }

  /** As the log has it, one integer. */
  get code(): number {
    const { stage, reason, legs } = this
    for (let i = 0; i < legs.length; i++) this.#marks[i] = this.#leg(i).markAt(stage)
    return encode({ stage, reason, marks: this.#marks })
  }

  /** Makes it what the log says. */
  recall(code: number): void {
    const { stage, reason, marks } = decode(code, this.legs.length)
    this.stage = stage
    this.reason = reason
    this.hasTurned = stage === Stage.turned || stage === Stage.compensated
    this.legs.forEach((leg, i) => leg.recall(marks[i] ?? Mark.open, stage))
    // Nobody has written down what was called just before the crash.
    if (stage === Stage.running) this.legs.forEach((leg, i) => (leg.unclear = this.toDo(i) === Phase.operation))
  }

  /** From now on nothing is undone any more. */
  get isPastPivot(): boolean {
    return this.#plan.legs.some(({ pivot }, i) => pivot && this.legs[i]?.state === LegState.done)
  }

  /** Whether a leg has been done. */
  hasDone(i: number): boolean {
    return this.#leg(i).state === LegState.done
  }

  get isOver(): boolean {
    return this.stage >= Stage.committed
  }

  /** What was done is to be undone. Returns whether that is news. */
  turn(reason: number): boolean {
    if (this.stage !== Stage.running) return false
    this.stage = Stage.turned
    this.hasTurned = true
    this.reason = reason
    for (const leg of this.legs) if (leg.state === LegState.idle && leg.unclear) leg.become(LegState.perhaps)
    return true
  }

  /** Nobody knows what has been done of it, and it was not decided to be done: all legs are undone. */
  callOff(reason: number): void {
    this.stage = Stage.running
    for (const leg of this.legs) {
      leg.unclear = true
      leg.become(LegState.perhaps)
    }
    this.turn(reason)
  }

  /** It ends before anything was done. */
  end(reason: number): void {
    this.stage = Stage.compensated
    this.reason = reason
  }

  /** A leg is not called again; whether it was done is clear or not. */
  stopCalling(i: number): void {
    const leg = this.#leg(i)
    if (leg.state === LegState.calling) leg.become(leg.unclear ? LegState.perhaps : LegState.closed)
  }

  /** What is to be called of a leg now (`Phase`), or `NOTHING_TO_DO`. */
  toDo(i: number): Phase | typeof NOTHING_TO_DO {
    const { state } = this.#leg(i)
    if (this.stage === Stage.running) {
      return state === LegState.idle && this.#mayBegin(i) ? Phase.operation : NOTHING_TO_DO
    }
    if (this.stage === Stage.confirming) return state === LegState.done ? Phase.confirm : NOTHING_TO_DO
    if (this.stage !== Stage.turned || (state !== LegState.done && state !== LegState.perhaps)) return NOTHING_TO_DO
    return this.#isBlocked(i) ? NOTHING_TO_DO : Phase.undo
  }

  /** Whether something that came after a leg has not been undone yet, perhaps behind one that nothing undoes. */
  #isBlocked(i: number): boolean {
    return this.#plan.legs.some(({ after }, j) => {
      return after.includes(i) && (this.#leg(j).isInTheWay || this.#isBlocked(j))
    })
  }

  /** That is called. */
  enter(i: number, phase: Phase): void {
    this.#leg(i).become(STATES[phase] as LegState)
  }

  /** A call has ended. Returns the wait after which it is to be made again, or `null`; a leg may make it turn. */
  heard(i: number, phase: Phase, outcome: number): Distribution | null {
    const leg = this.#leg(i)
    if (leg.state !== STATES[phase]) return null
    if (phase === Phase.operation) return this.#heardOfLeg(leg, outcome)
    if (outcome === Outcome.ok) leg.become(LegState.closed)
    else return this.#againForSure(leg, outcome)
    return null
  }

  /** Ends the stage that has nothing left to be done. */
  decide(): void {
    if (this.stage === Stage.running) {
      if (this.#done === this.legs.length) {
        this.stage = this.#rules.confirms ? Stage.confirming : Stage.committed
      } else if (this.#someLost && this.#isStuck) this.stage = Stage.abandoned
    }
    if (this.stage !== Stage.turned && this.stage !== Stage.confirming) return
    this.#closeWhatHasNoCall()
    if (this.legs.some((leg) => leg.isInTheWay)) return
    if (this.#someLost) this.stage = Stage.abandoned
    else this.stage = this.stage === Stage.turned ? Stage.compensated : Stage.committed
  }

  /** What a leg has come to: done, to be called again, or the end of the way forward. */
  #heardOfLeg(leg: SagaLeg, outcome: number): Distribution | null {
    if (outcome === Outcome.ok) {
      leg.become(LegState.done)
      return null
    }
    if (DEFINITE[outcome] === false) leg.unclear = true
    if (this.stage === Stage.running) {
      if (this.isPastPivot) return this.#againForSure(leg, outcome)
      if (!isNo(outcome) && leg.tries < this.#rules.attempts) return this.#rules.backoff
      this.turn(outcome)
    }
    leg.become(leg.unclear ? LegState.perhaps : LegState.closed)
    return null
  }

  /** What has to succeed is called again, as long as patience lasts. */
  #againForSure(leg: SagaLeg, outcome: number): Distribution | null {
    if (leg.tries < this.#rules.undoAttempts) return this.#rules.undoBackoff
    leg.become(LegState.lost)
    if (this.reason === Outcome.ok) this.reason = outcome
    return null
  }

  get #done(): number {
    let done = 0
    for (const { state } of this.legs) if (state === LegState.done) done++
    return done
  }

  get #someLost(): boolean {
    for (const { state } of this.legs) if (state === LegState.lost) return true
    return false
  }

  /** When a leg that had to succeed has been given up: whether nothing else goes on. */
  get #isStuck(): boolean {
    return this.legs.every(({ state }, i) => state !== LegState.calling && this.toDo(i) === NOTHING_TO_DO)
  }

  /** Legs without an undo, or a confirm, need none; but a pivot that was done is done. */
  #closeWhatHasNoCall(): void {
    const turned = this.stage === Stage.turned
    this.legs.forEach((leg, i) => {
      const { undo, confirm, pivot } = this.#planOf(i)
      if ((turned ? undo : confirm) >= 0) return
      if (leg.state === LegState.done || leg.state === LegState.perhaps) {
        leg.become(turned && pivot ? LegState.lost : LegState.closed)
      }
    })
  }

  #mayBegin(i: number): boolean {
    for (const j of this.#planOf(i).after) if (this.legs[j]?.state !== LegState.done) return false
    return true
  }

  #planOf(i: number): LegPlan {
    return this.#plan.legs[i] as LegPlan
  }

  #leg(i: number): SagaLeg {
    return this.legs[i] as SagaLeg
  }
}

/** What a leg is at while its operation, undo or confirm is called. */
const STATES: readonly LegState[] = [LegState.calling, LegState.undoing, LegState.confirming]

/** Whether an outcome is an answer that says no, so that asking again changes nothing. */
function isNo(outcome: number): boolean {
  return outcome >= OUTCOME_NAMES.length || ANSWERS[outcome] === true
}
