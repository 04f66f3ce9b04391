import { EventKind } from '../event-kind.ts'
import { NEVER } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'

/** Something that a node waits for without a message. */
export interface Wake {
  /** Sequence number of its event, or what a pause has put in its place. */
  wake: number
  /** Instance of the node. */
  instance: number
  action: (() => void) | null
}

/** What the nodes wait for: their timers and their disks. */
export class Wakes {
  readonly #engine: Engine
  readonly #wakes: Wake[] = []
  readonly #free: number[] = []

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** The slot of an event. */
  at(slot: number): Wake {
    return this.#wakes[slot] as Wake
  }

  /** Does `action` in `delay` ns (an integer, at least 0), unless `instance` is paused; returns a slot to cancel. */
  set(delay: number, instance: number, action: () => void): number {
    const slot = this.#free.pop() ?? this.#wakes.push({ wake: NEVER, instance, action: null }) - 1
    const wake = this.at(slot)
    wake.instance = instance
    wake.action = action
    wake.wake = this.#engine.schedule(delay, eventCode(EventKind.node, slot))
    return slot
  }

  /** Calls off what has not happened yet. */
  cancel(slot: number): void {
    // What a pause has put off has no event any more.
    if (this.at(slot).wake >= 0) this.#engine.disown()
    this.#clear(slot)
  }

  expects(slot: number, sequence: number): boolean {
    return this.#wakes[slot]?.wake === sequence
  }

  /** The event of a slot is being dispatched. */
  ring(slot: number): void {
    if (!this.expects(slot, this.#engine.sequence)) return
    const { action } = this.at(slot)
    this.#clear(slot)
    action?.()
  }

  #clear(slot: number): void {
    const wake = this.at(slot)
    wake.wake = NEVER
    wake.action = null
    this.#free.push(slot)
  }
}
