import { Outcome } from '../outcome.ts'
import { type Gate, PASS } from './gate.ts'

/** A rate limit that counts anew in every window; windows follow one another from time 0 on. */
export class FixedWindowGate implements Gate {
  delay = 0
  level = 0
  readonly ticket = 0
  readonly longestWait = 0
  readonly capacity: number
  readonly #window: number
  #endsAt: number

  constructor(limit: number, window: number) {
    this.capacity = limit
    this.#window = window
    this.#endsAt = window
  }

  enter(now: number): number {
    if (now >= this.#endsAt) {
      this.#endsAt = (Math.floor(now / this.#window) + 1) * this.#window
      this.level = 0
    }
    if (this.level >= this.capacity) {
      this.delay = this.#endsAt - now
      return Outcome.rateLimited
    }
    this.level++
    this.delay = 0
    return PASS
  }

  leave(): boolean {
    return false
  }

  withdraw(): void {}
}
