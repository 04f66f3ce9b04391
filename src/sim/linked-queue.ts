/** What can stand in one queue at a time. */
interface Linked<Self> {
  next: Self | null
  before: Self | null
}

/**
 * A queue linked through what stands in it: joining, leaving from either end or from the middle cost O(1).
 */
export class LinkedQueue<T extends Linked<T>> {
  length = 0
  #first: T | null = null
  #last: T | null = null

  /** The one that waits longest; the others follow through `next`. */
  get first(): T | null {
    return this.#first
  }

  join(frame: T): void {
    frame.before = this.#last
    frame.next = null
    if (this.#last === null) this.#first = frame
    else this.#last.next = frame
    this.#last = frame
    this.length++
  }

  /** Takes the one that waits longest. */
  takeFirst(): T | null {
    const frame = this.#first
    if (frame !== null) this.leave(frame)
    return frame
  }

  /** Takes the one that came last. */
  takeLast(): T | null {
    const frame = this.#last
    if (frame !== null) this.leave(frame)
    return frame
  }

  /** Takes out one that stands in this queue. */
  leave(frame: T): void {
    const { next, before } = frame
    if (before === null) this.#first = next
    else before.next = next
    if (next === null) this.#last = before
    else next.before = before
    frame.next = null
    frame.before = null
    this.length--
  }
}
