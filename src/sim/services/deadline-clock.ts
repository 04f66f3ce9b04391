import type { Frame } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Troubles } from './troubles.ts'

/** Whose clock it is. */
export interface ClockOwner {
  /** What faults do to it, also to its clock; `null` as long as none ever has. */
  readonly troubles: Troubles | null
}

/** Reads deadlines, which travel as times of day, off the clock of one instance: a fault may have put it wrong. */
export class DeadlineClock {
  readonly #engine: Engine
  readonly #owner: ClockOwner

  constructor(engine: Engine, owner: ClockOwner) {
    this.#engine = engine
    this.#owner = owner
  }

  /** Whether the deadline that came with a request has passed. */
  hasExpired(call: Frame): boolean {
    const { now } = this.#engine
    const { troubles } = this.#owner
    if (troubles === null || call.expiresAt === Number.POSITIVE_INFINITY) return now >= call.expiresAt
    const expired = troubles.wallClock(now) >= call.expiresAt
    if (expired !== now >= call.expiresAt) troubles.clockMattered()
    return expired
  }

  /**
   * How long after the deadline of a request has passed for its caller it passes here, ns: 0 unless the clock of the
   * caller (`undefined`: a workload, whose clock is right) is ahead of this one.
   */
  timeLeft(call: Frame, caller: ClockOwner | undefined): number {
    const theirs = caller?.troubles ?? null
    const { troubles } = this.#owner
    if ((troubles === null && theirs === null) || call.expiresAt === Number.POSITIVE_INFINITY) return 0
    const { now } = this.#engine
    const left = (theirs?.wallClock(now) ?? now) - (troubles?.wallClock(now) ?? now)
    if (left <= 0) return 0
    troubles?.clockMattered()
    theirs?.clockMattered()
    return left
  }

  /** The deadline that a call from here carries when it may take `duration` ns. */
  expiryOf(duration: number): number {
    const { now } = this.#engine
    const { troubles } = this.#owner
    if (troubles === null) return now + duration
    const shown = troubles.wallClock(now)
    if (shown !== now) troubles.clockMattered()
    return shown + duration
  }
}
