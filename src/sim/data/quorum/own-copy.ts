import type { ReadyList } from '../../calls/ready-list.ts'
import { Cargo } from '../../cargo.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { Outcome } from '../../outcome.ts'
import type { Ask } from './ask.ts'

/** What a coordinator asks of itself: no call, but work of its own that ends as one does. */
export class OwnCopy extends Cargo<Frame> {
  readonly #ask: Ask
  readonly #ready: ReadyList

  constructor(ask: Ask, ready: ReadyList) {
    super()
    this.#ask = ask
    this.#ready = ready
  }

  deliver(frame: Frame): number {
    return this.#ask.deliver(frame)
  }

  ended(frame: Frame, outcome: number): null {
    const next = this.#ask.ended(frame, outcome)
    if (next === null) return null
    next.waiting = Waiting.nothing
    this.#ready.add(next)
    return null
  }

  override withdrawn(frame: Frame): void {
    this.#ask.withdrawn(frame)
    this.#ask.lose(Outcome.crashed)
  }
}
