import { EventKind } from '../../event-kind.ts'
import { NEVER } from '../../frame.ts'
import type { Engine } from '../../kernel/engine.ts'
import { eventCode } from '../../kernel/event-code.ts'
import { LinkedQueue } from '../../linked-queue.ts'
import { type Breaker, BreakerState, type Verdict } from '../../resilience/breaker/breaker.ts'
import type { Calls } from './guarding.ts'
import type { Passage } from './passage.ts'

/** One circuit breaker in the world: its level at the probe is right at every moment, also where no call changes it. */
export class BreakerCell {
  /** Calls that ask again when a probe has settled. */
  readonly waiting: LinkedQueue<Passage> = new LinkedQueue()
  /** Sequence number of the event it expects. */
  wake: number = NEVER
  readonly #index: number
  readonly #breaker: Breaker
  readonly #level: number
  readonly #engine: Engine
  readonly #calls: Calls
  #state: number = BreakerState.closed

  constructor(index: number, breaker: Breaker, level: number, engine: Engine, calls: Calls) {
    this.#index = index
    this.#breaker = breaker
    this.#level = level
    this.#engine = engine
    this.#calls = calls
  }

  admit(): number {
    const token = this.#breaker.admit(this.#engine.now)
    this.#report()
    return token
  }

  /** Returns whether those who wait shall ask again. */
  settled(token: number, verdict: Verdict, duration: number): boolean {
    const again = this.#breaker.settled(this.#engine.now, token, verdict, duration)
    this.#report()
    return again
  }

  /** The time has come at which it changes with no call. */
  timer(): void {
    this.wake = NEVER
    if (!this.#report()) this.#await()
  }

  /** Another breaker, closed as all are at first, takes its place. */
  retire(): void {
    this.wake = NEVER
    if (this.#state !== BreakerState.closed) this.#calls.probe.level(this.#level, this.#engine.now, BreakerState.closed)
  }

  /** Reports the state if it is another than before; returns whether it is. */
  #report(): boolean {
    const { now } = this.#engine
    const state = this.#breaker.stateAt(now)
    if (state === this.#state) return false
    this.#state = state
    this.#calls.probe.level(this.#level, now, state)
    this.#await()
    return true
  }

  /**
   * Waits for the next change that needs no call, in the background: no call waits for it, and some breakers go to and
   * fro for ever. An event that it waited for before comes all the same, and finds that it is not expected.
   */
  #await(): void {
    const { now } = this.#engine
    this.wake = NEVER
    const change = this.#breaker.nextChange(now)
    if (change === Number.POSITIVE_INFINITY) return
    this.wake = this.#engine.scheduleBackground(change - now, eventCode(EventKind.policyTimer, this.#index))
  }
}
