/** A message that was handled: when (ns), by which instance and at which delivery. */
export interface HandledMessage {
  readonly id: number
  readonly at: number
  readonly instance: number
  readonly delivery: number
}

/** The messages of one event and key that are followed: which of them was handled. */
export interface Lane {
  readonly place: number
  /** Messages in it. */
  messages: number
  /** By subscription of the event: the latest message (by publishing) that has been handled; `null`: none. */
  readonly latest: (HandledMessage | null)[]
}

/**
 * Watches the order of messages of equal keys. Who is handled too late was there when the later one was handled, so a
 * lane is needed only as long as there are messages in it.
 */
export class Lanes {
  readonly #events: number
  readonly #lanes = new Map<number, Lane>()

  /** `events`: how many there are. */
  constructor(events: number) {
    this.#events = events
  }

  /** Lanes that are watched. */
  get size(): number {
    return this.#lanes.size
  }

  /** The lane for one more message; `null` without a key. */
  enter(event: number, key: number, subscriptions: number): Lane | null {
    if (key < 0) return null
    const place = key * this.#events + event
    let lane = this.#lanes.get(place)
    if (lane === undefined) {
      lane = { place, messages: 0, latest: Array.from({ length: subscriptions }, () => null) }
      this.#lanes.set(place, lane)
    }
    lane.messages++
    return lane
  }

  /** One message less. */
  leave(lane: Lane | null): void {
    if (lane === null || --lane.messages > 0) return
    this.#lanes.delete(lane.place)
  }
}
