import type { Frame } from '../frame.ts'

/** The queue that a `CoDel` watches over. */
export interface WatchedQueue {
  /** Requests that wait now. */
  readonly length: number
  /** Takes out the next to be served; `null` when nobody waits. */
  pull(): Frame | null
  /** Turns away a request that has just been pulled. */
  turnAway(frame: Frame): void
}

/** A state of dropping that is over for less than so many intervals is taken up where it was. */
const REMEMBERED_INTERVALS = 16

/**
 * Controlled delay, K. Nichols and V. Jacobson, RFC 8289 (2018), for requests instead of packets: once every request
 * that left the queue for a whole interval had waited longer than the target, requests are dropped when their turn
 * comes, the k-th after interval / √k more, until one has waited less. The last one that waits is never dropped, as
 * the RFC leaves the last packet alone. Looks at whoever is next in the queue's own order.
 */
export class CoDel {
  readonly #queue: WatchedQueue
  readonly #target: number
  readonly #interval: number
  /** When it may drop unless the wait has fallen below the target until then; 0: it is below. */
  #firstAbove = 0
  #mayDrop = false
  #dropping = false
  #dropNext = 0
  #count = 0
  #lastCount = 0

  /** `target` and `interval` in ns, both more than 0. */
  constructor(queue: WatchedQueue, { target, interval }: { readonly target: number; readonly interval: number }) {
    this.#queue = queue
    this.#target = target
    this.#interval = interval
  }

  /** Takes out the next to be served, and drops those before it that have to go. */
  next(now: number): Frame | null {
    let frame = this.#pull(now)
    if (this.#dropping) {
      if (!this.#mayDrop) this.#dropping = false
      while (this.#dropping && now >= this.#dropNext) {
        // It may drop only what it has pulled.
        this.#queue.turnAway(frame as Frame)
        this.#count++
        frame = this.#pull(now)
        if (this.#mayDrop) this.#dropNext = this.#after(this.#dropNext)
        else this.#dropping = false
      }
    } else if (this.#mayDrop) {
      this.#queue.turnAway(frame as Frame)
      frame = this.#pull(now)
      this.#dropping = true
      const dropped = this.#count - this.#lastCount
      const recent = now - this.#dropNext < REMEMBERED_INTERVALS * this.#interval
      this.#count = dropped > 1 && recent ? dropped : 1
      this.#lastCount = this.#count
      this.#dropNext = this.#after(now)
    }
    return frame
  }

  #pull(now: number): Frame | null {
    const frame = this.#queue.pull()
    this.#mayDrop = false
    if (frame === null || now - frame.arrivedAt < this.#target || this.#queue.length === 0) this.#firstAbove = 0
    else if (this.#firstAbove === 0) this.#firstAbove = now + this.#interval
    else this.#mayDrop = now >= this.#firstAbove
    return frame
  }

  #after(time: number): number {
    return time + this.#interval / Math.sqrt(this.#count)
  }
}
