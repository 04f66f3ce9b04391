import type { Business } from '../../business.ts'
import type { OncePlan } from '../../business-plan.ts'
import type { Context } from '../../context.ts'
import { type Frame, FrameState } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Noted } from './noted.ts'

/** Where a frame is in what is to be done once. */
export const Stage = { noting: 0, doing: 1, takingBack: 2 } as const

/** What is to be done once, as who does it knows it: the context of the frame that stands at it and of its body. */
export class OnceMark implements Context {
  readonly plan: OncePlan
  readonly noted: Noted
  /** What is known around it. */
  readonly outer: Context
  stage: number = Stage.noting
  outcome: number = Outcome.ok
  origin = -1
  readonly #frame: Frame

  constructor(frame: Frame, plan: OncePlan, noted: Noted, outer: Context) {
    this.#frame = frame
    this.plan = plan
    this.noted = noted
    this.outer = outer
  }

  /** Whether whoever does it is still at it. */
  get isAtIt(): boolean {
    return this.#frame.context === this && this.#frame.state === FrameState.active
  }

  get once(): number {
    return this.noted.key
  }

  get session(): object {
    return this.outer.session
  }

  get transaction(): object | null {
    return this.outer.transaction
  }

  get business(): Business | null {
    return this.outer.business
  }

  get token(): number {
    return this.outer.token
  }

  get lease(): number {
    return this.outer.lease
  }

  get outside(): Context {
    return this.outer.outside
  }
}
