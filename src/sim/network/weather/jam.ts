import { Disturbance } from './disturbance.ts'
import type { Fate } from './fate.ts'
import type { Held } from './held.ts'
import type { Message } from './message.ts'

/** Messages are held, and go on when the jam is over, in the order in which they were sent. */
export class Jam extends Disturbance {
  readonly #held: Held[] = []

  override meet(_message: Message, fate: Fate): void {
    fate.hold(this)
  }

  hold(held: Held): void {
    this.#held.push(held)
  }

  /** Gives back all that it has held, in the order in which it was sent. */
  release(): readonly Held[] {
    return this.#held.splice(0).sort((a, b) => b.token - a.token)
  }
}
