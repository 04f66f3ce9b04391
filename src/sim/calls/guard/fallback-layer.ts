import type { Frame } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { FallbackPlan } from '../../policy-plan.ts'
import { createStaleAnswers } from '../../resilience/create-stale-answers.ts'
import type { StaleAnswers } from '../../resilience/stale-answers.ts'
import type { Step } from '../../step.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'

const Phase = { inside: 0, instead: 1 } as const

/** Gives the caller something else instead of a failure. */
export class FallbackLayer extends PlainLayer {
  readonly #plan: FallbackPlan
  readonly #inner: Layer
  /** The call of a fallback of kind `call`. */
  readonly #step: Step | null
  readonly #answers: (StaleAnswers | undefined)[] = []

  constructor(guarding: Guarding, plan: FallbackPlan, inner: Layer, step: Step | null) {
    super(guarding)
    this.#plan = plan
    this.#inner = inner
    this.#step = step
  }

  enter(outer: Passage): Frame | null {
    return this.#inner.enter(this.guarding.passages.take(this, outer))
  }

  ended(passage: Passage, outcome: number): Frame | null {
    const { guarding } = this
    const { passages, engine } = guarding
    const { call, phase } = passage
    const { on, to } = this.#plan
    if (phase === Phase.instead) return passages.leave(passage, outcome)
    if (to.kind === 'stale' && outcome === Outcome.ok) {
      this.#kept(call, to.age).keep(call.program.index, call.key, engine.now)
    }
    if (on[outcome] !== true || outcome === Outcome.ok) return passages.leave(passage, outcome)
    switch (to.kind) {
      case 'value':
        return this.#answer(passage)
      case 'stale': {
        const known = this.#kept(call, to.age).has(call.program.index, call.key, engine.now)
        return known ? this.#answer(passage) : passages.leave(passage, outcome)
      }
      case 'call':
        this.#count()
        // Not now: a fallback that fails at once, and has a fallback, which fails at once, would grow the stack.
        passages.wakeAfter(passage, 0)
        return null
    }
  }

  override woken(passage: Passage): Frame | null {
    passage.phase = Phase.instead
    // What the call has spent until now, its own attempts, was thrown away.
    this.guarding.forget(passage.call)
    return this.guarding.calls.callInstead(passage, this.#step as Step)
  }

  #answer(passage: Passage): Frame | null {
    this.#count()
    this.guarding.forget(passage.call)
    return this.guarding.passages.leave(passage, Outcome.ok)
  }

  #count(): void {
    const { calls, instruments, engine } = this.guarding
    calls.probe.counted(instruments.fallbacks, engine.now, 1)
  }

  override restarted(row: number): void {
    this.#answers[row] = undefined
  }

  #kept(call: Frame, age: number): StaleAnswers {
    const row = this.guarding.row(call)
    this.#answers[row] ??= createStaleAnswers(age)
    return this.#answers[row]
  }
}
