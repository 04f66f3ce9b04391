import { EventKind } from '../event-kind.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'

/** What an alarm that rings does. */
interface Alarm {
  readonly action: () => void
  /** Sequence number of its event. */
  readonly sequence: number
  readonly quiet: boolean
}

/** What faults and stores wait for: rare enough for a closure each. */
export class Alarms {
  readonly #engine: Engine
  /** By slot; `null` where it is free. */
  readonly #alarms: (Alarm | null)[] = []
  readonly #free: number[] = []

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Does `action` in `delay` ns (an integer, at least 0); returns a slot, valid until then, to cancel it by. */
  set(delay: number, action: () => void): number {
    const slot = this.#take()
    const sequence = this.#engine.schedule(delay, eventCode(EventKind.alarm, slot))
    this.#alarms[slot] = { action, sequence, quiet: false }
    return slot
  }

  /** As `set`, for what sets something off by itself: a run in which nothing else is left to happen does not wait. */
  setQuiet(delay: number, action: () => void): number {
    const slot = this.#take()
    const sequence = this.#engine.scheduleBackground(delay, eventCode(EventKind.quietAlarm, slot))
    this.#alarms[slot] = { action, sequence, quiet: true }
    return slot
  }

  /** Calls an alarm off that has not rung. */
  cancel(slot: number): void {
    const alarm = this.#alarms[slot] ?? null
    this.#clear(slot)
    // The event of a quiet one has to come, to be counted.
    if (alarm?.quiet === false) this.#engine.disown()
  }

  /** Whether the event `sequence` is the one that the slot waits for. */
  expects(slot: number, sequence: number): boolean {
    return this.#alarms[slot]?.sequence === sequence
  }

  /** The event of a slot is being dispatched. */
  ring(slot: number, quiet: boolean): void {
    if (quiet) this.#engine.backgroundDone()
    if (!this.expects(slot, this.#engine.sequence)) return
    const alarm = this.#alarms[slot]
    this.#clear(slot)
    alarm?.action()
  }

  #take(): number {
    return this.#free.pop() ?? this.#alarms.push(null) - 1
  }

  #clear(slot: number): void {
    this.#alarms[slot] = null
    this.#free.push(slot)
  }
}
