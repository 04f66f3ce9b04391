import type { Frame } from './frame.ts'

/**
 * A queue of frames linked through the frames themselves: joining, leaving from either end or from the middle cost
 * O(1).
 */
export class FrameQueue {
  length = 0
  #first: Frame | null = null
  #last: Frame | null = null

  join(frame: Frame): void {
    frame.before = this.#last
    frame.next = null
    if (this.#last === null) this.#first = frame
    else this.#last.next = frame
    this.#last = frame
    this.length++
  }

  /** Takes the frame that waits longest. */
  takeFirst(): Frame | null {
    const frame = this.#first
    if (frame !== null) this.leave(frame)
    return frame
  }

  /** Takes the frame that came last. */
  takeLast(): Frame | null {
    const frame = this.#last
    if (frame !== null) this.leave(frame)
    return frame
  }

  /** Takes a frame that stands in this queue out of it. */
  leave(frame: Frame): void {
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
