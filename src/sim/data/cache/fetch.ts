import { Cargo } from '../../cargo.ts'
import { EventKind } from '../../event-kind.ts'
import { type Frame, Waiting } from '../../frame.ts'
import { eventCode } from '../../kernel/event-code.ts'
import { SimulationBug } from '../../kernel/invariant.ts'
import { Outcome } from '../../outcome.ts'
import { Part } from '../../parts.ts'
import type { CacheWorld } from './cache-world.ts'

/** One who waits, and what its frame expects while it does; another number means that it has been stopped. */
interface Waiter {
  readonly frame: Frame
  readonly ticket: number
}

/** Tickets count down from here; other numbers that stand where event numbers do lie elsewhere. */
const TICKETS = -268435456

/**
 * A fetch that is on its way, and those who wait for it because they want the same key. It is the cargo of the body
 * that fetches, and so learns how that ends, also when it is stopped.
 */
export class Fetch extends Cargo<Frame> {
  readonly #world: CacheWorld
  readonly #over: () => void
  readonly #waiters: Waiter[] = []

  /** `over` is called once, before those who wait go on. */
  constructor(world: CacheWorld, over: () => void) {
    super()
    this.#world = world
    this.#over = over
  }

  /** `frame` looks the key up again when the fetch is over; the time until then counts as `coalesced`. */
  wait(frame: Frame): void {
    const ticket = TICKETS - this.#world.nextTicket()
    frame.wake = ticket
    frame.wakePart = Part.coalesced
    frame.waiting = Waiting.children
    frame.phaseStart = this.#world.engine.now
    this.#waiters.push({ frame, ticket })
  }

  deliver(): number {
    throw new SimulationBug('a fetch is no call')
  }

  ended(_body: Frame, outcome: number): null {
    // What was fetched is kept first, by the frame whose body it was; then the others find it.
    if (outcome !== Outcome.ok) this.release()
    return null
  }

  override withdrawn(): void {
    this.release()
  }

  /** Nobody need wait any longer. They go on by an event each, because they may be stopped before it comes. */
  release(): void {
    this.#over()
    const { engine } = this.#world
    for (const { frame, ticket } of this.#waiters) {
      if (frame.wake !== ticket) continue
      frame.waiting = Waiting.wake
      frame.wake = engine.schedule(0, eventCode(EventKind.wake, frame.index))
    }
    this.#waiters.length = 0
  }
}
