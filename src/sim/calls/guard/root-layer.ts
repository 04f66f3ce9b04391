import { type Frame } from '../../frame.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import type { Stream } from '../../kernel/stream.ts'
import { Part } from '../../parts.ts'
import type { Guarding } from './guarding.ts'
import type { Layer, Passage } from './passage.ts'
import { PlainLayer } from './plain-layer.ts'

const Phase = { there: 0, inside: 1, back: 2 } as const

/** The whole call: outside of all policies, with the way through the sidecar that they may sit in. */
export class RootLayer extends PlainLayer {
  readonly #inner: Layer
  readonly #noise: Stream

  constructor(guarding: Guarding, inner: Layer) {
    super(guarding)
    this.#inner = inner
    this.#noise = guarding.stream('sidecar', 0)
  }

  /** Here `outer` is the passage of the call itself. */
  enter(outer: Passage): Frame | null {
    if (this.guarding.plan.sidecar === null) return this.#inner.enter(outer)
    outer.phase = Phase.there
    this.#passSidecar(outer)
    return null
  }

  ended(passage: Passage, outcome: number): Frame | null {
    if (this.guarding.plan.sidecar === null) return this.#finish(passage, outcome)
    passage.outcome = outcome
    passage.phase = Phase.back
    this.#passSidecar(passage)
    return null
  }

  override woken(passage: Passage): Frame | null {
    const { guarding } = this
    passage.waited += guarding.engine.now - passage.since
    if (passage.phase === Phase.there) {
      passage.phase = Phase.inside
      return this.#inner.enter(passage)
    }
    guarding.spend(passage.call, Part.network, passage.waited)
    return this.#finish(passage, passage.outcome)
  }

  #passSidecar(passage: Passage): void {
    const { engine, passages, plan } = this.guarding
    passage.since = engine.now
    // A root without a sidecar does not come here.
    if (plan.sidecar !== null) passages.wakeAfter(passage, sampleDuration(plan.sidecar, this.#noise))
  }

  #finish(passage: Passage, outcome: number): Frame | null {
    const { passages, calls } = this.guarding
    const { call, outer } = passage
    passages.give(passage)
    const waiting = calls.finish(call, outcome)
    // A call that stands in for another one is told to the policy that has made it.
    if (outer === null) return waiting
    outer.frame = null
    return outer.layer.ended(outer, outcome)
  }
}
