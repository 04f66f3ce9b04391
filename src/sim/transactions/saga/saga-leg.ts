import { Mark, Stage } from './saga-code.ts'

/** What a coordinator knows of a leg. */
export const LegState = {
  /** Not begun. */
  idle: 0,
  /** Its operation was called, and is perhaps called again. */
  calling: 1,
  done: 2,
  /** Its operation has been given up, and perhaps was done all the same. */
  perhaps: 3,
  undoing: 4,
  confirming: 5,
  /** Nothing is left to be done about it: definitely not done, undone, or confirmed. */
  closed: 6,
  /** Given up, with its effect. */
  lost: 7,
} as const
export type LegState = (typeof LegState)[keyof typeof LegState]

/** How far one leg of a saga is, as its coordinator knows. */
export class SagaLeg {
  state: LegState = LegState.idle
  /** Calls made for the state that it is in. */
  tries = 0
  /** Whether one of the calls may have been done although it has failed. */
  unclear = false

  /** Enters a state. */
  become(state: LegState): void {
    this.state = state
    this.tries = 0
  }

  /** Whether something about it is under way or still to be done, once legs are undone or confirmed. */
  get isInTheWay(): boolean {
    const { state } = this
    return state !== LegState.idle && state !== LegState.closed && state !== LegState.lost
  }

  /** What the log says of it at a stage. */
  markAt(stage: Stage): Mark {
    switch (this.state) {
      case LegState.idle:
        return Mark.open
      case LegState.calling:
        // A call under way is called again by who goes on from the log; once it has turned, its leg is to be undone.
        return stage === Stage.turned ? Mark.done : Mark.open
      case LegState.closed:
        return Mark.closed
      case LegState.lost:
        return Mark.lost
      default:
        return Mark.done
    }
  }

  /** Makes it what the log says. */
  recall(mark: Mark, stage: Stage): void {
    this.unclear = mark === Mark.done && stage === Stage.turned
    if (mark === Mark.done) this.become(stage === Stage.turned ? LegState.perhaps : LegState.done)
    else if (mark === Mark.closed) this.become(LegState.closed)
    else this.become(mark === Mark.lost ? LegState.lost : LegState.idle)
  }
}
