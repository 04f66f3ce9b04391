import type { Frame } from '../../frame.ts'
import { Waste } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { TotalTimeoutPlan } from '../../policy-plan.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'

/** Ends everything inside after a time. */
export class TotalTimeoutLayer extends PlainLayer {
  readonly #after: number
  readonly #lane: number
  readonly #inner: Layer

  constructor(guarding: Guarding, plan: TotalTimeoutPlan, inner: Layer) {
    super(guarding)
    this.#after = plan.after
    this.#lane = guarding.engine.lane(plan.after)
    this.#inner = inner
  }

  enter(outer: Passage): Frame | null {
    const { calls, passages, edge } = this.guarding
    const passage = passages.take(this, outer)
    passages.arm(passage, this.#lane)
    if (edge.plan.propagate) {
      passage.expiresAt = Math.min(passage.expiresAt, calls.make.expiryOf(passage.call.caller, this.#after))
    }
    return this.#inner.enter(passage)
  }

  ended(passage: Passage, outcome: number): Frame | null {
    return this.guarding.passages.leave(passage, outcome)
  }

  override timedOut(passage: Passage): Frame | null {
    const { guarding } = this
    const { edge, passages } = guarding
    guarding.dropInside(passage, Outcome.timeout, edge.afterTimeout, Waste.timeout)
    guarding.decided(passage.call)
    return passages.leave(passage, Outcome.timeout)
  }
}
